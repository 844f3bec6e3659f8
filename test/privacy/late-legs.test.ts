import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayIn, retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { climb } from '../climb.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: '2 days', anonymous: '3 days', gone: '5 days' },
  held_calls: { masked: '1 days', anonymous: null, gone: '3 days' },
  raw_copies: '1 days',
});
const SETTINGS = asteriskSettings({ held: { shorter_than_seconds: 5 } });
const HOUR_MS = 3_600_000;

interface Leg {
  readonly call: number;
  readonly age: number;
  readonly hour: number;
  readonly talk: number;
  readonly late: boolean;
}

function lineOf({ call, age, hour, talk }: Leg): string {
  const start = new Date(ARRIVAL - age * DAY_MS - hour * HOUR_MS).toISOString();
  const linkedid = `1793005200.${call}`;
  const sequence = age * 10 + hour;
  return asteriskLine({
    start: start.slice(0, 19).replace('T', ' '),
    ...{ talk, linkedid, sequence, uniqueid: `${linkedid}${sequence}` },
  });
}

/** Legs of two calls, each within days that follow each other, so that they meet over the edges of the ladder. */
const legs = (talk: fc.Arbitrary<number>) =>
  fc.uniqueArray(
    fc.record({
      call: fc.nat(1),
      age: fc.nat(6),
      hour: fc.integer({ min: 1, max: 3 }),
      talk,
      late: fc.boolean(),
    }),
    { maxLength: 12, selector: ({ call, age, hour }) => `${call} ${age} ${hour}` },
  );

/**
 * A late leg stands between legs that were two calls without it. Where both have gone, both are counted, and nothing is known of
 * them any more by which one could be taken back (docs/calls.md).
 */
function joinsTwo(all: readonly Leg[]): boolean {
  return all.some(({ call, age, late }) => {
    const there = all.filter((leg) => leg.call === call && !leg.late).map((leg) => leg.age);
    return late && !there.includes(age) && there.some((one) => one > age) && there.some((one) => one < age);
  });
}

const bytesOf = (all: readonly Leg[]): string => all.map((leg) => `${lineOf(leg)}\n`).join('');

/** Calls and legs of every day, with those that are gone, whether or not some legs came after others had taken steps. */
async function counted(
  all: readonly Leg[],
  days: number,
  between: boolean,
): Promise<Record<string, number[]>> {
  return await inFolder(async (data) => {
    data.retention = RETENTION;
    await data.file(bytesOf(all.filter(({ late }) => !late)));
    data.now = ARRIVAL + days * DAY_MS;
    if (between) await climb(data, RETENTION);
    await data.file(bytesOf(all.filter(({ late }) => late)));
    for (let night = 0; night < 3; night++) {
      await climb(data, RETENTION);
      data.now += DAY_MS;
    }
    return await sums(data);
  }, SETTINGS);
}

async function sums(data: TestFolder): Promise<Record<string, number[]>> {
  while (await data.store.totalSlice());
  const found: Record<string, number[]> = {};
  for (const { day, held, calls, legs } of data.dump().day_total as Record<string, number>[]) {
    const [before = 0, of = 0] = found[`${day} ${held}`] ?? [];
    found[`${day} ${held}`] = [before + (calls ?? 0), of + (legs ?? 0)];
  }
  return found;
}

test('a call counts once, and on the same day, whether its legs came before others of it had aged or gone, or after', async () => {
  await fc.assert(
    fc.asyncProperty(legs(fc.constant(60)), fc.nat(6), async (all, days) => {
      expect(await counted(all, days, true)).toEqual(await counted(all, days, false));
    }),
    { numRuns: 60 },
  );
}, 120_000);

const calls = (found: Record<string, number[]>): number =>
  Object.values(found).reduce((sum, [one = 0]) => sum + one, 0);

test('so it does where the leg by which it is counted is held, and goes behind a later leg in one night', async () => {
  const leg = { call: 1, hour: 1, late: false };
  const late = { ...leg, talk: 60, age: 0, late: true };
  const between = [{ ...leg, talk: 60, age: 1 }, late];
  expect(calls(await counted([{ ...leg, talk: 2, age: 2 }, ...between], 5, true))).toBe(1);
  // Also where one that is held stands between them.
  const held = [3, 2].map((age) => ({ ...leg, talk: 2, age }));
  expect(calls(await counted([...held, ...between], 5, true))).toBe(1);
});

test('so it does where some of its legs are held and go earlier than the others', async () => {
  await fc.assert(
    fc.asyncProperty(legs(fc.constantFrom(2, 60)), fc.nat(6), async (all, days) => {
      fc.pre(!joinsTwo(all));
      const total = (found: Record<string, number[]>): number[] =>
        Object.values(found).reduce(
          ([calls, of], [c, l]) => [(calls ?? 0) + (c ?? 0), (of ?? 0) + (l ?? 0)],
          [0, 0],
        );
      expect(total(await counted(all, days, true))).toEqual(total(await counted(all, days, false)));
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('which calls are gone is kept in mind only as long as a leg of theirs can come', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([0, 1].map((call) => ({ call, age: 0, hour: 1, talk: 60, late: false }))));
    const gone = (): number => (data.dump().gone_call as unknown[]).length;
    data.now = ARRIVAL + 6 * DAY_MS;
    await climb(data, RETENTION);
    expect([(await data.calls()).length, gone()]).toEqual([0, 2]);
    data.now += 2 * DAY_MS;
    await data.gateway.removeLeftOver(RETENTION, {
      signal: new AbortController().signal,
      today: dayIn('UTC', data.now),
    });
    expect(gone()).toBe(0);
  }, SETTINGS);
});
