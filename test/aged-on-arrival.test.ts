import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageEdges, dayIn, type Retention, retentionSchema } from '../privacy/retention.ts';
import { thresholdSchema } from '../processor/threshold.ts';
import { DAY_MS } from '../record/calendar.ts';
import { extensionNumber } from '../record/number.ts';
import { dueCalls } from '../store/queries/due-calls.ts';
import { archivedDay, PIECE } from './archived-day.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { blankerOf } from './gateway-in-folder.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const GOING = { signal: new AbortController().signal, told: () => {} };
const SHORTER_THAN_20 = [thresholdSchema.parse({ name: 'short', shorter_than_seconds: 20 })];

type Steps = readonly [masked: string | null, anonymous: string | null, gone: string];

function retention(calls: Steps, held: Steps = calls): Retention {
  const of = ([masked, anonymous, gone]: Steps) => ({ masked, anonymous, gone });
  return retentionSchema.parse({ calls: of(calls), held_calls: of(held), raw_copies: '1 day' });
}

const LONG = retention(['20 days', '30 days', '40 days']);
const MASKED = retention(['2 days', null, '40 days']);
const ANONYMOUS = retention([null, '2 days', '40 days']);
const BOTH = retention(['2 days', '3 days', '40 days']);
const GONE = retention([null, null, '2 days']);
const HELD_SOONER = retention(['4 days', null, '40 days'], ['1 day', '2 days', '5 days']);
const POLICIES = [LONG, MASKED, ANONYMOUS, BOTH, GONE, HELD_SOONER];

interface Line {
  /** Days before the first arrival. */
  readonly age: number;
  /** Held, where it is short. */
  readonly short: boolean;
  /** Lines that differ in nothing else look alike when they are masked. */
  readonly digit: number;
  /** Lines that differ in nothing else but this and the digit look alike when they are anonymous. */
  readonly minute: number;
}

