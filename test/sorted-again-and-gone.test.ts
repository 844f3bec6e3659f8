import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortHeld } from '../cli/service/sort-held.ts';
import { ageEdges, dayIn, type Retention, retentionSchema } from '../privacy/retention.ts';
import { thresholdSchema } from '../processor/threshold.ts';
import { DAY_MS } from '../record/calendar.ts';
import type { Threshold } from '../record/threshold.ts';
import { dueCalls } from '../store/queries/due-calls.ts';
import { archivedDay, PIECE } from './archived-day.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const retention = (calls: object, held_calls: object): Retention =>
  retentionSchema.parse({ calls, held_calls, raw_copies: '1 day' });
const steps = (masked: string | null, anonymous: string | null, gone: string) => ({
  masked,
  anonymous,
  gone,
});
const RETENTION = retention(steps('10 days', null, '12 days'), steps('2 days', null, '4 days'));
const AGING = retention(steps('3 days', '5 days', '12 days'), steps('2 days', null, '4 days'));
const WITH_ANONYMOUS = retention(steps('3 days', '5 days', '12 days'), steps('2 days', '3 days', '7 days'));
const LONG = retention(steps('20 days', null, '40 days'), steps('20 days', null, '40 days'));
const LONG_HELD = retention(steps(null, null, '12 days'), steps(null, null, '7 days'));
const POLICIES = [RETENTION, AGING, WITH_ANONYMOUS, LONG];

const of = (...given: Partial<Threshold>[]): Threshold[] =>
  given.map((one, place) => thresholdSchema.parse({ name: `t${place}`, ...one }));
const NONE = of();
const SHORT = of({ shorter_than_seconds: 10 });
const LIST = [
  NONE,
  SHORT,
  of({ shorter_than_seconds: 40 }),
  of({ extensions: ['204'] }),
  of({ extensions: ['999'] }, { shorter_than_seconds: 40, extensions: ['205'] }),
];

interface Line {
  /** Days before the first arrival. */
  readonly age: number;
  readonly number: number;
}

/** Two of each day: of one extension a short call, of the other a longer one; unlike each other in every form. */
function bytesOf({ age, number }: Line): string {
  const start = new Date(ARRIVAL - age * DAY_MS - (2 + number) * 3_600_000);
  const talk = (number === 0 ? 3 : 23) + age;
  const uniqueid = `1793005200.${age * 2 + number}`;
  const src = number === 0 ? '204' : '205';
  return `${asteriskLine({ start: start.toISOString().slice(0, 19).replace('T', ' '), talk, uniqueid, src })}\n`;
}

/** As `config apply` does; broken off before the first chunk where it is. */
async function apply(
  data: TestFolder,
  thresholds: readonly Threshold[],
  {
    retention = data.retention,
    brokenOff = false,
  }: { retention?: Retention | null; brokenOff?: boolean } = {},
): Promise<void> {
  const before = data.retention;
  data.settings = { ...data.settings, thresholds };
  data.retention = retention;
  const stop = new AbortController();
  const { store } = data;
  let turns = 0;
  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = await work();
    turns += 1;
    if (brokenOff && turns === 1) stop.abort();
    return result;
  };
  const call = { signal: stop.signal, now: () => data.now, err: () => {} };
  await sortHeld(call, { store, pipeline: { inTurn } }, { thresholds, retention: before }).catch((error) => {
    if (!stop.signal.aborted) throw error;
  });
}

/** Of each day, the calls that are there and those that have gone. */
async function counted(data: TestFolder): Promise<Map<number, number>> {
  while (await data.store.totalSlice());
  const found = new Map<number, number>();
  for (const { day = 0, legs = 0 } of data.dump().day_total as Record<string, number>[])
    found.set(day, (found.get(day) ?? 0) + legs);
  return found;
}

async function total(data: TestFolder): Promise<number> {
  return [...(await counted(data)).values()].reduce((sum, legs) => sum + legs, 0);
}

/** A night in which jobs run, of both classes or one of them. */
async function night(
  data: TestFolder,
  days: number,
  classes: readonly boolean[] = [false, true],
): Promise<void> {
  const retention = data.retention ?? LONG;
  data.now += days * DAY_MS;
  const today = dayIn('UTC', data.now);
  const going = { signal: new AbortController().signal, told: () => {} };
  for (const held of classes) {
    const name = held ? 'held_calls' : 'calls';
    const begun = await data.gateway.begin(retention, name, today);
    const wish = { held, edges: ageEdges(retention, today)[name], today };
    for (const day of await data.reading(({ connection }) => dueCalls(connection, wish)))
      await data.gateway.ageDay({ ...day, held, retention, today }, going);
    await data.gateway.complete(begun);
  }
}

const OLD = { age: 0, number: 0 };

