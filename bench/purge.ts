import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachmentHands } from '../cli/service/attachment-hands.ts';
import { jobReads } from '../cli/service/job-reads.ts';
import { jobReadsBeside } from '../cli/service/job-reads-beside.ts';
import { NO_CONFIGURATION } from '../cli/service/judging.ts';
import { namingHands } from '../cli/service/naming-hands.ts';
import { rawCopyHands } from '../cli/service/raw-copy-hands.ts';
import type { JobReads } from '../maintenance/job.ts';
import { createLineReader } from '../pipeline-worker.ts';
import { createGateway } from '../privacy/gateway.ts';
import { type Retention, retentionSchema } from '../privacy/retention.ts';
import { scrubGaps } from '../privacy/scrub-gaps.ts';
import { DAY_MS, dayOf } from '../record/calendar.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import { openDatabase } from '../store/open-database.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { WritingStore } from '../store/store.ts';
import { openStoreThread } from '../store/store-thread.ts';
import { agedStore, CALLS_A_DAY } from './aged-store.ts';
import { machine, median, numberOption, writeMeasured } from './benchmarks-page.ts';
import { intakeLatencies } from './intake-latencies.ts';

const FIRST_DAY = dayOf(Date.UTC(2024, 0, 1));
const RETENTION = retentionSchema.parse({
  calls: { masked: null, anonymous: null, gone: '10 days' },
  held_calls: { masked: null, anonymous: null, gone: '10 days' },
  raw_copies: '10 days',
});

/**
 * A tenth of the calls of a large store is purged through the gateway, beside a bare DELETE in the same batches and one
 * DELETE in one transaction, and once more while calls arrive, each on a fresh copy; the first two in turn, day by day.
 * `--millions N` (10), `--rounds N` (2).
 */