function bytesOf({ age, short, digit, minute }: Line, unlike = false): string {
  const start = new Date(ARRIVAL - age * DAY_MS + minute * 60_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ');
  const talk = (short ? 3 : 60) + (unlike ? 2 * digit + minute : 0);
  return `${asteriskLine({ start, talk, dst: `08923125000${digit}` })}\n`;
}

const LINE: Line = { age: 3, short: false, digit: 1, minute: 0 };

/** Calls that are there and those that have gone. */
async function total(data: TestFolder): Promise<number> {
  while (await data.store.totalSlice());
  const days = data.dump().day_total as { legs: number }[];
  return days.reduce((sum, { legs }) => sum + legs, 0);
}

const steps = async (data: TestFolder): Promise<unknown[]> =>
  (data.dump().call as { step: number }[]).map(({ step }) => step).sort();

/** A night in which jobs run, of both classes or one of them. */
async function night(
  data: TestFolder,
  days: number,
  classes: readonly boolean[] = [false, true],
): Promise<void> {
  data.now += days * DAY_MS;
  const { retention: by } = data;
  if (by === null) return;
  const today = dayIn('UTC', data.now);
  for (const held of classes) {
    const name = held ? 'held_calls' : 'calls';
    const begun = await data.gateway.begin(by, name, today);
    const wish = { held, edges: ageEdges(by, today)[name], today };
    for (const one of await data.reading(({ connection }) => dueCalls(connection, wish)))
      await data.gateway.ageDay({ ...one, held, retention: by, today }, GOING);
    await data.gateway.complete(begun);
  }
}

describe.each([
  ['masked', MASKED, 1],
  ['anonymous', ANONYMOUS, 2],
] as const)('a line that is %s on arrival, by a retention that no job has run by', (_, short, step) => {
  const aged = async (line: Line, work: (data: TestFolder, bytes: string) => Promise<void>): Promise<void> =>
    await inFolder(
      async (data) => {
        data.retention = short;
        await data.file(bytesOf(line));
        expect(await steps(data)).toEqual([step]);
        data.retention = LONG;
        await work(data, bytesOf(line));
        expect(await data.mismatches()).toEqual([]);
      },
      asteriskSettings({ thresholds: SHORTER_THAN_20 }),
    );

  test.each([
    ['a call', LINE],
    ['a held call', { ...LINE, short: true }],
  ])('is a duplicate when it comes once more under a longer one: %s', async (_name, line) => {
    await aged(line, async (data, bytes) => {
      const again = await data.file(bytes);
      expect([await steps(data), await total(data)]).toEqual([[step], 1]);
      const row = (await data.ledger()).find(({ intake }) => intake === again);
      expect(row).toMatchObject({ lines: 1, duplicates: 1 });
    });
  });

  test('also where the store was opened again, and a job has run by the longer one', async () => {
    await aged(LINE, async (data, bytes) => {
      await data.reopen();
      await night(data, 0);
      await data.file(bytes);
      expect(await total(data)).toBe(1);
    });
  });

  test('also where thresholds hold it now', async () => {
    await aged(LINE, async (data, bytes) => {
      data.settings = asteriskSettings({
        thresholds: [thresholdSchema.parse({ name: 'long', shorter_than_seconds: 100 })],
      });
      await data.file(bytes);
      expect(await total(data)).toBe(1);
    });
  });

  test('and another line of that day, and an older one, is taken by the longer one', async () => {
    await aged(LINE, async (data) => {
      await data.file(bytesOf({ ...LINE, short: true, digit: 2 }) + bytesOf({ ...LINE, age: 9 }));
      expect([await steps(data), await total(data)]).toEqual([[0, 0, step], 3]);
    });
  });

  test('and two of which one came before are two', async () => {
    await aged(LINE, async (data, bytes) => {
      await data.file(bytes + bytes);
      expect(await total(data)).toBe(2);
      await data.file(bytes + bytes);
      expect([await steps(data), await total(data)]).toEqual([[0, step], 2]);
    });
  });

  test('and does not come back where it was erased', async () => {
    await aged(LINE, async (data, bytes) => {
      const extension = extensionNumber('204');
      const subject = {
        numbers: [extension],
        extensions: [extension],
        names: [],
        from_day: null,
        to_day: null,
      };
      await data.gateway.erase({ request: 0, subject, how: 'delete' }, LONG, GOING);
      const before = await total(data);
      await data.file(bytes);
      expect(await total(data)).toBe(before);
    });
  });

  test('and is one call when it is read again', async () => {
    await aged(LINE, async (data, bytes) => {
      data.retention = short;
      await data.file(bytes);
      data.retention = LONG;
      await data.replay();
      expect([await steps(data), await total(data)]).toEqual([[0], 1]);
    });
  });

  test('and stays what it is when nothing of it is left to be read again', async () => {
    await aged(LINE, async (data, bytes) => {
      await data.file(bytes);
      data.retention = short;
      await data.file(bytes);
      data.retention = LONG;
      await blankerOf(data.folder, data.store, () => data.now).finish();
      const before = await data.ledger();
      await data.replay();
      expect(await data.ledger()).toEqual(before);
      expect([await steps(data), await total(data)]).toEqual([[step], 1]);
    });
  });
});

test('a line that was expired on arrival, by a retention that no job has run by, is taken under a longer one, once', async () => {
  await inFolder(async (data) => {
    data.retention = GONE;
    await data.file(bytesOf(LINE));
    expect(await total(data)).toBe(0);
    data.retention = LONG;
    await data.file(bytesOf(LINE));
    await data.file(bytesOf(LINE));
    expect([await steps(data), await total(data)]).toEqual([[0], 1]);
  });
});

test('a call that was masked when it came back from an archive is known under a longer retention', async () => {
  await inFolder(async (data) => {
    data.retention = LONG;
    await data.file(bytesOf(LINE));
    const [line = ''] = await archivedDay(data, dayIn('UTC', ARRIVAL) - LINE.age);
    const calls = [{ line, erased: null, leg_held: false }];
    await data.gateway.returnCalls({ piece: PIECE, calls }, MASKED, GOING);
    expect(await steps(data)).toEqual([1]);
    await data.file(bytesOf(LINE));
    expect(await total(data)).toBe(1);
  });
});

test('a line that is masked by now takes nothing from an anonymous call that looks alike, when both come again', async () => {
  await inFolder(async (data) => {
    const [held, masked] = [LINE, { ...LINE, minute: 5 }].map((one) => bytesOf(one)) as [string, string];
    data.retention = retention(['2 days', null, '40 days'], ['1 day', '2 days', '40 days']);
    await data.file(masked);
    data.settings = asteriskSettings({ held: { shorter_than_seconds: 100 } });
    await data.file(held);
    expect(await steps(data)).toEqual([1, 2]);
    data.settings = asteriskSettings();
    await data.file(masked + held);
    expect([await steps(data), await total(data)]).toEqual([[1, 2], 2]);
  });
});

test.each([
  ['whole, as it was read before it had its age', LONG, MASKED, 0],
  ['masked, as it came late', MASKED, LONG, 1],
  ['anonymous, as it came late', ANONYMOUS, LONG, 2],
] as const)(
  'a line that is read in a replay for the first time is known where its call stands %s',
  async (_, first, then, at) => {
    await inFolder(async (data) => {
      data.settings = asteriskSettings({ cut: { framing: 'line', limit: 50 } });
      data.retention = first;
      const unread = await data.file(bytesOf(LINE));
      data.settings = asteriskSettings();
      await data.file(bytesOf(LINE));
      data.retention = then;
      await data.replay(asteriskSettings(), { filter: { intake: unread } });
      expect([await steps(data), await total(data)]).toEqual([[at], 1]);
      expect(await data.ledger()).toMatchObject([{ duplicates: 1 }, { calls: 1 }]);
      expect(await data.mismatches()).toEqual([]);
    });
  },
);

test('a line that a replay reads for the first time when it is to be masked is known under a longer retention', async () => {
  await inFolder(async (data) => {
    data.settings = asteriskSettings({ cut: { framing: 'line', limit: 50 } });
    data.retention = MASKED;
    await data.file(bytesOf(LINE));
    // What is only tried is not noted either.
    await data.replay(asteriskSettings(), { only_try: true });
    await data.replay();
    expect(await steps(data)).toEqual([1]);
    data.retention = LONG;
    await data.file(bytesOf(LINE));
    expect([await steps(data), await total(data)]).toEqual([[1], 1]);
  });
});

test('what is taken back with its transaction is noted when it is done again', async () => {
  await inFolder(async (data) => {
    data.retention = MASKED;
    data.tamper(
      "create trigger full before insert on chunk begin select raise(rollback, 'disk is full'); end",
    );
    const intake = await data.file(bytesOf(LINE), { account: false });
    await expect(data.account(intake)).rejects.toThrow('disk is full');
    data.tamper('drop trigger full');
    await data.account(intake);
    data.retention = LONG;
    await data.file(bytesOf(LINE));
    expect([await steps(data), await total(data)]).toEqual([[1], 1]);
  });
});

test('of two lines that are alike and read in a replay for the first time, one is known, and the other is a call', async () => {
  await inFolder(async (data) => {
    data.settings = asteriskSettings({ cut: { framing: 'line', limit: 50 } });
    data.retention = LONG;
    await data.file(bytesOf(LINE) + bytesOf(LINE));
    data.settings = asteriskSettings();
    await data.file(bytesOf(LINE));
    data.retention = MASKED;
    for (let times = 0; times < 2; times++) {
      await data.replay();
      expect([await steps(data), await total(data)]).toEqual([[0, 1], 2]);
      expect(await data.ledger()).toMatchObject([{ calls: 1, duplicates: 1 }, { calls: 1 }]);
      expect(await data.mismatches()).toEqual([]);
    }
  });
});

type Step =
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'retention'; readonly to: number }
  | { readonly kind: 'night'; readonly days: number; readonly classes: readonly boolean[] }
  | { readonly kind: 'replay' | 'reopen' | 'blank' };