describe('a line whose call has gone as held comes again under other thresholds', () => {
  const gone = async (
    work: (data: TestFolder) => Promise<void>,
    thresholds: readonly Threshold[] = SHORT,
  ): Promise<void> =>
    await inFolder(async (data) => {
      data.retention = RETENTION;
      await data.file(bytesOf(OLD));
      await night(data, 6);
      expect([(await data.calls()).length, await total(data)]).toEqual([0, 1]);
      await work(data);
    }, asteriskSettings({ thresholds }));

  test('and is expired, as it was while they held it', async () => {
    await gone(async (data) => {
      await data.file(bytesOf(OLD));
      await apply(data, NONE);
      const again = await data.file(bytesOf(OLD));
      expect([(await data.calls()).length, await total(data)]).toEqual([0, 1]);
      const row = (await data.ledger()).find(({ intake }) => intake === again);
      expect(row).toMatchObject({ lines: 1, calls: 0, excluded: 1 });
      expect(await data.mismatches()).toEqual([]);
    });
  });

  test('and stays what it was in a replay', async () => {
    await gone(async (data) => {
      await apply(data, NONE);
      const before = await data.ledger();
      await data.replay();
      expect([(await data.calls()).length, await total(data)]).toEqual([0, 1]);
      expect(await data.ledger()).toEqual(before);
      expect(await data.mismatches()).toEqual([]);
    });
  });

  test('also where the sorting was broken off, and the store was opened again', async () => {
    await gone(async (data) => {
      await apply(data, NONE, { brokenOff: true });
      await data.reopen();
      await data.file(bytesOf(OLD));
      expect(await total(data)).toBe(1);
    });
  });

  test('also where it went before that was kept in mind', async () => {
    await gone(async (data) => {
      data.tamper(`drop index processing_settings_before;
        alter table processing_settings drop column calls_before;
        alter table processing_settings drop column held_before;
        delete from migration where name = '0022-sortings'`);
      await data.reopen();
      await apply(data, NONE);
      await data.file(bytesOf(OLD));
      expect(await total(data)).toBe(1);
    });
  });

  test('while a call of the same kind and a younger day is one', async () => {
    await gone(async (data) => {
      await apply(data, NONE);
      const start = new Date(data.now - DAY_MS).toISOString().slice(0, 19).replace('T', ' ');
      await data.file(`${asteriskLine({ start, talk: 3, uniqueid: '1793005200.99' })}\n`);
      expect(await total(data)).toBe(2);
      // Also when it is older than held calls may be: it was none when these went.
      data.now += 6 * DAY_MS;
      const late = new Date(data.now - 5.5 * DAY_MS).toISOString().slice(0, 19).replace('T', ' ');
      await data.file(`${asteriskLine({ start: late, talk: 4, uniqueid: '1793005200.98' })}\n`);
      expect(await total(data)).toBe(3);
    });
  });
});

/** Held calls are not sorted again once they are anonymous, by a job or because they came late. */
const byJob = async (data: TestFolder): Promise<void> => {
  await data.file(bytesOf(OLD));
  await night(data, 5);
};
const late = async (data: TestFolder): Promise<void> => {
  data.now += 5 * DAY_MS;
  await data.file(bytesOf(OLD));
};

test.each([
  ['by a job', byJob, null],
  ['by a job, and a retention that is not in force any more', byJob, LONG_HELD],
  ['because its line came late', late, null],
  ['because its line came late, and a retention that is not in force any more', late, LONG_HELD],
])(
  'a call that stayed held because it was anonymous (%s), and went later, does not come back either',
  async (_, toAnonymous, then) => {
    await inFolder(
      async (data) => {
        data.retention = WITH_ANONYMOUS;
        await toAnonymous(data);
        if (then !== null) await apply(data, SHORT, { retention: then });
        await apply(data, NONE);
        expect((await data.calls()).map(({ held_by }) => held_by)).toEqual(['t0']);
        await data.file(bytesOf(OLD));
        expect(await total(data)).toBe(1);
        await night(data, 4);
        expect((await data.calls()).length).toBe(0);
        await data.file(bytesOf(OLD));
        expect(await total(data)).toBe(1);
      },
      asteriskSettings({ thresholds: SHORT }),
    );
  },
);

test('the settings of that time stay until a line of those days is gone whatever class it is of', async () => {
  await inFolder(
    async (data) => {
      data.retention = RETENTION;
      await data.file(bytesOf(OLD));
      await night(data, 6);
      await apply(data, NONE);
      // The last settings of a source stay anyhow.
      await data.file(`${asteriskLine({ start: '2026-11-01 09:00:00', uniqueid: '1793005200.97' })}\n`);
      const going = { signal: new AbortController().signal, told: () => {} };
      const left = async (): Promise<number> => {
        await data.gateway.expireRows('settings', '1 day', RETENTION, going);
        return (data.dump().processing_settings as unknown[]).length;
      };
      expect([await left(), await total(data)]).toEqual([2, 2]);
      await night(data, 5);
      await data.file(bytesOf(OLD));
      expect([await left(), await total(data)]).toEqual([2, 2]);
      await night(data, 4);
      expect(await left()).toBe(1);
      await data.file(bytesOf(OLD));
      expect(await total(data)).toBe(2);
    },
    asteriskSettings({ thresholds: SHORT }),
  );
});

