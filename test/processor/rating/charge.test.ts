import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBandCalendar } from '../../../processor/rating/band-calendar.ts';
import { type Charge, charge, LONGEST_TALK_MS } from '../../../processor/rating/charge.ts';
import { chargedSeconds } from '../../../processor/rating/charged-seconds.ts';
import { RateTable } from '../../../processor/rating/rate-table.ts';
import { createTimeZone } from '../../../processor/times/time-zone.ts';
import { DEAREST_MICROS, type Micros } from '../../../record/money.ts';
import { BAND_DAYS, type Band, type Rate } from '../../../record/tariff.ts';
import { rateRow } from './rate-row.ts';

const berlin = createTimeZone('Europe/Berlin');
/** The clocks of Berlin, one that changes by half an hour, one that changes at midnight, and one a quarter of an hour beside all others. */
const ZONES = ['Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu'].map(
  createTimeZone,
);
const EXACT = { bands_at: 'border', round_up_to: null } as const;

const hours = fc
  .tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 0, max: 47 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1].map(halfHour).join('-'));
function halfHour(count: number): string {
  return `${String(Math.floor(count / 2)).padStart(2, '0')}:${count % 2 === 0 ? '00' : '30'}`;
}
const bands: fc.Arbitrary<Band[]> = fc
  .array(
    fc.record({
      days: fc.uniqueArray(fc.constantFrom(...BAND_DAYS)),
      hours: fc.array(hours, { maxLength: 2 }),
    }),
    {
      maxLength: 3,
    },
  )
  .map((all) => all.map((band, place) => ({ name: `band ${place}`, ...band })));
const QUARTER_MS = 900_000;
/** Any moment of some days, and as often one at a border of bands or beside it, which chance alone never meets. */
const between = (min: number, max: number) =>
  fc.oneof(
    fc.integer({ min, max }),
    fc
      .tuple(
        fc.integer({ min: min / QUARTER_MS, max: max / QUARTER_MS }),
        fc.constantFrom(-60_000, -1000, -1, 0, 0, 1, 999, 1000),
      )
      .map(([quarter, beside]) => quarter * QUARTER_MS + beside),
  );
/** Around the changes of the clocks of 2026, and in summer. */
const begin = fc.oneof(
  between(Date.UTC(2026, 2, 28), Date.UTC(2026, 2, 30)),
  between(Date.UTC(2026, 3, 3), Date.UTC(2026, 3, 6)),
  between(Date.UTC(2026, 8, 5), Date.UTC(2026, 8, 7)),
  between(Date.UTC(2026, 9, 3), Date.UTC(2026, 9, 5)),
  between(Date.UTC(2026, 9, 24), Date.UTC(2026, 9, 26)),
  between(Date.UTC(2026, 6, 1), Date.UTC(2026, 6, 9)),
);
const increments = fc.constantFrom([60, 60], [30, 6], [1, 1], [20, 7]);
const steps = fc.uniqueArray(fc.integer({ min: 1, max: 4000 }), { maxLength: 2 });

const cases = fc.record({
  bands,
  begin,
  zone: fc.constantFrom(...ZONES),
  talk_ms: fc.oneof(
    fc.integer({ min: 0, max: 90_000_000 }),
    fc
      .tuple(fc.integer({ min: 0, max: 1500 }), fc.constantFrom(-1000, -1, 0, 0, 1, 1000))
      .map(([minutes, beside]) => Math.max(0, minutes * 60_000 + beside)),
  ),
  increments,
  minimum: fc.integer({ min: 0, max: 200 }),
  steps,
  prices: fc.array(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 6, maxLength: 6 }),
});
type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

function rowsOf({ bands: all, increments: [first, next], minimum, steps: after, prices }: Case): Rate[] {
  const price = (place: number): Micros => (prices[place] ?? 0) as Micros;
  return [null, ...all].map((band, place) =>
    rateRow({
      id: place,
      band: band?.name ?? null,
      per_minute: price(place),
      connection_fee: price(5),
      minimum_seconds: minimum,
      first_increment_seconds: first ?? 1,
      next_increment_seconds: next ?? 1,
      steps: [...after]
        .sort((a, b) => a - b)
        .map((after_seconds, at) => ({ after_seconds, per_minute: price(at + 3) })),
    }),
  );
}

function charged(one: Case, carrier: Parameters<typeof charge>[2] = EXACT): Charge {
  const rates = new RateTable(rowsOf(one)).ofDigits('49301');
  if (rates === null) throw new Error('the table has the prefix');
  const calendar = createBandCalendar({ bands: one.bands, holidays: [] }, one.zone);
  return charge(one, rates, carrier, calendar);
}

