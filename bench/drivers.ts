import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DRIVERS } from '../processor/drivers.ts';
import { machine, median, numberOption, ROOT, writeMeasured } from './benchmarks-page.ts';
import { type DriverRun, measureDriver } from './driver-run.ts';

/**
 * The whole way of a line through the processor (cut, read, number, judge) for each driver, on its own good fixtures
 * repeated, beside csv-parse or a plain split of the same bytes in the same process. `--rounds N` (5) in turn, `--megabytes
 * N` (4) of each driver, `--only NAME` prints one driver and writes nothing.
 */
export async function drivers(options: readonly string[]): Promise<void> {
  const rounds = numberOption(options, 'rounds', 5);
  const megabytes = numberOption(options, 'megabytes', 4);
  const only = options.includes('--only') ? options[options.indexOf('--only') + 1] : undefined;
  if (only !== undefined) {
    console.log(JSON.stringify(await measureDriver(only, rounds, megabytes)));
    return;
  }
  const runs: DriverRun[] = [];
  for (const name of Object.keys(DRIVERS)) {
    const run = ownProcess(name, rounds, megabytes);
    console.log(`${name}: ${grouped(run.lines_per_second)} lines/s`);
    runs.push(run);
  }
  const table = report(runs, rounds);
  console.log(table);
  writeMeasured('drivers', `${machine()}\n\n${table}`);
}

/** A process for each driver: what one makes the engine learn would slow the next. */
function ownProcess(name: string, rounds: number, megabytes: number): DriverRun {
  const args = [join(ROOT, 'bench/bench.ts'), 'drivers', '--only', name];
  const settings = ['--rounds', String(rounds), '--megabytes', String(megabytes)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...settings], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as DriverRun;
}

function report(runs: readonly DriverRun[], rounds: number): string {
  const middle = median(runs.map(({ lines_per_second }) => lines_per_second));
  const sorted = [...runs].sort((a, b) => b.lines_per_second - a.lines_per_second);
  return [
    `| driver, ${rounds} rounds in turn | lines/s | of the median | bytes a line | MB/s | beside | takes … times as long |`,
    '|---|---|---|---|---|---|---|',
    ...sorted.map((run) => {
      const share = (run.lines_per_second / middle).toFixed(2);
      const bytes = Math.round(run.bytes / run.lines);
      const speed = ((run.lines_per_second * run.bytes) / run.lines / 1e6).toFixed(0);
      return `| \`${run.name}\` | ${Math.round(run.lines_per_second / 1000)} k | ${share} | ${bytes} | ${speed} | ${run.rival} | ${run.ratio.toFixed(1)} (${run.least_ratio.toFixed(1)}–${run.most_ratio.toFixed(1)}) |`;
    }),
  ].join('\n');
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en');
}
