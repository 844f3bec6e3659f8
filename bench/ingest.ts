import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAsteriskLines } from './asterisk-lines.ts';
import { machine, median, numberOption, ROOT, writeMeasured } from './benchmarks-page.ts';
import { measured, type Run } from './measured-process.ts';

const MILLION = 1_000_000;
const COLUMNS =
  'accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,amaflags,uniqueid,userfield';

/**
 * The whole pipeline on a million Asterisk lines, beside `sqlite3 .import` of the same file, in turns. `--rounds N` (3),
 * and `--ten` for ten millions into one store, which takes minutes.
 */
export async function ingest(options: readonly string[]): Promise<void> {
  const rounds = numberOption(options, 'rounds', 3);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const file = join(folder, 'million.csv');
    writeAsteriskLines(file, 0, MILLION);
    const ours: Run[] = [];
    const byNumber: Run[] = [];
    const byStart: Run[] = [];
    for (let round = 0; round < rounds; round++) {
      console.log(`round ${round + 1} of ${rounds}`);
      ours.push(await runIngest(join(folder, 'ours'), [file]));
      byNumber.push(await runImport(folder, file, ['src, start', 'dst, start']));
      byStart.push(await runImport(folder, file, ['start, src', 'start, dst']));
    }
    const table = report(ours, byNumber, byStart);
    const growth = options.includes('--ten') ? await tenMillions(folder) : '';
    console.log(table + growth);
    writeMeasured('ingest', `${machine()}\n\n${table}`);
    if (growth !== '') writeMeasured('ten', growth);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A fresh data folder, the command as its user runs it, from its start to its end. */
async function runIngest(data: string, files: readonly string[]): Promise<Run> {
  rmSync(data, { recursive: true, force: true });
  const options = [
    '--source',
    'pbx',
    '--driver',
    'asterisk-csv',
    '--country',
    'DE',
    '--time-zone',
    'Europe/Berlin',
  ];
  return await measured(join(ROOT, 'ledgerline'), ['ingest', '--data', data, ...options, ...files], '');
}

async function runImport(folder: string, file: string, indexes: readonly string[]): Promise<Run> {
  const database = join(folder, 'import.db');
  for (const ending of ['', '-wal', '-shm']) rmSync(database + ending, { force: true });
  const script = [
    'pragma journal_mode = wal;',
    'pragma synchronous = full;',
    'pragma cache_size = -65536;',
    `create table cdr (${COLUMNS});`,
    ...indexes.map((columns, place) => `create index cdr_${place} on cdr (${columns});`),
    '.mode csv',
    `.import ${file} cdr`,
  ];
  return await measured('sqlite3', [database], `${script.join('\n')}\n`);
}

function report(ours: readonly Run[], byNumber: readonly Run[], byStart: readonly Run[]): string {
  const ratios = (rival: readonly Run[]) =>
    ours.map((run, place) => (rival[place]?.seconds ?? 0) / run.seconds);
  const row = (name: string, runs: readonly Run[], ratio: string): string => {
    const seconds = median(runs.map((run) => run.seconds));
    const memory = median(runs.map(({ peak_mb }) => peak_mb));
    return `| ${name} | ${seconds.toFixed(1)} s | ${Math.round(MILLION / seconds / 1000)} k | ${Math.round(memory)} MB | ${ratio} |`;
  };
  const spread = (values: readonly number[]): string =>
    `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
  return [
    `| ${MILLION.toLocaleString('en')} lines, ${ours.length} rounds in turn | median | lines/s | peak memory | Ledgerline is … times as fast |`,
    '|---|---|---|---|---|',
    row(
      '`ledgerline ingest`: raw copy, validation, numbering, identity, chunks, ledger, seven indexes',
      ours,
      '–',
    ),
    row('`sqlite3 .import`, indexes (src, start) and (dst, start)', byNumber, spread(ratios(byNumber))),
    row('`sqlite3 .import`, indexes (start, src) and (start, dst)', byStart, spread(ratios(byStart))),
    '',
  ].join('\n');
}

/** Each million as a run of its own into the same data folder. */
async function tenMillions(folder: string): Promise<string> {
  const data = join(folder, 'ten');
  const file = join(folder, 'part.csv');
  const options = [
    '--source',
    'pbx',
    '--driver',
    'asterisk-csv',
    '--country',
    'DE',
    '--time-zone',
    'Europe/Berlin',
  ];
  const runs: Run[] = [];
  for (let part = 0; part < 10; part++) {
    writeAsteriskLines(file, part * MILLION, MILLION);
    runs.push(await measured(join(ROOT, 'ledgerline'), ['ingest', '--data', data, ...options, file], ''));
    console.log(`million ${part + 1}: ${runs.at(-1)?.seconds.toFixed(1)} s`);
  }
  const seconds = runs.map((run) => run.seconds);
  const ratio = (seconds[0] ?? 0) / (seconds[9] ?? 1);
  const memory = Math.max(...runs.map(({ peak_mb }) => peak_mb));
  return [
    '',
    `Ten millions into one store, a million a run: ${seconds.map((value) => value.toFixed(1)).join(', ')} s;`,
    `the tenth goes ${ratio.toFixed(2)} times as fast as the first; peak memory ${Math.round(memory)} MB.`,
    '',
  ].join('\n');
}
