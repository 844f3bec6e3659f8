import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE } from '../store/database-file.ts';
import { type Connection, openDatabase } from '../store/open-database.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { type Pace, writeAsteriskLines } from './asterisk-lines.ts';
import { ROOT } from './benchmarks-page.ts';

const MILLION = 1_000_000;
/** As many as the traffic of the benches has. */
export const CALLS_A_DAY = 100_000;
/** Whose calls they are. */
export const AGED_SOURCE = 'pbx';
const DAY_MS = 86_400_000;
/** Identities and groups are keyed hashes of 53 bits: moved by the same amount they are spread as before. */
const HASHES = 2 ** 53;

/**
 * A data folder with so many millions of calls, a hundred thousand a day from 2024-01-01 on, and their totals. The first million is
 * taken in; the others are copies of it, some days later each, by SQL: taking them in would be nearly all of the time of a
 * bench that is about something else. Raw copies are gone, as they are of calls that old. With `pace` there are so many calls a day
 * from then on; a million must be whole days. `furnish` puts into the folder what holds before the first call, with the source in its
 * configuration.
 */
export async function agedStore(
  folder: string,
  millions: number,
  pace?: Pace,
  furnish?: (data: string) => void,
): Promise<string> {
  const data = join(folder, 'aged');
  const file = join(folder, 'million.csv');
  writeAsteriskLines(file, 0, MILLION, pace);
  furnish?.(data);
  const days = Math.round(MILLION / (pace?.calls_a_day ?? CALLS_A_DAY));
  const given = ['--driver', 'asterisk-csv', '--country', 'DE', '--time-zone', 'UTC'];
  const options = ['--source', AGED_SOURCE, ...(furnish === undefined ? given : [])];
  const { status } = spawnSync(join(ROOT, 'ledgerline'), ['ingest', '--data', data, ...options, file], {
    stdio: 'ignore',
  });
  if (status !== 0) throw new Error(`the ingest of the first million ended with ${status}`);
  const store = openSqliteStore(data);
  while (await store.totalSlice());
  await store.close();
  const connection = openDatabase(join(data, DATABASE_FILE), 'write');
  connection.pragma('cache_size = -262144');
  rmSync(join(data, 'raw'), { recursive: true });
  connection.exec(`update intake set raw_gone_at = received_at, path = '', state = null, content_mac = null;
    update chunk set state_before = 'null', oldest_day = null;
    delete from raw_frame; delete from blanked_copy; delete from to_blank`);
  for (let part = 1; part < millions; part++) {
    copyMillion(connection, part, days);
    console.log(`million ${part + 1} of ${millions} is stored`);
  }
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
  return data;
}

/** The first million, which is of so many days, `part` times so many days later. */
function copyMillion(connection: Connection, part: number, days_a_million: number): void {
  const days = part * days_a_million;
  const later = (name: string): string => `${name} + ${days * DAY_MS}`;
  const hashed = (name: string): string => `(${name} + ${part * 7_919_000_003}) % ${HASHES}`;
  // Each million came in a file of its own, so that the ledger holds.
  const intake = `${part} + 1`;
  const copied: Readonly<Record<string, string>> = {
    ...{ id: `id + ${part * MILLION}`, intake },
    day: `day + ${days}`,
    identity: hashed('identity'),
    call_group: hashed('call_group'),
    ...Object.fromEntries(['started_at', 'answered_at', 'ended_at'].map((name) => [name, later(name)])),
  };
  connection.transaction(() => {
    if (part === 1) connection.exec('create temp table first_million as select max(id) as id from call');
    copyRows(connection, 'call', copied, 'id <= (select id from first_million) order by id');
    const ofFirstMillion = `day < (select min(day) from day_total) + ${days_a_million}`;
    // The same numbers, some days later each.
    for (const table of ['hour_total', 'number_day', 'number_shelf', 'called_day', 'day_total'])
      copyRows(connection, table, { day: copied.day ?? '' }, ofFirstMillion);
    copyRows(connection, 'intake', { id: intake }, 'id = 1');
    copyRows(connection, 'chunk', { intake }, 'intake = 1');
    connection.exec(
      "update counter set value = (select max(id) from call) where name = 'call'; update counter set value = (select max(id) from intake) where name = 'intake'",
    );
  })();
}

/** Rows of a table once more, with some columns otherwise. */
function copyRows(
  connection: Connection,
  table: string,
  given: Readonly<Record<string, string>>,
  where: string,
): void {
  const columns = connection
    .prepare<[string], string>('select name from pragma_table_info(?)')
    .pluck()
    .all(table);
  const values = columns.map((name) => given[name] ?? `"${name}"`);
  const names = columns.map((name) => `"${name}"`).join(', ');
  connection.exec(`insert into ${table} (${names}) select ${values.join(', ')} from ${table} where ${where}`);
}