export async function purge(options: readonly string[]): Promise<void> {
  const millions = numberOption(options, 'millions', 10);
  const rounds = numberOption(options, 'rounds', 2);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const data = await agedStore(folder, millions);
    await scrubbed(data);
    const days = (millions * 1_000_000) / CALLS_A_DAY / 10;
    const runs: Runs = { ours: [], bare: [], whole: [], purging: [], idle: [], loads: [] };
    let batches: readonly number[] = [];
    for (let round = 0; round < rounds; round++) {
      const turns = await inTurns(folder, data, days);
      runs.ours.push(turns.ours);
      runs.bare.push(turns.bare);
      batches = turns.batches;
      const rows = batches.reduce((sum, size) => sum + size, 0);
      runs.whole.push(await onCopy(folder, data, 'copy', async (copy) => wholeRun(copy, days, rows)));
      const { purging, idle } = await onCopy(folder, data, 'copy', (copy) => besideIntake(copy, days));
      runs.purging.push(purging);
      runs.idle.push(idle);
      runs.loads.push(loadavg()[0] ?? Number.NaN);
      console.log(`round ${round + 1} of ${rounds}\n${report(batches, millions, runs)}`);
    }
    writeMeasured('purge', `${machine()}\n\n${report(batches, millions, runs)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a store of that age has behind it every night: what is overwritten behind the purge is what that leaves. */
async function scrubbed(data: string): Promise<void> {
  const store = openSqliteStore(data);
  const parts = {
    store,
    now: () => performance.now(),
    inTurn: <Result>(work: () => Promise<Result>) => work(),
  };
  const ended = await scrubGaps(parts, new AbortController().signal);
  await store.close();
  if (ended !== 'done') throw new Error(`overwriting unused parts of pages ended with: ${ended}`);
}

async function onCopy<Result>(
  folder: string,
  data: string,
  name: string,
  work: (copy: string) => Promise<Result>,
): Promise<Result> {
  const copy = join(folder, name);
  cpSync(data, copy, { recursive: true });
  // The first flush of the database would wait for gigabytes of its copy, and the first lines with it.
  spawnSync('sync', ['--file-system', copy]);
  try {
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The day on which the first so many days are due. */
const dueAt = (days: number): number => (FIRST_DAY + days + 10) * DAY_MS;

/**
 * Day by day the gateway and a bare DELETE of the same calls in the same batches, each on a copy of its own: whoever came second would find another
 * disk, which writes so much for a while and less then.
 */
async function inTurns(
  folder: string,
  data: string,
  days: number,
): Promise<{ ours: number; bare: number; batches: number[] }> {
  return await onCopy(folder, data, 'copy of the gateway', (own) =>
    onCopy(folder, data, 'copy', async (other) => {
      const store = openSqliteStore(own);
      const rival = bareDelete(other, days);
      const [batches, times]: [number[], { ours: number; bare: number }] = [[], { ours: 0, bare: 0 }];
      let ofTurn: number[] = [];
      const timed = async (whose: 'ours' | 'bare', work: () => unknown): Promise<void> => {
        const started = performance.now();
        await work();
        times[whose] += (performance.now() - started) / 1000;
      };
      const rivalsTurn = async (): Promise<void> => {
        const sizes = ofTurn.filter((size) => size > 0);
        ofTurn = [];
        batches.push(...sizes);
        await timed('bare', () => rival.remove(sizes));
      };
      const parts = { store, reads: jobReads(own), inTurn: <Result>(work: () => Promise<Result>) => work() };
      const steps = purgeSteps(own, { ...parts, told: (size) => void ofTurn.push(size) }, days);
      for (let done = false; !done; await rivalsTurn())
        await timed('ours', async () => {
          done = (await steps.next()).done === true;
        });
      await timed('bare', () => rival.end());
      await store.close();
      return { ...times, batches };
    }),
  );
}

interface PurgeParts {
  readonly store: WritingStore;
  readonly reads: Pick<JobReads, 'dueCalls'>;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly told: (rows: number) => void;
}

async function purgeThrough(copy: string, parts: PurgeParts, days: number): Promise<void> {
  for await (const _ of purgeSteps(copy, parts, days));
}

/** Day by day, and at last the end. */
async function* purgeSteps(
  copy: string,
  { store, reads, inTurn, told }: PurgeParts,
  days: number,
): AsyncGenerator<void> {
  const key = readFileSync(join(copy, 'installation.key'));
  // The clock of the batches runs; the calendar stands at the day of the purge.
  const began = performance.now();
  const now = (): number => Math.round(dueAt(days) + performance.now() - began);
  const gateway = createGateway({
    ...{ store, key, now, inTurn },
    // Raw copies are left alone here.
    rawCopies: rawCopyHands(copy, createLineReader(copy, key), async () => {}),
    attachments: attachmentHands(copy),
    expireAudit: async () => 0,
    eraseAudit: async () => 0,
    countAudit: async () => 0,
    expireLogFiles: async () => 0,
    naming: namingHands(copy, async () => NO_CONFIGURATION),
    sitesOf: async () => ({}),
  });
  const retention: Retention = RETENTION;
  const today = dayOf(now());
  await gateway.begin(retention, 'calls', today);
  const edges = { masked: null, anonymous: null, gone: dayOf(FIRST_DAY * DAY_MS + days * DAY_MS) };
  const due = await reads.dueCalls({ held: false, edges, today });
  const going = { signal: new AbortController().signal, told };
  for (const day of due) {
    await gateway.ageDay({ ...day, held: false, retention, today }, going);
    yield;
  }
  await gateway.finish(going.signal);
}

/** The same calls in the same batches, and nothing else. */
function bareDelete(copy: string, days: number): { remove(batches: readonly number[]): void; end(): void } {
  const connection = openDatabase(join(copy, DATABASE_FILE), 'write');
  const ids = connection
    .prepare<[number], number>('select id from call where day < ? order by day, id')
    .pluck()
    .all(FIRST_DAY + days);
  const statement = connection.prepare<[string], unknown>(
    'delete from call where id in (select value from json_each(?))',
  );
  const batch = connection.transaction((of: readonly number[]) => statement.run(JSON.stringify(of)));
  let from = 0;
  return {
    remove(batches) {
      for (const size of batches) {
        batch.immediate(ids.slice(from, from + size));
        from += size;
      }
    },
    end() {
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.close();
    },
  };
}

/** All of them in one transaction, in seconds. */
function wholeRun(copy: string, days: number, rows: number): number {
  const rival = bareDelete(copy, days);
  const started = performance.now();
  rival.remove([rows]);
  rival.end();
  return (performance.now() - started) / 1000;
}

/** How long lines wait for their commit while the purge goes on, and while nothing does, milliseconds. */
async function besideIntake(copy: string, days: number): Promise<{ purging: number[]; idle: number[] }> {
  const store = await openStoreThread(copy);
  try {
    // What is due is looked up beside, as in the service: no line waits for that.
    const parts = { store, reads: jobReadsBeside(copy), told: () => {} };
    return await intakeLatencies(copy, store, (inTurn) => purgeThrough(copy, { ...parts, inTurn }, days));
  } finally {
    await store.close();
  }
}

/** Seconds of each round, milliseconds of each line of each round, and what the machine had to do besides. */
interface Runs {
  readonly ours: number[];
  readonly bare: number[];
  readonly whole: number[];
  readonly purging: (readonly number[])[];
  readonly idle: (readonly number[])[];
  readonly loads: number[];
}

function report(
  batches: readonly number[],
  millions: number,
  { ours, bare, whole, purging, idle, loads }: Runs,
): string {
  const rows = batches.reduce((sum, size) => sum + size, 0);
  const times = (rival: readonly number[]): string =>
    spread(
      ours.map((seconds, round) => seconds / (rival[round] ?? Number.NaN)),
      2,
    );
  const row = (name: string, seconds: readonly number[], ratio: string): string =>
    `| ${name} | ${spread(seconds, 1)} s | ${Math.round(rows / median(seconds) / 1000)} k | ${ratio} |`;
  const latency = (name: string, values: Runs['idle']): string => {
    const of = (share: number): string =>
      spread(
        values.map((round) => percentile(round, share)),
        1,
      );
    return `| ${name} | ${values.flat().length} | ${of(0.5)} ms | ${of(0.99)} ms | ${of(1)} ms |`;
  };
  return [
    `${ours.length} rounds in turn, as median (least–most); load of the machine at the end of each: ${loads.map((load) => load.toFixed(1)).join(', ')}.`,
    '',
    `| ${rows.toLocaleString('en')} of ${millions} million calls, in ${batches.length} batches | seconds | rows/s | the gateway takes … times as long |`,
    '|---|---|---|---|',
    row('the gateway: holds, totals, ledger of what is gone, log emptied', ours, '–'),
    row('a bare DELETE in the same batches', bare, times(bare)),
    row('one DELETE in one transaction', whole, times(whole)),
    '',
    '| a line waits for its commit | lines | median | 99 of 100 | longest |',
    '|---|---|---|---|---|',
    latency('while that purge goes on', purging),
    latency('with nothing beside it', idle),
    '',
  ].join('\n');
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Their median, and where there are more the least and the most of them. */
function spread(values: readonly number[], digits: number): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const text = median(values).toFixed(digits);
  return values.length < 2 ? text : `${text} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}
