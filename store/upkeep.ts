import type { Connection } from './open-database.ts';
import { sealableCopies } from './queries/raw-copies.ts';
import type { Sealable, UpkeepStore, WrittenOff } from './store.ts';
import { createTransferUpkeep } from './transfers.ts';

type SealedCopy = Parameters<UpkeepStore['recordSeal']>[0];

/** What jobs and writing commands do to the store, each method one transaction. */
export function createUpkeep(connection: Connection) {
  const chunks = connection.prepare<[number], Sealable['chunks'][number]>(
    'select end_offset, first_day, last_day from chunk where intake = ? order by first_offset',
  );
  const addFrame = connection.prepare(
    `insert into raw_frame (intake, offset, length, packed_offset, packed_length, sha256, first_day, last_day)
     values (@intake, @offset, @length, @packed_offset, @packed_length, @sha256, @first_day, @last_day)`,
  );
  // Only while the file is as long as what was packed: one that grew meanwhile has bytes in the plain copy only.
  // So has one that was blanked meanwhile: the packed copy would bring back what was overwritten.
  const setPath = connection.prepare(
    `update intake set path = @path where id = @intake and finished = 1 and length = @packed
     and raw_gone_at is null
     and not exists (select 1 from to_blank where to_blank.intake = @intake)
     and @places_blanked = coalesce((select places from blanked_copy where blanked_copy.intake = @intake), 0)`,
  );
  const setPathOfResent = connection.prepare<[string, number], unknown>(
    'update intake set path = ? where same_as = ?',
  );
  const addVersion = connection.prepare(
    'insert into configuration_version (applied_at, applied_by, reason, text) values (@applied_at, @applied_by, @reason, @text)',
  );
  const writeOff = prepareWriteOff(connection);
  const paths = connection.prepare<[], string>("select path from intake where path <> ''").pluck();
  const { unfinishedPaths, forgetTransfersBefore } = createTransferUpkeep(connection);
  const recordSeal = connection.transaction((sealed: SealedCopy) => {
    const { intake, path, frames, places_blanked } = sealed;
    const packed = frames.reduce((sum, { length }) => sum + length, 0);
    if (setPath.run({ intake, path, packed, places_blanked }).changes === 0) return false;
    setPathOfResent.run(path, intake);
    for (const frame of frames) addFrame.run({ intake, ...frame });
    return true;
  });
  return {
    addConfigurationVersion: (version: {
      applied_at: number;
      applied_by: string;
      reason: string;
      text: string;
    }) => Number(addVersion.run(version).lastInsertRowid),
    sealable: (limit: number): Sealable[] =>
      sealableCopies(connection, limit).map((intake) => ({ ...intake, chunks: chunks.all(intake.intake) })),
    recordSeal: (sealed: SealedCopy) => recordSeal.immediate(sealed),
    writeOff: (lines: WrittenOff, by: { at: number; by: string; reason: string }) =>
      writeOff.run({ ...lines, ...by, code: lines.reason }).changes,
    rawPaths: () => [...paths.all(), ...unfinishedPaths()],
    forgetTransfersBefore,
  };
}

function prepareWriteOff(connection: Connection) {
  return connection.prepare(
    `update undefined_line set written_off_at = @at, written_off_by = @by, written_off_reason = @reason
     where written_off_at is null and (@code is null or reason = @code) and (@intake is null or intake = @intake)
     and (@offset is null or offset = @offset)
     and (@source is null or intake in (select intake.id from intake join source on source.id = intake.source
       where source.name = @source))`,
  );
}
