import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SumGrouping, Sums } from '../../record/call-sums.ts';
import { Exchange } from '../../reports/exchange-rate.ts';
import { inCurrency } from '../../reports/in-currency.ts';
import { type MarkedSums, sumsWithMarkUp } from '../../reports/mark-up.ts';
import type { ReportSources } from '../../reports/report.ts';
import type { ReportPeriod } from '../../reports/report-period.ts';
import { type MadeReport, type SmallCall, SmallCompany } from './small-company.ts';
import { openInTwoCurrencies } from './two-currencies.ts';

const RATES = [
  { currency: 'GBP', in: 'EUR', rate: '1.1523789', from: '2026-01-01' },
  { currency: 'GBP', in: 'EUR', rate: '0.0937', from: '2026-10-03' },
  { currency: 'USD', in: 'EUR', rate: '0.8571', from: '2026-01-01' },
];
const MARK_UPS = [{ cost_centre: null, percent: '7.3', per_leg: '0.000003', from: '2026-01-01' }];
const FIRST_DAY = Date.UTC(2026, 9, 1) / 86_400_000;

const leg = fc.record({
  day: fc.constantFrom('2026-10-01', '2026-10-02', '2026-10-03', '2026-10-04'),
  cost_centre: fc.constantFrom('1000', '2000', null),
  extension: fc.constantFrom('201', '202', '203'),
  class: fc.constantFrom('national', 'international'),
  currency: fc.constantFrom('EUR', 'GBP', 'USD'),
  micros: fc.nat(1_000_003),
});
type Leg = typeof leg extends fc.Arbitrary<infer Value> ? Value : never;

/** Sums of some legs by what is asked and in its order, as a store gives them. */
function sumsOf(legs: readonly Leg[], by: readonly SumGrouping[]): Sums[] {
  const of = (one: Leg, name: SumGrouping): string | null => one[name as keyof Leg] as string | null;
  const keyed = Map.groupBy(legs, (one) => JSON.stringify(by.map((name) => of(one, name))));
  const ordered = [...keyed].sort(([one], [other]) => (one < other ? -1 : 1));
  return ordered.map(([, some]) => {
    const byCurrency = (count: (one: Leg) => number): Record<string, number> => {
      const found: Record<string, number> = {};
      for (const one of some) found[one.currency] = (found[one.currency] ?? 0) + count(one);
      return found;
    };
    const [first] = some;
    const days = some.map(({ day }) => day).sort();
    return {
      group: Object.fromEntries(by.map((name) => [name, first === undefined ? null : of(first, name)])),
      ...{ calls: some.length, legs: some.length, answered: some.length, duration_ms: 0 },
      ...{ costs: byCurrency(({ micros }) => micros), charged_legs: byCurrency(() => 1) },
      ...{
        legs_gone: 0,
        reached: null,
        missed: null,
        ring_ms: null,
        rings: null,
        longest_ring_ms: null,
        longest_ms: null,
      },
      ...{ first_day: days[0] ?? '', last_day: days.at(-1) ?? '' },
    };
  });
}

/** Only what sums are made of. */
function sourcesOf(legs: readonly Leg[]): ReportSources {
  const within = ({ from_day, to_day }: ReportPeriod) =>
    legs.filter(
      ({ day }) => Date.parse(day) / 86_400_000 >= from_day && Date.parse(day) / 86_400_000 <= to_day,
    );
  return inCurrency(
    {
      sums: async (period, by) => sumsOf(within(period), by),
      mark_ups: MARK_UPS,
    } as Partial<ReportSources> as ReportSources,
    new Exchange(RATES, 'EUR'),
  );
}

function period(from: number, to: number): ReportPeriod {
  return { from_day: FIRST_DAY + from, to_day: FIRST_DAY + to, asked: '' } as ReportPeriod;
}

const costOf = (rows: readonly Pick<Sums, 'costs'>[]): number =>
  rows.reduce((sum, { costs }) => sum + (costs.EUR ?? 0), 0);
const chargedOf = (rows: readonly MarkedSums[]): number =>
  rows.reduce((sum, { mark_ups }) => sum + (mark_ups.EUR ?? 0), costOf(rows));

test('sums in one currency come to the same, whatever they are told by and over whatever parts of the period', async () => {
  const groupings: SumGrouping[][] = [
    ...([[], ['cost_centre'], ['extension'], ['class'], ['day'], ['class', 'extension']] as SumGrouping[][]),
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(leg, { maxLength: 40 }), async (legs) => {
      const { sums } = sourcesOf(legs);
      const whole = costOf(await sums(period(0, 3), [], {}));
      for (const by of groupings) {
        const parts = [await sums(period(0, 1), by, {}), await sums(period(2, 3), by, {})];
        expect(costOf(await sums(period(0, 3), by, {}))).toBe(whole);
        expect(costOf(parts.flat())).toBe(whole);
      }
    }),
  );
});