/** Of two days; some look alike when they are masked, others when they are anonymous. */
const EVERY: readonly Line[] = [2, 3].flatMap((age) =>
  [false, true].flatMap((short) =>
    [0, 1].flatMap((digit) => [0, 1].map((minute) => ({ age, short, digit, minute }))),
  ),
);
const lines = fc.shuffledSubarray([...EVERY], { minLength: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('lines'), lines }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('retention'), to: fc.nat(POLICIES.length - 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('night'),
      days: fc.nat(3),
      classes: fc.constantFrom([false, true], [false], [true], []),
    }),
  },
  fc.record({ kind: fc.constantFrom('replay', 'reopen', 'blank') }),
) as fc.Arbitrary<Step>;

async function take(data: TestFolder, one: Step, unlike: boolean): Promise<void> {
  if (one.kind === 'lines') await data.file(one.lines.map((each) => bytesOf(each, unlike)).join(''));
  else if (one.kind === 'retention') data.retention = POLICIES[one.to] ?? null;
  else if (one.kind === 'night') await night(data, one.days, one.classes);
  else if (one.kind === 'replay') await data.replay();
  else if (one.kind === 'blank') await blankerOf(data.folder, data.store, () => data.now).finish();
  else await data.reopen();
}

/** Of each day, and of held calls by themselves, how many are there or have gone. */
async function counted(data: TestFolder): Promise<ReadonlyMap<string, number>> {
  while (await data.store.totalSlice());
  const found = new Map<string, number>();
  for (const { day, held, legs } of data.dump().day_total as Record<string, number>[]) {
    const key = `${dayIn('UTC', ARRIVAL) - Number(day)} ${held !== 0}`;
    found.set(key, (found.get(key) ?? 0) + Number(legs));
  }
  return found;
}

