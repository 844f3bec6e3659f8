import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNASSIGNED } from '../../reports/cost-centre-tree.ts';
import { REPORTS } from '../../reports/reports.ts';
import { type MadeReport, SmallCompany } from './small-company.ts';

/** Reports in which every call of a period stands in one row or another. */
const OF_ALL_CALLS = [
  ...['itemised', 'extension-costs', 'department-costs', 'charge-back', 'account-codes', 'call-types'],
  ...['trend', 'trend --by week', 'comparison --by person', 'comparison --by trunk'],
];

const call = fc.record({
  day: fc.integer({ min: 10, max: 28 }),
  hour: fc.integer({ min: 0, max: 23 }),
  src: fc.constantFrom('201', '202', '203', '205', '+442079460018'),
  far: fc.constantFrom('089231250001', '00442079460018', '0033140000001', '99089231250001', '206'),
  talk: fc.integer({ min: 0, max: 4000 }),
  account: fc.constantFrom('', '4711', '9999'),
  linked: fc.constantFrom('1.1', '1.2', undefined),
});
const calls = fc.array(call, { minLength: 1, maxLength: 25 }).map((all) =>
  all.map(({ day, hour, far, linked, ...rest }, place) => ({
    ...rest,
    start: `2026-10-${day} ${String(hour).padStart(2, '0')}:00:${String(place).padStart(2, '0')}`,
    dst: rest.src.startsWith('+') ? '202' : far,
    // Legs of one call are of one day.
    ...(linked !== undefined && { linked: `${linked}.${day}` }),
  })),
);

const sums = ({ totals }: MadeReport): unknown[] => [totals.calls, totals.duration_ms, totals.cost_micros];

async function inCompany(
  given: Parameters<SmallCompany['open']>[0],
  work: (company: SmallCompany) => Promise<void>,
): Promise<void> {
  const company = new SmallCompany();
  try {
    await work(await company.open(given));
  } finally {
    company.close();
  }
}

test('every report of all calls comes to the same, whatever it is told by, to the millionth', async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (given) => {
      await inCompany(given, async (company) => {
        const [expected] = [sums(await company.report('itemised'))];
        for (const name of OF_ALL_CALLS)
          expect(sums(await company.report(...name.split(' '))), name).toEqual(expected);
      });
    }),
    { numRuns: 4 },
  );
}, 120_000);

test('two parts of a period come to the whole of it', async () => {
  await fc.assert(
    fc.asyncProperty(calls, fc.integer({ min: 10, max: 27 }), async (given, last) => {
      await inCompany(given, async (company) => {
        const reports = [
          'charge-back',
          'department-costs',
          'carriers',
          'trunks',
          'hours',
          'answering',
          'abandoned',
        ];
        for (const name of [...reports, 'destinations', 'private-calls']) {
          const of = async (period: string) => (await company.report(name, '--period', period)).totals;
          const [first, second] = [
            await of(`2026-10-01..2026-10-${last}`),
            await of(`2026-10-${last + 1}..2026-10-31`),
          ];
          const whole = await of('2026-10');
          const added = Object.keys(whole).filter((key) => /^(?!.*(?:average|share)).*$/.test(key));
          for (const key of added.filter((one) => typeof whole[one] === 'number'))
            expect(Number(first[key] ?? 0) + Number(second[key] ?? 0), `${name} ${key}`).toBe(whole[key]);
        }
      });
    }),
    { numRuns: 3 },
  );
}, 120_000);

test('narrowed to one after the other of what calls can be, a report comes to the whole of it', async () => {
  const sides = {
    private: ['yes', 'no'],
    answered: ['yes', 'no'],
    direction: ['incoming', 'outgoing', 'internal', 'transit'],
    'cost-centre': ['1000', '2000', UNASSIGNED],
  };
  await inCompany(undefined, async (company) => {
    for (const name of ['itemised', 'call-types', 'department-costs', 'trend']) {
      const whole = sums(await company.report(name));
      for (const [option, values] of Object.entries(sides)) {
        const parts = await Promise.all(
          values.map(async (value) => sums(await company.report(name, `--${option}`, value))),
        );
        const added = whole.map((_, at) => parts.reduce((sum, part) => sum + Number(part[at] ?? 0), 0));
        expect([name, option, added]).toEqual([name, option, whole]);
        // None of them is the whole by being no filter at all.
        expect(parts.filter((part) => Number(part[0]) > 0).length).toBeGreaterThan(1);
      }
    }
  });
}, 60_000);

test('the report that a row leads to, narrowed as it says, adds up to the row', async () => {
  await inCompany(undefined, async (company) => {
    for (const name of [
      'extension-costs',
      'charge-back',
      'account-codes',
      'call-types',
      'unknown-extensions',
      'department-costs',
    ]) {
      const { drill } = (await REPORTS[name]?.()) ?? {};
      const { rows } = await company.report(name);
      let led = 0;
      for (const row of rows) {
        const options = Object.entries(drill?.by ?? {}).map(([option, column]) => [
          option,
          row[column] ?? null,
        ]);
        if (options.some(([, value]) => value === null || value === UNASSIGNED)) continue;
        const told = await company.report(
          drill?.report ?? '',
          ...options.flatMap(([option, value]) => [`--${option}`, String(value)]),
        );
        const cost = row.cost_with_below_micros ?? row.cost_micros;
        // A row of another currency beside it has costs alone.
        expect([name, row, [told.totals].flat()[0]?.cost_micros ?? 0]).toEqual([name, row, cost]);
        led += 1;
      }
      expect([name, led > 0]).toEqual([name, true]);
    }
  });
}, 60_000);
