import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rawCopies } from '../../maintenance/jobs/raw-copies.ts';
import { sealRawCopies } from '../../maintenance/jobs/seal-raw-copies.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS, dayOf } from '../../record/calendar.ts';
import type { JobCounts } from '../../record/job-run.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { byteSearch } from '../cli/byte-search.ts';
import { blankerOf } from '../gateway-in-folder.ts';
import { inFolder, TestFolder } from '../test-folder.ts';
import { partsIn, runIn } from './runner-in-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: '30 days', anonymous: null, gone: '300 days' },
  held_calls: { masked: '30 days', anonymous: null, gone: '300 days' },
  raw_copies: '30 days',
  undefined_lines: '300 days',
});

let data: TestFolder;

beforeEach(() => {
  data = new TestFolder();
});

afterEach(() => data.remove());

const today = (): number => dayOf(data.now);
const daysLater = (days: number): void => {
  data.now = ARRIVAL + days * DAY_MS;
};

/** A call so many days before the arrival, to a number of its own. */
function line(n: number, age = 0, given: Parameters<typeof asteriskLine>[0] = {}): string {
  const start = new Date(ARRIVAL - age * DAY_MS).toISOString().slice(0, 11).replace('T', ' ');
  return `${asteriskLine({ start: `${start}09:00:00`, dst: numberOf(n), uniqueid: `${n}.1`, ...given })}\n`;
}
const numberOf = (n: number): string => `08923125${String(n).padStart(4, '0')}`;

/** What the plan said and what was done, which are the same. */
async function expire(of = data): Promise<JobCounts> {
  of.retention = RETENTION;
  await of.store.noteClock(of.now);
  const before = JSON.stringify(of.dump());
  const context = {
    ...partsIn(of),
    retention: RETENTION,
    signal: new AbortController().signal,
    count: () => {},
  };
  const plan = await rawCopies.plan(context);
  expect(JSON.stringify(of.dump())).toBe(before);
  const done: Record<string, number> = {};
  const count = (name: string, rows: number): void => {
    done[name] = rows;
  };
  await rawCopies.run({ ...context, count });
  expect(done).toEqual(plan.counts);
  return { ...NONE, ...done, kept_by_holds: plan.deferred };
}

const NONE = { raw_copies_gone: 0, lines_blanked: 0, stray_copies_gone: 0 };
const seal = async (of = data): Promise<void> => void (await runIn(of, sealRawCopies));

/** All rows but for where lines were left off: behind a line that cannot be read any more, that is another place. */
function withoutStates(dump: Record<string, unknown[]>): unknown {
  const bare = (row: unknown) => ({ ...(row as object), state: null, state_before: null });
  return { ...dump, intake: dump.intake?.map(bare), chunk: dump.chunk?.map(bare) };
}

/** The digits are nowhere but in the row of their call, which the ladder of calls masks. */
const inRaw = (...numbers: readonly string[]): string[] =>
  byteSearch(join(data.folder, 'raw'), numbers).map((where) => where.split(' in ')[0] ?? '');
