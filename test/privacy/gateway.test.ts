import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageEdges, dayIn, retentionSchema } from '../../privacy/retention.ts';
import { CALL_STEPS } from '../../record/age-edges.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { e164Number } from '../../record/number.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { climb } from '../climb.ts';
import { FLAT_RATING, FLAT_TARIFFS } from '../flat-tariffs.ts';
import { SITES } from '../gateway-in-folder.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

/** The place of this step among those of a call. */
const ANONYMOUS = CALL_STEPS.indexOf('anonymous');
const RETENTION = retentionSchema.parse({
  calls: { masked: '30 days', anonymous: '60 days', gone: '90 days' },
  held_calls: { masked: '20 days', anonymous: null, gone: '40 days' },
  raw_copies: '20 days',
  undefined_lines: '10 days',
});
const SETTINGS = asteriskSettings({ held: { shorter_than_seconds: 5 } });
const RATED = { ...SETTINGS, rating: FLAT_RATING };

/** A few lines a day, some of them equal but for hidden digits, over everything that the ladder tells apart. */
const lines = fc.array(
  fc
    .record({
      age: fc.integer({ min: 0, max: 100 }),
      minute: fc.integer({ min: 0, max: 2 }),
      talk: fc.constantFrom(2, 60),
      digit: fc.integer({ min: 0, max: 2 }),
      src: fc.constantFrom('204', '205'),
      own: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    })
    .map(({ age, minute, talk, digit, src, own }) => {
      const start = new Date(ARRIVAL - age * DAY_MS + minute * 60_000).toISOString();
      return asteriskLine({
        start: start.slice(0, 19).replace('T', ' '),
        // A record with a key of its own says the same however often it comes.
        talk: own === undefined ? talk : own === 1 ? 2 : 60,
        src,
        dst: `08923125000${digit}`,
        uniqueid: `1793005200.${own ?? 0}`,
        ...(own === undefined ? {} : { sequence: age * 10 + own }),
      });
    }),
  { maxLength: 40 },
);
const bytesOf = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

async function total(data: TestFolder): Promise<void> {
  while (await data.store.totalSlice());
}

/** Calls, legs, minutes and costs of every day by direction, class, country, trunk and currency, with those that are gone. */
function sums(data: TestFolder): unknown {
  const rows = data.dump().day_total as Record<string, number>[];
  const found = new Map<string, number[]>();
  for (const row of rows) {
    const key = ['day', 'source', 'direction', 'destination_class', 'destination_country', 'trunk'];
    key.push('currency', 'held');
    const name = key.map((one) => row[one]).join(' ');
    const sum = found.get(name) ?? [0, 0, 0, 0, 0];
    const values = ['legs', 'calls', 'answered', 'duration_ms', 'cost_micros'].map((one) => row[one] ?? 0);
    found.set(
      name,
      sum.map((value, place) => value + (values[place] ?? 0)),
    );
  }
  return Object.fromEntries([...found, ...hoursOf(data)].sort());
}

/** The same of every hour, with the calls that reached somebody and those that did not. */
function hoursOf(data: TestFolder): [string, number[]][] {
  const keys = ['day', 'hour', 'direction', 'destination_class', 'destination_country', 'trunk', 'held'];
  const sums = ['legs', 'calls', 'answered', 'reached', 'missed', 'duration_ms', 'cost_micros'];
  const found = new Map<string, number[]>();
  for (const row of data.dump().hour_total as Record<string, number>[]) {
    if (row.legs === 0) continue;
    const name = ['hour', ...keys.map((key) => row[key]), row.currency].join(' ');
    const before = found.get(name) ?? sums.map(() => 0);
    found.set(
      name,
      sums.map((sum, place) => (before[place] ?? 0) + (row[sum] ?? 0)),
    );
  }
  return [...found];
}

/** Of everything that there are totals of. */
function costOf(data: TestFolder): number {
  const rows = data.dump().day_total as { cost_micros: number }[];
  return rows.reduce((sum, { cost_micros }) => sum + cost_micros, 0);
}