test('nor does one that stood in an archive meanwhile', async () => {
  await inFolder(
    async (data) => {
      data.retention = LONG;
      await data.file(bytesOf(OLD));
      const day = dayIn('UTC', ARRIVAL);
      await archivedDay(data, day, PIECE, 1);
      await apply(data, NONE);
      await data.file(bytesOf(OLD));
      expect(await total(data)).toBe(1);
      data.now += 41 * DAY_MS;
      const going = { signal: new AbortController().signal, told: () => {} };
      expect(await data.gateway.dropArchived({ day, held: 1, step: 0 }, LONG, going)).toBe(1);
      data.retention = retention(steps(null, null, '60 days'), steps(null, null, '40 days'));
      await data.file(bytesOf(OLD));
      expect(await total(data)).toBe(1);
    },
    asteriskSettings({ thresholds: SHORT }),
  );
});

test('nor does a call that went as one, and would be held now, where held calls have not been removed yet', async () => {
  await inFolder(async (data) => {
    data.retention = retention(steps('2 days', null, '4 days'), steps('2 days', null, '4 days'));
    await data.file(bytesOf(OLD));
    await night(data, 6, [false]);
    expect((await data.calls()).length).toBe(0);
    await apply(data, SHORT, { retention: LONG });
    await data.file(bytesOf(OLD));
    expect(await total(data)).toBe(1);
  }, asteriskSettings());
});

type Step =
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'thresholds'; readonly at: number; readonly brokenOff: boolean }
  | { readonly kind: 'retention'; readonly to: number }
  | { readonly kind: 'night'; readonly days: number; readonly classes: readonly boolean[] }
  | { readonly kind: 'replay' | 'reopen' };

const lines = fc.uniqueArray(fc.record({ age: fc.nat(4), number: fc.nat(1) }), {
  minLength: 1,
  maxLength: 5,
  selector: ({ age, number }) => `${age} ${number}`,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lines'), lines }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('thresholds'),
      at: fc.nat(LIST.length - 1),
      brokenOff: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('night'),
      days: fc.integer({ min: 0, max: 4 }),
      classes: fc.constantFrom([false, true], [false, true], [false], [true]),
    }),
  },
  fc.record({ kind: fc.constant('retention'), to: fc.nat(POLICIES.length - 1) }),
  fc.record({ kind: fc.constantFrom('replay', 'reopen') }),
) as fc.Arbitrary<Step>;

const EVERY = [0, 1, 2, 3, 4].flatMap((age) => [0, 1].map((number) => ({ age, number })));

async function take(data: TestFolder, one: Step): Promise<void> {
  if (one.kind === 'lines') await data.file(one.lines.map(bytesOf).join(''));
  else if (one.kind === 'thresholds') await apply(data, LIST[one.at] ?? [], { brokenOff: one.brokenOff });
  else if (one.kind === 'retention')
    await apply(data, data.settings.thresholds, { retention: POLICIES[one.to] ?? null });
  else if (one.kind === 'night') await night(data, one.days, one.classes);
  else if (one.kind === 'replay') await data.replay();
  else await data.reopen();
}

/** How many lines of each age came, and how many of these came before one like them could have gone. */
class Came {
  private readonly all = new Set<string>();
  private readonly young = new Set<string>();

  note(lines: readonly Line[], edge: number): void {
    for (const line of lines) {
      this.all.add(JSON.stringify(line));
      if (dayIn('UTC', ARRIVAL) - line.age >= edge) this.young.add(JSON.stringify(line));
    }
  }

  of(age: number): { most: number; least: number } {
    const count = (lines: ReadonlySet<string>): number =>
      [...lines].filter((line) => (JSON.parse(line) as Line).age === age).length;
    return { most: count(this.all), least: count(this.young) };
  }
}

async function eachCountsOnce(data: TestFolder, all: readonly Step[]): Promise<void> {
  const came = new Came();
  let before = new Map<number, number>();
  for (const one of [{ kind: 'lines', lines: EVERY } as const, ...all]) {
    const { calls, held_calls } = await data.gateway.edges(data.retention);
    await take(data, one);
    if (one.kind === 'lines') came.note(one.lines, Math.max(calls.gone ?? 0, held_calls.gone ?? 0));
    const now = await counted(data);
    for (let age = 0; age <= 4; age++) {
      const day = dayIn('UTC', ARRIVAL) - age;
      const { most, least } = came.of(age);
      const legs = now.get(day) ?? 0;
      expect(legs, `twice of age ${age}`).toBeLessThanOrEqual(most);
      expect(legs, `lost of age ${age}`).toBeGreaterThanOrEqual(Math.max(least, before.get(day) ?? 0));
    }
    before = now;
  }
  expect(await data.mismatches()).toEqual([]);
}

test('whatever thresholds and retentions change, calls go and lines come again: each call counts once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(POLICIES.length - 1), fc.array(step, { maxLength: 14 }), async (policy, all) => {
      await inFolder(
        async (data) => {
          data.retention = POLICIES[policy] ?? null;
          await eachCountsOnce(data, all);
        },
        asteriskSettings({ thresholds: SHORT }),
      );
    }),
    { numRuns: 150 },
  );
}, 300_000);
