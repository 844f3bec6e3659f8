import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DATABASE_FILE } from '../store/database-file.ts';

/** What reports are made of, with whose each extension is; numbers as the store has them. */
const TABLES: Readonly<Record<string, string>> = {
  call: `select day, (started_at / 60000 + utc_offset_min) / 60 % 24 as hour, source, extension, direction, destination_class,
    destination_country, trunk, called, answered, head, duration_ms, cost_micros, currency from call where held_by is null`,
  day_total: 'select * from day_total where held = 0',
  hour_total: 'select * from hour_total where held = 0',
  belonging: `select number as extension, from_day, extension_span.to_day, unit.code as cost_centre
    from extension_span join unit on unit.id = extension_span.unit`,
};

/** The calls and totals of a data folder as tables of a DuckDB file. */
export async function duckdbCopy(data: string, folder: string): Promise<string> {
  const file = join(folder, 'calls.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const [name, query] of Object.entries(TABLES)) {
    const csv = join(folder, `${name}.csv`);
    const wishes = [
      '-readonly',
      '-header',
      '-csv',
      '-cmd',
      `.output '${csv}'`,
      join(data, DATABASE_FILE),
      query,
    ];
    const { status, stderr } = spawnSync('sqlite3', wishes, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`sqlite3 could not export ${name}: ${stderr}`);
    await connection.run(`create table ${name} as select * from read_csv('${csv}', header = true)`);
    rmSync(csv);
  }
  connection.closeSync();
  instance.closeSync();
  return file;
}