async function noneTwice(data: TestFolder, all: readonly Step[], unlike: boolean): Promise<void> {
  const [came, sure] = [new Set<Line>(), new Set<Line>()];
  const of = (lines: ReadonlySet<Line>, key: string): number =>
    [...lines].filter(({ age, short }) => `${age} ${short}` === key).length;
  let before: ReadonlyMap<string, number> = new Map();
  for (const one of all) {
    if (one.kind === 'lines') {
      const { calls, held_calls } = await data.gateway.edges(data.retention);
      for (const each of one.lines) {
        came.add(each);
        const { gone } = each.short ? held_calls : calls;
        if (dayIn('UTC', ARRIVAL) - each.age >= (gone ?? 0)) sure.add(each);
      }
    }
    await take(data, one, unlike);
    const now = await counted(data);
    for (const key of ['2 false', '2 true', '3 false', '3 true']) {
      expect(now.get(key) ?? 0, `twice: ${key}`).toBeLessThanOrEqual(of(came, key));
      expect(now.get(key) ?? 0, `less: ${key}`).toBeGreaterThanOrEqual(before.get(key) ?? 0);
      if (unlike) expect(now.get(key) ?? 0, `lost: ${key}`).toBeGreaterThanOrEqual(of(sure, key));
    }
    before = now;
  }
  expect(await data.mismatches()).toEqual([]);
}

test.each([
  ['lines that are unlike in every form', true],
  ['lines that look alike', false],
] as const)(
  'whatever retentions are in force when %s come, with and without jobs between, none counts twice',
  async (_, unlike) => {
    const policies = fc.nat(POLICIES.length - 1);
    await fc.assert(
      fc.asyncProperty(policies, fc.array(step, { maxLength: 10 }), async (policy, all) => {
        await inFolder(
          async (data) => {
            data.retention = POLICIES[policy] ?? null;
            await noneTwice(data, all, unlike);
          },
          asteriskSettings({ thresholds: SHORTER_THAN_20 }),
        );
      }),
      { numRuns: 150 },
    );
  },
  300_000,
);