const rawFiles = (folder = data.folder): string[] =>
  readdirSync(join(folder, 'raw'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('a raw copy that has reached its age', () => {
  test.each([false, true])(
    'is gone with all that was made of it (sealed: %s), and the ledger adds up',
    async (sealed) => {
      await data.file(line(1) + line(2, 3));
      const stream = await data.stream();
      await stream.connect();
      await stream.send(line(3));
      await stream.disconnect();
      await data.store.finishStream(stream.intake, stream.length);
      if (sealed) await seal();
      const calls = await data.calls();
      daysLater(31);
      expect(await expire()).toMatchObject({ raw_copies_gone: 2, lines_blanked: 0 });
      expect(rawFiles()).toEqual([]);
      expect(await data.calls()).toEqual(calls);
      expect(await data.mismatches()).toEqual([]);
      const { intake, raw_frame, chunk } = data.dump();
      expect(raw_frame).toEqual([]);
      for (const row of intake ?? []) expect(row).toMatchObject({ name: null, path: '', state: null });
      for (const row of chunk ?? []) expect(row).toMatchObject({ state_before: 'null' });
    },
  );

  test('is whole on the last day of its period: never early', async () => {
    await data.file(line(1));
    daysLater(30);
    expect(await expire()).toMatchObject({ raw_copies_gone: 0, lines_blanked: 0 });
    expect(rawFiles()).toHaveLength(1);
  });

  test('is overwritten and goes at the next start, where the process was killed in between', async () => {
    await data.file(line(1));
    daysLater(31);
    const wish = { before: data.now, today: today(), now: data.now };
    expect(await data.store.giveUpRawCopy(1, wish)).toBe(true);
    await data.reopen();
    expect(inRaw(numberOf(1))).toEqual([numberOf(1)]);
    expect(await data.store.rawPaths()).toHaveLength(1);
    await data.gateway.finishRawCopies();
    expect([rawFiles(), await data.store.rawPaths()]).toEqual([[], []]);
    // Nor does it matter where the file went already.
    await data.gateway.finishRawCopies();
    expect(await data.mismatches()).toEqual([]);
  });

  test('stays while it is not accounted for to its end, or a file that shares it is not', async () => {
    const waiting = await data.file(line(1), { account: false });
    const first = await data.file(line(2));
    const again = await data.resent(first);
    daysLater(31);
    expect(await expire()).toMatchObject({ raw_copies_gone: 0 });
    await data.account(waiting);
    await data.account(again);
    expect(await expire()).toMatchObject({ raw_copies_gone: 2 });
    expect(await data.mismatches()).toEqual([]);
  });

  test('cannot be read again: a replay leaves its lines what they are, and says how many', async () => {
    await data.file(line(1) + line(2));
    await data.file(line(2) + line(3));
    daysLater(31);
    await data.file(line(3) + line(4, -20));
    await expire();
    const before = data.dump();
    await data.replay();
    const { counter: _counter, ...now } = data.dump();
    expect(now).toEqual(Object.fromEntries(Object.entries(before).filter(([name]) => name !== 'counter')));
    expect(await data.store.linesGone({})).toBe(4);
    expect(await data.store.linesGone({ intake: 3 })).toBe(0);
  });

  test('leaves what the lines of a connection that went on over midnight need', async () => {
    const first = await data.stream();
    await first.connect();
    await first.send(line(1));
    const second = await data.stream();
    await second.connect(first);
    await first.disconnect();
    await data.store.finishStream(first.intake, first.length);
    await second.send(line(2));
    await second.disconnect();
    data.tamper(`update intake set day = day + 5 where id = ${second.intake}`);
    await data.store.finishStream(second.intake, second.length);
    daysLater(33);
    expect(await expire()).toMatchObject({ raw_copies_gone: 1 });
    const before = JSON.stringify(data.dump());
    await data.replay();
    expect(JSON.stringify(data.dump())).toBe(before);
  });
});

describe('lines of older calls in a younger raw copy', () => {
  test.each([false, true])('are blanked, once, and nothing else is (sealed: %s)', async (sealed) => {
    await data.file(`${line(1, 20)}${line(2, 0)}rubbish 089231259999\n`);
    await data.file(line(1, 20) + line(3, 2));
    if (sealed) await seal();
    daysLater(11);
    expect(await expire()).toMatchObject({ raw_copies_gone: 0, lines_blanked: 2 });
    expect(inRaw(numberOf(1), numberOf(2), numberOf(3), '089231259999')).toEqual([
      numberOf(2),
      '089231259999',
      numberOf(3),
    ]);
    expect(await expire()).toMatchObject({ lines_blanked: 0 });
    expect(await data.mismatches()).toEqual([]);
    daysLater(29);
    expect(await expire()).toMatchObject({ raw_copies_gone: 0, lines_blanked: 1 });
    expect(inRaw(numberOf(2), numberOf(3))).toEqual([numberOf(2)]);
  });

  test('are blanked in one night where they were accounted for in pieces, packed or not', async () => {
    data.chunkBytes = 1_500;
    const all = Array.from({ length: 30 }, (_, n) => n);
    await data.file(all.map((n) => line(n, 20)).join('') + line(30));
    await seal();
    daysLater(11);
    expect(await expire()).toEqual({ ...NONE, lines_blanked: 30, kept_by_holds: 0 });
    expect(inRaw(...all.map(numberOf), numberOf(30))).toEqual([numberOf(30)]);
  });

  test('read as before: a replay changes nothing', async () => {
    data.retention = RETENTION;
    await data.file(line(1, 20) + line(2, 0));
    daysLater(11);
    await expire();
    const before = withoutStates(data.dump());
    await data.replay();
    expect(withoutStates(data.dump())).toEqual(before);
  });
});

describe('lines that a legal hold keeps', () => {
  const hold = (numbers: readonly number[], more: object = {}) =>
    data.store.placeHold({
      ...{ placed_at: data.now, placed_by: 'os:somebody', reason: 'case 7', until: null },
      conditions: { numbers, extensions: [], names: [], from_day: null, to_day: null, ...more },
    });
  const stored = async (n: number): Promise<number> =>
    (data.dump().call as { called: number; dialled: number }[])[n]?.called ?? 0;
  const release = (id: number) =>
    data.store.releaseHold(id, { at: data.now, by: 'os:somebody', reason: 'closed' });

  test('stay alone in their raw copy, which goes when the hold is released', async () => {
    await data.file(`${line(1)}${line(2)}rubbish 089231259999\n${line(3)}`);
    const id = await hold([await stored(1)]);
    daysLater(31);
    expect(await expire()).toMatchObject({
      ...{ raw_copies_gone: 0, lines_blanked: 3, kept_by_holds: 1 },
    });
    expect(inRaw(numberOf(1), numberOf(2), numberOf(3), '089231259999')).toEqual([numberOf(2)]);
    expect(await expire()).toMatchObject({ lines_blanked: 0, kept_by_holds: 1 });
    expect(await data.mismatches()).toEqual([]);
    await release(id);
    expect(await expire()).toMatchObject({ raw_copies_gone: 1, kept_by_holds: 0 });
    expect(rawFiles()).toEqual([]);
  });

  test('stay alone in a packed raw copy that was accounted for in pieces', async () => {
    data.chunkBytes = 1_500;
    const all = Array.from({ length: 30 }, (_, n) => n);
    await data.file(all.map((n) => line(n)).join(''));
    await seal();
    await hold([await stored(17)]);
    daysLater(31);
    expect(await expire()).toEqual({ ...NONE, lines_blanked: 29, kept_by_holds: 1 });
    expect(inRaw(...all.map(numberOf))).toEqual([numberOf(17)]);
  });

  test('are kept as long as any hold names them, and go with the last', async () => {
    await data.file(line(1) + line(2) + line(3));
    const one = await hold([await stored(1)]);
    await hold([await stored(2)], {});
    daysLater(31);
    await expire();
    expect(inRaw(numberOf(2), numberOf(3))).toEqual([numberOf(2), numberOf(3)]);
    await release(one);
    data.now += 1;
    expect(await expire()).toMatchObject({ lines_blanked: 1, kept_by_holds: 1 });
    expect(inRaw(numberOf(2), numberOf(3))).toEqual([numberOf(3)]);
  });

  test('stay in a younger raw copy until the hold ends by itself', async () => {
    await data.file(line(1, 20) + line(2, 20) + line(3));
    await data.store.placeHold({
      ...{ placed_at: data.now, placed_by: 'os:somebody', reason: 'case 7', until: today() + 12 },
      conditions: { numbers: [await stored(0)], extensions: [], names: [], from_day: null, to_day: null },
    });
    daysLater(11);
    expect(await expire()).toMatchObject({ lines_blanked: 1 });
    expect(inRaw(numberOf(1), numberOf(2))).toEqual([numberOf(1)]);
    daysLater(12);
    expect(await expire()).toMatchObject({ lines_blanked: 0 });
    daysLater(13);
    expect(await expire()).toMatchObject({ lines_blanked: 1 });
    expect(inRaw(numberOf(1), numberOf(2), numberOf(3))).toEqual([numberOf(3)]);
  });
});

test('a run over midnight takes what was due on the day on which it began, and no copy more', async () => {
  await data.file(line(1));
  data.retention = RETENTION;
  daysLater(30);
  await data.store.noteClock(data.now);
  const { gateway } = data;
  const begin: typeof gateway.begin = async (...given) => {
    const begun = await gateway.begin(...given);
    daysLater(31);
    return begun;
  };
  expect((await runIn(data, rawCopies, { parts: { gateway: { ...gateway, begin } } })).counts).toEqual({});
  expect((await runIn(data, rawCopies)).counts).toMatchObject({ raw_copies_gone: 1 });
});

test('the name of a file that came again goes when that is as old as its raw copy was', async () => {
  const first = await data.file(line(1));
  const names = (): unknown[] => (data.dump().intake as { name: string | null }[]).map(({ name }) => name);
  daysLater(20);
  await data.account(await data.resent(first));
  daysLater(31);
  expect(await expire()).toMatchObject({ raw_copies_gone: 1 });
  expect(names()).toEqual([null, 'again.csv']);
  daysLater(51);
  await expire();
  expect(names()).toEqual([null, null]);
});

test('copies that no intake has go by the day in their path', async () => {
  await data.file(line(1));
  const folder = join(data.folder, 'raw/_stray/pbx/2026/09/01');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '77'), line(2));
  expect(await expire()).toMatchObject({ raw_copies_gone: 0, stray_copies_gone: 1 });
  expect(existsSync(join(folder, '77'))).toBe(false);
});

