import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tcp } from '../../collector/sources/tcp.ts';
import { accountFor, type PipelineParts } from '../../pipeline.ts';
import { createLineReader } from '../../pipeline-worker.ts';
import { readCalls } from '../../store/queries/calls.ts';
import { undefinedLines } from '../../store/queries/undefined-lines.ts';
import { ledgerMismatches } from '../../store/queries/verify.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { asteriskSettings } from '../asterisk-lines.ts';
import { PowerCut } from './failing-parts.ts';
import { RunningSource } from './running-source.ts';
import { CallingSystem, QUICK } from './telephone-system.ts';
import { KEY, Workbench } from './workbench.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/cisco-cucm/odd-swapped-and-missing-columns.txt');
const [HEADER = '', TYPES = '', RECORD = ''] = readFileSync(FIXTURE, 'latin1').split(/(?<=\n)/);
const SETTINGS = asteriskSettings({ driver: 'cisco-cucm', cut: { framing: 'line', limit: 8192 } });
const DAY = 86_400_000;

let bench: Workbench;
let running: RunningSource | null = null;
let sent = 0;

beforeEach(async () => {
  bench = await Workbench.open();
  bench.now = Date.UTC(2026, 2, 29, 23, 59, 59);
  sent = 0;
});
afterEach(async () => {
  await running?.stop().catch(() => {});
  await bench.close();
});

function listen(context = bench.context): CallingSystem {
  bench.log.length = 0;
  const door = { mode: 'listen', address: '127.0.0.1', port: 0, allow: ['127.0.0.1'] };
  running = new RunningSource(tcp, { ...QUICK, ...door }, context);
  return new CallingSystem(bench);
}

/** A record that was never there before. */
function record(): string {
  sent += 1;
  return RECORD.replace('0a1b2c3d0019', `0a1b2c3d${String(sent).padStart(4, '0')}`);
}

/** Judges all that waits, the newest first, as long as anything comes of it. */
async function judgeAll(): Promise<void> {
  const parts: PipelineParts = {
    store: bench.store,
    reader: createLineReader(bench.folder, KEY),
    settingsOf: async () => SETTINGS,
    program: 'test',
    now: () => bench.now,
  };
  for (let left = await bench.store.waiting(); left.length > 0; ) {
    for (const intake of [...left].reverse()) await accountFor(intake, null, parts);
    const still = await bench.store.waiting();
    if (still.length === left.length) throw new Error(`intakes ${still} wait for ever`);
    left = still;
  }
}

/** What became of all that was sent: calls, and the reasons of what is none. */
async function outcome() {
  const store = openReadingStore(bench.folder);
  try {
    const calls = await Array.fromAsync(readCalls(store, {}));
    const none = await undefinedLines(store.query, {}, null);
    expect(ledgerMismatches(store.connection)).toEqual([]);
    return { calls: calls.length, reasons: none.map(({ reason }) => reason) };
  } finally {
    await store.close();
  }
}

test('a telephone system that names its columns once is understood on the next day, too, and on the one after it', async () => {
  const system = listen();
  let length = 0;
  const deliver = async (lines: string) => {
    length += lines.length;
    await system.deliver(lines);
    await bench.until(async () => (await bench.received()).length >= length);
  };
  await deliver(HEADER + TYPES + record());
  for (let day = 0; day < 2; day++) {
    bench.now += DAY;
    await deliver(record());
    await deliver(record());
  }
  system.close();
  await running?.stop();
  await judgeAll();
  expect(bench.intakes()).toHaveLength(3);
  expect(await outcome()).toEqual({ calls: 5, reasons: [] });
});

test.each(['before', 'after'] as const)(
  'killed %s any step of the change of the day, every record is one call once the telephone system has connected anew',
  async (moment) => {
    for (let at = 1; ; at++) {
      const records = [record(), record(), record()];
      const cut = new PowerCut(at, moment);
      const system = listen(cut.on(bench.context));
      const ended = running?.ended.catch(() => {});
      const talk = async () => {
        for (const [n, lines] of records.entries()) {
          const announced = bench.arrivals.length;
          await system.deliver(n === 0 ? HEADER + TYPES + lines : lines).catch(() => {});
          await bench.until(() => cut.happened || bench.arrivals.length > announced);
          if (cut.happened) return;
          if (n === 0) bench.now += DAY;
        }
      };
      await Promise.race([ended, talk()]);
      await running?.stop().catch(() => {});
      system.close();
      await cut.bury();
      const again = listen();
      await again.deliver(HEADER + TYPES + records.join(''));
      await bench.until(async () => (await bench.received()).endsWith(records.join('')));
      again.close();
      await running?.stop();
      await judgeAll();
      expect(await outcome()).toEqual({ calls: sent, reasons: [] });
      if (!cut.happened) break;
    }
  },
);