test('a cost centre costs what its extensions do, and what it does when it is asked for alone; so is what it is charged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(leg, { maxLength: 40 }), async (legs) => {
      const sources = sourcesOf(legs);
      const wish = { period: period(0, 3), filter: {} };
      const centres = await sumsWithMarkUp(sources, ['cost_centre'], wish);
      const extensions = await sumsWithMarkUp(sources, ['cost_centre', 'extension'], wish);
      const ways: SumGrouping[][] = [
        ['extension', 'cost_centre'],
        ['class', 'extension', 'cost_centre'],
      ];
      const told = await Promise.all(ways.map((by) => sources.sums(wish.period, by, {})));
      for (const { group, ...centre } of centres) {
        const { cost_centre = null } = group;
        const own = extensions.filter((one) => one.group.cost_centre === cost_centre);
        expect(chargedOf(own)).toBe(chargedOf([{ group, ...centre }]));
        expect(costOf(own)).toBe(costOf([centre]));
        const ofOne = (of: Sums['group']) => (other: Sums) =>
          other.group.extension === of.extension && other.group.cost_centre === cost_centre;
        for (const one of own)
          for (const plain of told) expect(costOf(plain.filter(ofOne(one.group)))).toBe(costOf([one]));
        const alone = sourcesOf(legs.filter((one) => one.cost_centre === cost_centre));
        expect(chargedOf(await sumsWithMarkUp(alone, ['cost_centre'], wish))).toBe(
          chargedOf([{ group, ...centre }]),
        );
      }
    }),
  );
});

test('no part is further from its own exchange than a millionth for each day, cost centre and currency', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(leg, { minLength: 1, maxLength: 40 }), async (legs) => {
      const { sums } = sourcesOf(legs);
      for (const { group, costs } of await sums(period(0, 3), ['class', 'extension'], {})) {
        const own = legs.filter((one) => one.class === group.class && one.extension === group.extension);
        const exact = own.reduce((sum, one) => {
          const rate = RATES.findLast(({ currency, from }) => currency === one.currency && from <= one.day);
          return sum + one.micros * Number(rate?.rate ?? 1);
        }, 0);
        const sumsOfDays = new Set(own.map((one) => `${one.day} ${one.cost_centre} ${one.currency}`));
        expect(Math.abs((costs.EUR ?? 0) - exact)).toBeLessThanOrEqual(sumsOfDays.size + 0.001);
      }
    }),
  );
});

test('what is narrowed to an extension is a millionth at most from the row it was told in, for each day, cost centre and currency', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(leg, { minLength: 1, maxLength: 40 }), async (legs) => {
      for (const { group, ...row } of await sourcesOf(legs).sums(period(0, 3), ['extension'], {})) {
        const own = legs.filter(({ extension }) => extension === group.extension);
        const narrowed = costOf(await sourcesOf(own).sums(period(0, 3), [], {}));
        const exchanged = own.filter(({ currency }) => currency !== 'EUR');
        const parts = new Set(exchanged.map((one) => `${one.day} ${one.cost_centre} ${one.currency}`));
        expect(Math.abs(narrowed - costOf([row]))).toBeLessThanOrEqual(parts.size);
      }
    }),
  );
});

const call = fc.record({
  day: fc.integer({ min: 10, max: 12 }),
  src: fc.constantFrom('201', '202', '203', '204', '205', '+442079460018'),
  far: fc.constantFrom('089231250001', '00442079460018', '99089231250001', '206'),
  talk: fc.integer({ min: 0, max: 400 }),
  trunk: fc.constantFrom('thames', 'provider'),
  account: fc.constantFrom('', '4711', '9999'),
});
const calls = fc.array(call, { minLength: 25, maxLength: 40 }).map((all) =>
  all.map(
    ({ day, far, ...rest }, place): SmallCall => ({
      ...rest,
      start: `2026-10-${day} 10:00:${String(place).padStart(2, '0')}`,
      dst: rest.src.startsWith('+') ? '202' : far,
    }),
  ),
);
const OF_ALL_CALLS = [
  ...['extension-costs', 'department-costs', 'department-costs --level 1', 'charge-back', 'account-codes'],
  ...['call-types', 'trend', 'trend --by week', 'comparison --by person', 'itemised --as cautious'],
  ...['department-costs --as cautious', 'top-calls --limit 100'],
];

test('every report of all calls comes to the same in one currency, and so do single cost centres and parts', async () => {
  await fc.assert(
    fc.asyncProperty(calls, fc.integer({ min: 10, max: 11 }), async (given, last) => {
      const company = new SmallCompany();
      try {
        await openInTwoCurrencies(company, given, { mark_ups: MARK_UPS, exchange_rates: RATES });
        const of = async (name: string): Promise<MadeReport> =>
          await company.report(...name.split(' '), '--currency', 'EUR');
        const cost = async (name: string): Promise<number> => Number((await of(name)).totals.cost_micros);
        const whole = await cost('itemised');
        for (const name of OF_ALL_CALLS) expect(await cost(name), name).toBe(whole);
        for (const name of ['itemised', 'charge-back']) {
          const parts = [`2026-10-01..2026-10-${last}`, `2026-10-${last + 1}..2026-10-31`];
          const [first = 0, second = 0] = await Promise.all(
            parts.map((part) => cost(`${name} --period ${part}`)),
          );
          expect(first + second, name).toBe(whole);
        }
        for (const { cost_centre, cost_micros } of (await of('department-costs')).rows)
          if (cost_centre === '1100' || cost_centre === '2000')
            for (const name of ['itemised', 'extension-costs', 'charge-back', 'call-types'])
              expect(await cost(`${name} --cost-centre ${cost_centre}`), `${name} of ${cost_centre}`).toBe(
                cost_micros,
              );
      } finally {
        company.close();
      }
    }),
    // A smaller example would take longer than the test may.
    { numRuns: 4, endOnFailure: true },
  );
}, 120_000);
