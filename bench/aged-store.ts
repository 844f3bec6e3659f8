import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openSqliteStore } from '../store/sqlite-store.ts';
import { writeAsteriskLines } from './asterisk-lines.ts';
import { ROOT } from './benchmarks-page.ts';

const MILLION = 1_000_000;
/** As many as the traffic of the benches has. */
export const CALLS_A_DAY = 100_000;

/** A data folder with so many millions of calls, a hundred thousand a day from 2024-01-01 on, and their totals. */
export async function agedStore(folder: string, millions: number): Promise<string> {
  const data = join(folder, 'aged');
  const file = join(folder, 'million.csv');
  for (let part = 0; part < millions; part++) {
    writeAsteriskLines(file, part * MILLION, MILLION);
    const options = ['--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', '--time-zone', 'UTC'];
    const { status } = spawnSync(join(ROOT, 'ledgerline'), ['ingest', '--data', data, ...options, file], {
      stdio: 'ignore',
    });
    if (status !== 0) throw new Error(`the ingest of million ${part + 1} ended with ${status}`);
    console.log(`million ${part + 1} of ${millions} is stored`);
  }
  const store = openSqliteStore(data);
  while (await store.totalSlice());
  await store.close();
  return data;
}