test('counts, minutes and costs of every group are the same before and after every step, and the ledger adds up', async () => {
  await fc.assert(
    fc.asyncProperty(lines, async (all) => {
      await inFolder(async (data) => {
        data.tariffs = FLAT_TARIFFS;
        await data.file(bytesOf([...all, 'rubbish']));
        await total(data);
        const before = sums(data);
        if (all.length > 0) expect(costOf(data)).toBeGreaterThan(0);
        for (const days of [0, 15, 35, 200]) {
          data.now = ARRIVAL + days * DAY_MS;
          await climb(data, RETENTION);
          await total(data);
          expect(sums(data)).toEqual(before);
          expect(await data.mismatches()).toEqual([]);
        }
        expect(await data.calls()).toEqual([]);
      }, RATED);
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('a call of a day that has begun in its zone and not in UTC goes a whole day after that, no earlier', async () => {
  await inFolder(async (data) => {
    data.now = Date.parse('2026-10-26T23:05:00Z');
    await data.file(bytesOf([asteriskLine({ start: '2026-10-27 00:01:00' })]));
    const [day] = (data.dump().call as { day: number }[]).map((row) => row.day);
    expect(day).toBe(dayIn('Europe/Berlin', data.now));
    const retention = { ...RETENTION, time_zone: 'Europe/Berlin' };
    data.now += 90 * DAY_MS;
    expect(await climb(data, retention)).not.toHaveProperty('gone');
    expect(await data.calls()).toHaveLength(1);
    data.now += DAY_MS;
    expect(await climb(data, retention)).toMatchObject({ gone: 1 });
  });
});

test('by a clock that is not believed a call that comes late loses the digits that the policy hides, not more', async () => {
  await inFolder(async (data) => {
    const { gateway, now } = data;
    for (const name of ['calls', 'held_calls', 'raw_copies'])
      await gateway.begin(RETENTION, name, dayIn('UTC', now));
    await data.store.noteClock(now - 60 * DAY_MS);
    const believed = ageEdges(RETENTION, dayIn('UTC', now));
    const anonymity = { sites_of: SITES, smallest_group: RETENTION.smallest_group };
    expect(await gateway.edges(RETENTION)).toEqual({ ...believed, anonymity });
  });
});

test('a call that a hold keeps whole takes nothing from one that has aged and looks alike, when both come again', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    const two = ['089231250001', '089231250002'].map((dst, minute) =>
      asteriskLine({ start: `2026-10-26 11:0${minute}:00`, dst, uniqueid: `1793005200.${minute}` }),
    );
    await data.file(bytesOf(two));
    const conditions = {
      numbers: [e164Number('4989231250002')],
      extensions: [],
      names: [],
      from_day: null,
      to_day: null,
    };
    await data.store.placeHold({
      placed_at: data.now,
      placed_by: 'os:anna',
      reason: 'a case',
      until: null,
      conditions,
    });
    data.now = ARRIVAL + 70 * DAY_MS;
    await climb(data, RETENTION);
    const before = stored(data);
    await data.file(bytesOf([...two.toReversed(), '']));
    expect(stored(data)).toEqual(before);
    expect(await data.mismatches()).toEqual([]);
  }, SETTINGS);
});

/**
 * What is stored of calls, but for where it stands. Of an anonymous call the hour is left, so that which of several legs of one
 * hour is its head may depend on the order in which they came; that one is, does not.
 */
function stored(data: TestFolder): string[] {
  const rows = data.dump().call as Record<string, unknown>[];
  const hourOf = ({ step, source, call_group, started_at }: Record<string, unknown>): string | null =>
    step === ANONYMOUS && call_group !== null ? `${source} ${call_group} ${started_at}` : null;
  const hours = Map.groupBy(rows, hourOf);
  return rows
    .map((call) => {
      const { id: _id, intake: _intake, offset: _offset, length: _length, day_part: _part, ...row } = call;
      const together = hourOf(call) === null ? [call] : (hours.get(hourOf(call)) ?? []);
      const head = together.reduce((sum, { head: one }) => sum + Number(one), 0);
      return JSON.stringify({ ...row, head });
    })
    .sort();
}

test('it is the same whether a call came before it took a step or after, and none comes twice', async () => {
  await fc.assert(
    fc.asyncProperty(lines, lines, fc.integer({ min: 0, max: 90 }), async (early, late, days) => {
      const delivered = async (between: (data: TestFolder) => Promise<void>) =>
        await inFolder(async (data) => {
          data.retention = RETENTION;
          await data.file(bytesOf(early));
          data.now = ARRIVAL + days * DAY_MS;
          await between(data);
          await data.file(bytesOf(late));
          await data.file(bytesOf(early));
          await climb(data, RETENTION);
          expect(await data.mismatches()).toEqual([]);
          return stored(data);
        }, SETTINGS);
      const before = await delivered(async () => {});
      const after = await delivered(async (data) => void (await climb(data, RETENTION)));
      expect(after).toEqual(before);
    }),
    { numRuns: 40 },
  );
}, 120_000);
