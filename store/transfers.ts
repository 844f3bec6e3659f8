import type { Transfer } from '../record/intake.ts';
import { rawPath, UNFINISHED } from '../record/raw-copy.ts';
import type { Connection } from './open-database.ts';

/** The register of files of which a part came. `countIntake` makes their numbers durable, so that none is given out again. */
export function createTransfers(
  connection: Connection,
  sourceId: (name: string) => number,
  countIntake: (intake: number) => unknown,
) {
  const columns = 'path, intake, day, size, modified_at, length, content_mac, noted_at';
  const note = connection.prepare<[Omit<Transfer, 'source'> & { source: number }], unknown>(
    `insert or replace into transfer (source, ${columns})
     values (@source, @path, @intake, @day, @size, @modified_at, @length, @content_mac, @noted_at)`,
  );
  const forget = connection.prepare<[number, string], unknown>(
    'delete from transfer where source = ? and path = ?',
  );
  const of = connection.prepare<[string], Transfer>(
    `select source.name as source, ${columns} from transfer join source on source.id = transfer.source
     where source.name = ?`,
  );
  const noteTransfer = connection.transaction((transfer: Transfer) => {
    countIntake(transfer.intake);
    note.run({ ...transfer, source: sourceId(transfer.source) });
  });
  return {
    noteTransfer: (transfer: Transfer): void => noteTransfer.immediate(transfer),
    transfers: (source: string) => of.all(source),
    forgetTransfer: (source: string, path: string): void => void forget.run(sourceId(source), path),
  };
}

/** What the start of the service asks: which unfinished raw copies are still to be gone on with. */
export function createTransferUpkeep(connection: Connection) {
  const forgetOld = connection.prepare<[number], unknown>('delete from transfer where noted_at < ?');
  const old = connection.prepare<[number], { source: string; day: number; intake: number }>(
    `select source.name as source, day, intake from transfer join source on source.id = transfer.source
     where noted_at < ?`,
  );
  const paths = (before: number): string[] =>
    old.all(before).map(({ source, day, intake }) => rawPath(source, day, intake) + UNFINISHED);
  const forget = connection.transaction((before: number) => {
    const forgotten = paths(before);
    forgetOld.run(before);
    return forgotten;
  });
  return {
    forgetTransfersBefore: (at: number) => forget.immediate(at),
    unfinishedPaths: () => paths(Number.MAX_SAFE_INTEGER),
  };
}