test('splitting a call at borders never changes its duration, whatever the bands, steps and changes of the clock', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const { pieces, charged_seconds, rate } = charged(one);
      let at = 0;
      for (const piece of pieces) {
        expect(piece.from_seconds).toBe(at);
        expect(piece.seconds).toBeGreaterThan(0);
        at += piece.seconds;
      }
      expect(at).toBe(charged_seconds);
      expect(charged_seconds).toBe(chargedSeconds(one.talk_ms, rate));
    }),
  );
});

test('each second costs what the band and the step at that second say', () => {
  fc.assert(
    fc.property(cases, fc.nat(), fc.boolean(), (one, chosen, last) => {
      const { pieces } = charged(one);
      // A border that lies wrong does so by a second, so the first and last second of a piece are asked.
      const { from_seconds: from = 0, seconds: length = 0 } = pieces[chosen % pieces.length] ?? {};
      const second = last ? from + length - 1 : from;
      const utc = (Math.floor(one.begin / 1000) + second) * 1000;
      const wall = new Date(utc + one.zone.offsetAt(utc));
      const day = BAND_DAYS[(wall.getUTCDay() + 6) % 7] ?? 'mon';
      const time = wall.toISOString().slice(11, 16);
      const holds = ({ days, hours: all }: Band): boolean =>
        (days.length === 0 || days.includes(day)) &&
        (all.length === 0 || all.some((span) => time >= span.slice(0, 5) && time < span.slice(6)));
      const band = one.bands.find(holds)?.name ?? null;
      const piece = pieces.find(
        ({ from_seconds, seconds }) => second >= from_seconds && second < from_seconds + seconds,
      );
      expect(piece?.rate.band).toBe(band);
      const step = piece?.rate.steps.findLast(({ after_seconds }) => after_seconds <= second);
      expect(piece?.per_minute).toBe(step?.per_minute ?? piece?.rate.per_minute);
    }),
    { numRuns: 1000 },
  );
});

test('the cost is the fee and the exact price of all pieces, rounded once', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const { pieces, cost_micros, rate } = charged(one);
      const sixtieths = pieces.reduce(
        (sum, { seconds, per_minute }) => sum + BigInt(seconds) * BigInt(per_minute),
        BigInt(rate.connection_fee) * 60n,
      );
      expect(BigInt(cost_micros)).toBe((sixtieths + 30n) / 60n);
      const cents = charged(one, { ...EXACT, round_up_to: 10_000 as Micros }).cost_micros;
      expect(BigInt(cents)).toBe(((sixtieths + 599_999n) / 600_000n) * 10_000n);
    }),
  );
});

test('the longest call at the dearest price is still exact', () => {
  const dearest = rateRow({
    per_minute: DEAREST_MICROS,
    connection_fee: DEAREST_MICROS,
    first_increment_seconds: 86_400,
    next_increment_seconds: 86_400,
  });
  const rates = new RateTable([dearest]).ofDigits('49');
  if (rates === null) throw new Error('the table has the prefix');
  const calendar = createBandCalendar({ bands: [], holidays: [] }, berlin);
  const { cost_micros, charged_seconds } = charge(
    { begin: 0, talk_ms: LONGEST_TALK_MS },
    rates,
    EXACT,
    calendar,
  );
  expect(Number.isSafeInteger(cost_micros)).toBe(true);
  const exact = BigInt(DEAREST_MICROS) + (BigInt(DEAREST_MICROS) * BigInt(charged_seconds)) / 60n;
  expect(BigInt(cost_micros)).toBe(exact);
});

test('60/60 charges whole minutes, 30/6 at least half a minute, 1/1 each second that was begun, and no call less than its minimum', () => {
  const seconds = (talk: number, first: number, next: number, minimum = 0): number =>
    chargedSeconds(talk * 1000, {
      minimum_seconds: minimum,
      first_increment_seconds: first,
      next_increment_seconds: next,
    });
  expect([0, 1, 60, 61, 130].map((talk) => seconds(talk, 60, 60))).toEqual([60, 60, 60, 120, 180]);
  expect([1, 30, 31, 36, 37].map((talk) => seconds(talk, 30, 6))).toEqual([30, 30, 36, 36, 42]);
  expect([0, 1, 1.2, 59].map((talk) => seconds(talk, 1, 1))).toEqual([1, 1, 2, 59]);
  expect([10, 59, 61].map((talk) => seconds(talk, 1, 1, 60))).toEqual([60, 60, 61]);
});
