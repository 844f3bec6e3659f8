import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachmentHands } from '../cli/service/attachment-hands.ts';
import { namingHands } from '../cli/service/naming-hands.ts';
import { rawCopyHands } from '../cli/service/raw-copy-hands.ts';
import { createLineReader } from '../pipeline-worker.ts';
import { createGateway } from '../privacy/gateway.ts';
import { type Retention, retentionSchema } from '../privacy/retention.ts';
import { DAY_MS, dayOf } from '../record/calendar.ts';
import { openDatabase } from '../store/open-database.ts';
import { dueCalls } from '../store/queries/due-calls.ts';
import { openReadingStore } from '../store/reading-store.ts';
import { DATABASE_FILE, openSqliteStore } from '../store/sqlite-store.ts';
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
 * DELETE in one transaction, each on a fresh copy; and once more while calls arrive. `--millions N` (10), `--rounds N` (2).
 */
export async function purge(options: readonly string[]): Promise<void> {
  const millions = numberOption(options, 'millions', 10);
  const rounds = numberOption(options, 'rounds', 2);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const data = await agedStore(folder, millions);
    const days = (millions * 1_000_000) / CALLS_A_DAY / 10;
    const runs: Record<'ours' | 'bare' | 'whole', number[]> = { ours: [], bare: [], whole: [] };
    let rows = 0;
    for (let round = 0; round < rounds; round++) {
      const ours = await onCopy(folder, data, (copy) => gatewayRun(copy, days));
      runs.ours.push(ours.seconds);
      rows = ours.batches.reduce((sum, size) => sum + size, 0);
      runs.bare.push(await onCopy(folder, data, async (copy) => bareRun(copy, days, ours.batches)));
      runs.whole.push(await onCopy(folder, data, async (copy) => bareRun(copy, days, [rows])));
      console.log(`round ${round + 1} of ${rounds}: ${JSON.stringify(runs)}`);
    }
    const latency = await onCopy(folder, data, (copy) => besideIntake(copy, days));
    const table = report(rows, millions, runs, latency);
    console.log(table);
    writeMeasured('purge', `${machine()}\n\n${table}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onCopy<Result>(
  folder: string,
  data: string,
  work: (copy: string) => Promise<Result>,
): Promise<Result> {
  const copy = join(folder, 'copy');
  cpSync(data, copy, { recursive: true });
  try {
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The day on which the first so many days are due. */
const dueAt = (days: number): number => (FIRST_DAY + days + 10) * DAY_MS;

async function gatewayRun(copy: string, days: number): Promise<{ seconds: number; batches: number[] }> {
  const store = openSqliteStore(copy);
  const batches: number[] = [];
  const started = performance.now();
  await purgeThrough(
    copy,
    store,
    days,
    (work) => work(),
    (size) => void batches.push(size),
  );
  const seconds = (performance.now() - started) / 1000;
  await store.close();
  return { seconds, batches: batches.filter((size) => size > 0) };
}

async function purgeThrough(
  copy: string,
  store: WritingStore,
  days: number,
  inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>,
  told: (rows: number) => void,
): Promise<void> {
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
    expireLogFiles: async () => 0,
    naming: namingHands(copy, async () => ({ sites: {}, sources: {} })),
    sitesOf: async () => ({}),
  });
  const retention: Retention = RETENTION;
  await gateway.begin(retention, 'calls');
  const reading = openReadingStore(copy);
  const today = dayOf(now());
  const edges = { masked: null, anonymous: null, gone: dayOf(FIRST_DAY * DAY_MS + days * DAY_MS) };
  const due = dueCalls(reading.connection, { held: false, edges, today });
  await reading.close();
  const going = { signal: new AbortController().signal, told };
  for (const { step, day } of due) await gateway.ageDay({ step, day, held: false, retention }, going);
  await gateway.finish(going.signal);
}

/** Batches of the same sizes, and nothing else. */
function bareRun(copy: string, days: number, batches: readonly number[]): number {
  const connection = openDatabase(join(copy, DATABASE_FILE), 'write');
  const remove = connection.prepare<[number, number], unknown>(
    `delete from call where id in (select id from call where day < ? order by day, identity, occurrence limit ?)`,
  );
  const batch = connection.transaction((size: number) => remove.run(FIRST_DAY + days, size).changes);
  const started = performance.now();
  for (const size of batches) batch.immediate(size);
  connection.pragma('wal_checkpoint(TRUNCATE)');
  const seconds = (performance.now() - started) / 1000;
  connection.close();
  return seconds;
}

/** How long lines wait for their commit while the purge goes on, and while nothing does, milliseconds. */
async function besideIntake(copy: string, days: number): Promise<{ purging: number[]; idle: number[] }> {
  const store = await openStoreThread(copy);
  try {
    return await intakeLatencies(copy, store, (inTurn) => purgeThrough(copy, store, days, inTurn, () => {}));
  } finally {
    await store.close();
  }
}

function report(
  rows: number,
  millions: number,
  { ours, bare, whole }: Record<'ours' | 'bare' | 'whole', readonly number[]>,
  { purging, idle }: { purging: readonly number[]; idle: readonly number[] },
): string {
  const ratio = (rival: readonly number[]): string =>
    median(ours.map((seconds, round) => seconds / (rival[round] ?? Number.NaN))).toFixed(2);
  const row = (name: string, seconds: readonly number[], times: string): string =>
    `| ${name} | ${median(seconds).toFixed(1)} s | ${Math.round(rows / median(seconds) / 1000)} k | ${times} |`;
  const percentile = (values: readonly number[], share: number): string => {
    const sorted = [...values].sort((a, b) => a - b);
    return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
  };
  const latency = (name: string, values: readonly number[]): string =>
    `| ${name} | ${values.length} | ${percentile(values, 0.5)} ms | ${percentile(values, 0.99)} ms | ${percentile(values, 1)} ms |`;
  return [
    `| ${rows.toLocaleString('en')} of ${millions} million calls, ${ours.length} rounds in turn | median | rows/s | the gateway takes … times as long |`,
    '|---|---|---|---|',
    row('the gateway: holds, totals, ledger of what is gone, log emptied', ours, '–'),
    row('a bare DELETE in the same batches', bare, ratio(bare)),
    row('one DELETE in one transaction', whole, ratio(whole)),
    '',
    '| a line waits for its commit | lines | median | 99 of 100 | longest |',
    '|---|---|---|---|---|',
    latency('while that purge goes on', purging),
    latency('with nothing beside it', idle),
    '',
  ].join('\n');
}
