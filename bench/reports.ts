import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agedStore } from './aged-store.ts';
import { machine, median, numberOption, ROOT, writeMeasured } from './benchmarks-page.ts';
import { duckdbCopy } from './duckdb-copy.ts';
import { largeOrganisation } from './large-organisation.ts';
import { measured, type Run } from './measured-process.ts';
import { QUESTIONS, type Question } from './report-questions.ts';

const MILLION = 1_000_000;
/** A leap year, all of which the calls fill. */
const YEAR = 2024;
const DAYS = 366;

/**
 * Reports over a year of ten million calls, each a process from start to end as its user types it, and in turn DuckDB on the
 * same rows and on the same totals; then an itemised list of a million calls as XLSX. `--millions N` (10), `--rounds N` (3).
 */
export async function reports(options: readonly string[]): Promise<void> {
  const millions = numberOption(options, 'millions', 10);
  const rounds = numberOption(options, 'rounds', 3);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const days = Math.ceil(DAYS / millions);
    const pace = { begins_at: Date.UTC(YEAR, 0, 1), calls_a_day: MILLION / days };
    const data = await agedStore(folder, millions, pace, largeOrganisation(folder));
    const duckdb = await duckdbCopy(data, folder);
    const rows: string[] = [];
    for (const question of QUESTIONS) {
      rows.push(await asked(question, { data, duckdb, rounds }));
      console.log(rows.at(-1));
    }
    const exported = await exportedMillion(data, join(folder, 'million.xlsx'), days);
    const table = [
      `| over ${millions} million calls of a year, ${rounds} rounds in turn | the program | peak memory | DuckDB, rows | takes … times as long | DuckDB, totals | takes … times as long |`,
      '|---|---|---|---|---|---|---|',
      ...rows,
      '',
      `\`itemised\` of a million calls as XLSX: ${exported.seconds.toFixed(0)} s, peak memory ${exported.peak_mb.toFixed(0)} MB.`,
    ].join('\n');
    console.log(table);
    writeMeasured('reports', `${machine()}\n\n${table}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function asked(
  { report, of_rows, of_totals }: Question,
  { data, duckdb, rounds }: { data: string; duckdb: string; rounds: number },
): Promise<string> {
  const runs: Record<'ours' | 'rows' | 'totals', Run[]> = { ours: [], rows: [], totals: [] };
  const rival = (sql: string): Promise<Run> =>
    measured('node', [join(ROOT, 'bench', 'duckdb-query.ts'), duckdb, sql], '');
  for (let round = 0; round < rounds; round++) {
    runs.ours.push(
      await measured(join(ROOT, 'ledgerline'), ['report', 'run', ...report, '--data', data], ''),
    );
    runs.rows.push(await rival(of_rows));
    if (of_totals !== null) runs.totals.push(await rival(of_totals));
  }
  const peak = Math.max(...runs.ours.map(({ peak_mb }) => peak_mb)).toFixed(0);
  const beside = (found: readonly Run[]): string => {
    if (found.length === 0) return '– | –';
    const ratio = median(runs.ours.map(({ seconds }, at) => seconds / (found[at]?.seconds ?? Number.NaN)));
    return `${spread(found)} | ${ratio.toFixed(1)}`;
  };
  const name = `\`report run ${report.join(' ')}\``;
  return `| ${name} | ${spread(runs.ours)} | ${peak} MB | ${beside(runs.rows)} | ${beside(runs.totals)} |`;
}

function spread(runs: readonly Run[]): string {
  const seconds = runs.map((run) => run.seconds);
  return `${median(seconds).toFixed(2)} s (${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)})`;
}

/** The days of the first million, as they are exported to a spreadsheet. */
async function exportedMillion(data: string, file: string, days: number): Promise<Run> {
  const last = new Date(Date.UTC(YEAR, 0, days)).toISOString().slice(0, 10);
  const wish = ['--period', `${YEAR}-01-01..${last}`, '--out', file];
  return await measured(join(ROOT, 'ledgerline'), ['report', 'run', 'itemised', ...wish, '--data', data], '');
}
