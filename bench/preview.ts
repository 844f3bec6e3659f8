import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE_FILE } from '../store/database-file.ts';
import { agedStore } from './aged-store.ts';
import { machine, median, numberOption, ROOT, writeMeasured } from './benchmarks-page.ts';

/** Of ten millions from 2024-01-01 on, some are due for each step, and more on each of the next days. */
const CONFIGURATION = `
sites:
  site: { country: DE, area_code: '30', time_zone: UTC }
retention: {}
`;
/** What a person without the program would ask the database for each class. */
const COUNT = `select date(day * 86400, 'unixepoch'), held_by is not null, step, count(*) from call group by 1, 2, 3;`;

/**
 * How long `retention preview` takes over a large store, as its user types it, beside counting the calls of each day with
 * sqlite3. `--millions N` (10), `--rounds N` (3).
 */
export async function preview(options: readonly string[]): Promise<void> {
  const millions = numberOption(options, 'millions', 10);
  const rounds = numberOption(options, 'rounds', 3);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const data = await agedStore(folder, millions);
    const document = join(folder, 'ledgerline.yaml');
    writeFileSync(document, CONFIGURATION);
    run(join(ROOT, 'ledgerline'), ['config', 'apply', document, '--data', data]);
    const ours: number[] = [];
    const rival: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(run(join(ROOT, 'ledgerline'), ['retention', 'preview', '--days', '30', '--data', data]));
      rival.push(run('sqlite3', ['-readonly', join(data, DATABASE_FILE), COUNT]));
    }
    const seconds = (values: readonly number[]): string =>
      `${median(values).toFixed(1)} s (${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)})`;
    const table = [
      `| over ${millions} million calls, ${rounds} rounds in turn | a process from start to end |`,
      '|---|---|',
      `| \`ledgerline retention preview --days 30\` | ${seconds(ours)} |`,
      `| \`sqlite3\`: calls by day, class and step, counted | ${seconds(rival)} |`,
      '',
    ].join('\n');
    console.log(table);
    writeMeasured('preview', `${machine()}\n\n${table}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Wall-clock seconds of a whole process. */
function run(command: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}