/** Deliveries over some weeks with lines of many ages, equal ones among them. */
const deliveries = fc.array(
  fc.record({
    wait: fc.integer({ min: 0, max: 20 }),
    lines: fc.array(fc.record({ n: fc.integer({ min: 0, max: 5 }), age: fc.integer({ min: 0, max: 60 }) }), {
      maxLength: 6,
    }),
    seal: fc.boolean(),
    chunk: fc.constantFrom(1e9, 1_500),
  }),
  { maxLength: 5 },
);

test('no line older than the edge is in any raw copy, calls and sums are what they were, and a replay changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async (all) => {
      await inFolder(async (of) => {
        of.retention = RETENTION;
        /** Each of one day. */
        const numbers = new Set<number>();
        for (const { wait, lines, seal: sealed, chunk } of all) {
          of.chunkBytes = chunk;
          of.now += wait * DAY_MS;
          const days = Math.floor((of.now - ARRIVAL) / DAY_MS);
          const placed = lines.map(({ n, age }) => ({ n: n * 200 + age - days + 130, age: age - days }));
          for (const { n } of placed) numbers.add(n);
          await of.file(placed.map(({ n, age }) => line(n, age)).join(''));
          await blankerOf(of.folder, of.store, () => of.now).finish();
          if (sealed) await seal(of);
          const [calls, ledger] = [await of.calls(), await of.ledger()];
          await expire(of);
          expect([await of.calls(), await of.ledger(), await of.mismatches()]).toEqual([calls, ledger, []]);
        }
        const before = withoutStates(of.dump());
        await of.replay();
        expect(withoutStates(of.dump())).toEqual(before);
        const edge = dayOf(of.now) - 30;
        const calls = of.dump().call as { day: number; called: number }[];
        for (const { day, called } of calls.filter((one) => one.day < edge)) {
          const n = [...numbers].find((one) => called === Number(`49${numberOf(one).slice(1)}`));
          if (n !== undefined)
            expect(byteSearch(join(of.folder, 'raw'), [numberOf(n)]), String(day)).toEqual([]);
        }
      });
    }),
    { numRuns: 10 },
  );
}, 120_000);
