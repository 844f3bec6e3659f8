import { noLines } from '../record/outcome.ts';
import { prepareIntakeRows } from './intake-rows.ts';
import type { Connection } from './open-database.ts';

/**
 * Accounts for a resent intake by the earlier one, line by line the same: what was a call, held, undefined or a
 * duplicate there is a duplicate here. Not where the earlier one was read by another driver: who sends a file again
 * after naming the right one wants it read. Nor where the earlier one grew since: its counts are of more lines, and the
 * last line of this one may be the beginning of one there.
 */
export function settleResent(
  connection: Connection,
  id: number,
  settings: string,
): 'settled' | 'unsettled' | 'otherwise' {
  const rows = prepareIntakeRows(connection);
  const settle = connection.transaction(() => {
    const resent = rows.byId.get(id);
    const earlier = resent?.same_as == null ? undefined : rows.byId.get(resent.same_as);
    if (resent === undefined || earlier === undefined) throw new Error(`intake ${id} is not a resent one`);
    if (resent.cursor > 0) return resent.cursor === resent.length ? 'settled' : 'otherwise';
    if (earlier.cursor < resent.length) return 'unsettled';
    if (earlier.length !== resent.length || !readAlike(connection, earlier.id, settings)) return 'otherwise';
    const { lines, ignored, excluded } = earlier;
    const counts = { ...noLines(), lines, ignored, excluded, duplicates: lines - ignored - excluded };
    connection
      .prepare(
        `update intake set lines = @lines, ignored = @ignored, excluded = @excluded, duplicates = @duplicates,
         cursor = length where id = @id`,
      )
      .run({ ...counts, id });
    return 'settled';
  });
  return settle.immediate() as 'settled' | 'unsettled' | 'otherwise';
}

/** True when every chunk of an intake was read by the driver, options, encoding and framing of these settings. */
function readAlike(connection: Connection, intake: number, settings: string): boolean {
  const used = connection
    .prepare<[number], string>(
      `select distinct processing_settings.settings from chunk
       join processing_settings on processing_settings.id = chunk.settings where chunk.intake = ?`,
    )
    .pluck();
  const wanted = wayOfReading(settings);
  return used.all(intake).every((text) => wayOfReading(text) === wanted);
}

function wayOfReading(settings: string): string {
  const { driver, driver_options, encoding, cut } = JSON.parse(settings) as Record<string, unknown>;
  return JSON.stringify([driver, driver_options, encoding, cut]);
}
