import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAsteriskLines } from './asterisk-lines.ts';
import { machine, median, numberOption, ROOT, writeMeasured } from './benchmarks-page.ts';
import { measured, type Run } from './measured-process.ts';

const PROGRAM = join(ROOT, 'ledgerline');
/** Those of the lines: every call concerns exactly one of them. */
const EXTENSIONS = Array.from({ length: 2_000 }, (_, place) => String(1000 + place));

/**
 * The whole pipeline with a call memory of 100 entries for each of 2,000 extensions, and without any, in turns. `--rounds N`
 * (3), `--lines N` (a million).
 */
export async function memory(options: readonly string[]): Promise<void> {
  const rounds = numberOption(options, 'rounds', 3);
  const lines = numberOption(options, 'lines', 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const file = join(folder, 'lines.csv');
    writeAsteriskLines(file, 0, lines);
    const runs: Record<'without' | 'with', Run[]> = { without: [], with: [] };
    for (let round = 0; round < rounds; round++) {
      console.log(`round ${round + 1} of ${rounds}`);
      // Whoever goes first finds the disk at rest.
      const order = round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const);
      for (const way of order) runs[way].push(await ingested(folder, file, way === 'with'));
    }
    const table = report(lines, runs);
    console.log(table);
    writeMeasured('memory', `${machine()}\n\n${table}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ingested(folder: string, file: string, remembering: boolean): Promise<Run> {
  const data = join(folder, 'data');
  rmSync(data, { recursive: true, force: true });
  const document = join(folder, 'ledgerline.json');
  writeFileSync(document, JSON.stringify(configuration(folder, remembering)));
  await measured(PROGRAM, ['config', 'apply', '--data', data, document], '');
  return await measured(PROGRAM, ['ingest', '--data', data, '--source', 'pbx', file], '');
}

function configuration(folder: string, remembering: boolean): object {
  const site = 'berlin';
  const profiles = EXTENSIONS.map((extension) => [`user-${extension}`, { site, extensions: [extension] }]);
  return {
    sites: { [site]: { country: 'DE', time_zone: 'Europe/Berlin' } },
    sources: { pbx: { kind: 'watch', site, driver: 'asterisk-csv', folder, enabled: false } },
    call_memory: { profiles: remembering ? Object.fromEntries(profiles) : {} },
  };
}

function report(lines: number, runs: Readonly<Record<'without' | 'with', readonly Run[]>>): string {
  const apart = (of: (run: Run) => number): string => {
    const ratios = runs.with.map((run, place) => {
      const other = runs.without[place];
      return other === undefined ? Number.NaN : of(run) / of(other);
    });
    const percent = (ratio: number): string => `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(0)} %`;
    return `${percent(median(ratios))} (${percent(Math.min(...ratios))} to ${percent(Math.max(...ratios))})`;
  };
  const row = (name: string, of: readonly Run[], more: readonly string[]): string => {
    const [seconds, cpu, peak] = [
      median(of.map((run) => run.seconds)),
      median(of.map((run) => run.cpu_seconds)),
      median(of.map((run) => run.peak_mb)),
    ];
    return `| ${[name, `${seconds.toFixed(1)} s`, more[0], `${cpu.toFixed(1)} s`, more[1], `${Math.round(peak)} MB`].join(' | ')} |`;
  };
  return [
    `| ${lines.toLocaleString('en')} lines, ${runs.with.length} rounds in turn | median | apart | of the processor | apart | peak memory |`,
    '|---|---|---|---|---|---|',
    row('without call memory', runs.without, ['–', '–']),
    row('2,000 call memories of 100 entries; every call concerns one', runs.with, [
      apart((run) => run.seconds),
      apart((run) => run.cpu_seconds),
    ]),
    '',
  ].join('\n');
}
