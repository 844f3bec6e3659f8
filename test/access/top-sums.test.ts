import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Sight, sightOf } from '../../access/sight.ts';
import { readSums, readTopSums } from '../../access/sums.ts';
import { dayOf } from '../../record/calendar.ts';
import { type SumGrouping, type SumsFilter, type TopWish, topSumsOf } from '../../record/call-sums.ts';
import { type CallView, WHOLE_VIEW } from '../../record/call-view.ts';
import { idsOfDays } from '../../store/queries/id-range.ts';
import { topCalled } from '../../store/queries/top-called.ts';
import type { CallFilter } from '../../store/queries/wanted-calls.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';
import { OPERATOR } from './operator.ts';

const MASKED = sightOf({ roles: {}, users: {}, sites_of: {}, units: {} }, 'os:root', 'finance') as Sight;
const LENGTHS = [0, 2, 60, 61];
const FAR = ['089231250001', '089231250002', '089231250099', '004420794600', '205'];

const call = fc.record({
  day: fc.integer({ min: 20, max: 26 }),
  talk: fc.constantFrom(...LENGTHS),
  src: fc.constantFrom('204', '205'),
  dst: fc.constantFrom(...FAR),
});
/** In the order in which they arrive, which need not be that of their days. */
const calls = fc.array(call, { minLength: 1, maxLength: 40 });
const groupings = fc.constantFrom<readonly SumGrouping[]>(
  ['called'],
  ['called', 'class', 'country'],
  ['answered', 'called'],
);

async function taken(data: TestFolder, given: readonly { day: number }[]): Promise<void> {
  const lines = given.map(({ day, ...rest }, n) =>
    asteriskLine({ start: `2026-10-${day} 09:00:00`, uniqueid: `1793005200.${n}`, ...rest }),
  );
  await data.file(lines.map((line) => `${line}\n`).join(''));
  // Costs in two currencies, and calls without any.
  data.tamper("insert into label (text) values ('EUR'), ('GBP')");
  data.tamper(`update call set cost_micros = id * 7919 % 50, currency = (select id from label
    where text = iif(call.id % 2 = 0, 'EUR', 'GBP')) where id % 3 > 0`);
}

const days = (from: number, to: number): { from_day: number; to_day: number } => ({
  from_day: dayOf(Date.UTC(2026, 9, from)),
  to_day: dayOf(Date.UTC(2026, 9, to)),
});

test.each([
  ['all of a call', OPERATOR],
  ['masked numbers', MASKED],
])(
  'the first groups, and those of many calls, are the ones that they are among all groups, for who sees %s',
  async (_seen, sight) => {
    await fc.assert(
      fc.asyncProperty(calls, groupings, fc.integer({ min: 1, max: 5 }), async (given, by, limit) => {
        await inFolder(async (data) => {
          await taken(data, given);
          const wish = { ...days(20, 26), by, filter: {}, sites_of: {} };
          await data.reading(async (store) => {
            const all = await readSums(store, sight, wish);
            for (const order of ['weight', 'calls'] as const)
              expect(await readTopSums(store, sight, wish, { order, limit })).toEqual(
                topSumsOf(all, { order, limit }),
              );
            expect(await readSums(store, sight, { ...wish, more_calls_than: limit })).toEqual(
              all.filter((sums) => sums.calls > limit),
            );
          });
        });
      }),
      { numRuns: 30 },
    );
  },
);

test('the first called parties of days that are known are the ones that they are among all calls, also where some of these came later', async () => {
  const told = fc.constantFrom<readonly SumGrouping[]>(
    ['called'],
    ['called', 'class', 'country'],
    ['country', 'called'],
  );
  const filters = fc.constantFrom<SumsFilter>(
    {},
    { direction: 'outgoing' },
    { direction: 'outgoing', country: 'DE', sources: ['pbx'] },
    { destination_class: 'international' },
    { country: 'XX' },
  );
  await fc.assert(
    fc.asyncProperty(
      calls,
      fc.array(call, { maxLength: 3 }),
      told,
      filters,
      fc.integer({ min: 1, max: 4 }),
      async (given, later, by, filter, limit) => {
        await inFolder(async (data) => {
          await taken(data, given);
          while (await data.store.totalSlice());
          const lines = later.map(({ day, ...rest }, n) =>
            asteriskLine({ start: `2026-10-${day} 10:00:00`, uniqueid: `1793009200.${n}`, ...rest }),
          );
          await data.file(lines.map((line) => `${line}\n`).join(''));
          const wish = { ...days(20, 26), by, filter, sites_of: {} };
          await data.reading(async (store) => {
            const all = await readSums(store, OPERATOR, wish);
            for (const order of ['weight', 'calls'] as const)
              expect(await readTopSums(store, OPERATOR, wish, { order, limit })).toEqual(
                topSumsOf(all, { order, limit }),
              );
          });
        });
      },
    ),
    { numRuns: 40 },
  );
});

test('the first called parties are told by what is known of days where one sees every number, and where nothing else is asked', async () => {
  await inFolder(async (data) => {
    await taken(
      data,
      [20, 21, 22, 23, 24].map((day) => ({ day, talk: 60, src: '204', dst: '089231250001' })),
    );
    const wish = { by: ['called'] as const, sites_of: {}, top: { order: 'weight', limit: 3 } as const };
    const known = (view: CallView, filter: CallFilter = {}, top: TopWish = wish.top) =>
      data.reading(async ({ connection }) =>
        topCalled(
          connection,
          { ...wish, top, view, filter: { ...days(20, 24), ...filter } },
          new Map([[1, 'pbx']]),
        ),
      );
    expect(await known(WHOLE_VIEW)).toBeNull();
    while (await data.store.totalSlice());
    expect(await known(WHOLE_VIEW)).toMatchObject({ first: [{ weight: { calls: 5 } }], calls: 5 });
    expect(await known(MASKED.view)).toBeNull();
    expect(await known({ ...WHOLE_VIEW, extensions: [] })).toBeNull();
    expect(await known(WHOLE_VIEW, { min_duration_ms: 1 })).toBeNull();
    // To look up each of very many would take longer.
    expect(await known(WHOLE_VIEW, {}, { order: 'weight', limit: 1_000_000 })).toBeNull();
    await data.file(
      `${asteriskLine({ start: '2026-10-24 11:00:00', uniqueid: '1793009200.1', dst: '089231250001' })}\n`,
    );
    expect(await known(WHOLE_VIEW)).toMatchObject({ first: [{ weight: { calls: 6 } }], calls: 6 });
  });
});

test('sums of some days are those of their calls, in whatever order the days arrived', async () => {
  const period = fc.tuple(fc.integer({ min: 20, max: 26 }), fc.integer({ min: 20, max: 26 }));
  await fc.assert(
    fc.asyncProperty(calls, period, async (given, [one, other]) => {
      await inFolder(async (data) => {
        await taken(data, given);
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const within = given.filter(({ day }) => day >= from && day <= to);
        const filter = { min_duration_ms: 0 };
        const found = await data.reading((store) =>
          readSums(store, OPERATOR, { ...days(from, to), by: [], filter, sites_of: {} }),
        );
        const told = found.map(({ legs, duration_ms }) => [legs, duration_ms]);
        const talked = within.reduce((sum, { talk }) => sum + talk * 1000, 0);
        expect(told).toEqual(within.length === 0 ? [] : [[within.length, talked]]);
      });
    }),
    { numRuns: 40 },
  );
});

test('calls of some days are walked through one behind the other where they stand so, and looked up where not', async () => {
  await inFolder(async (data) => {
    const arrive = async (batch: number, ofDays: readonly number[]): Promise<void> => {
      const lines = ofDays.map((day, n) =>
        asteriskLine({ start: `2026-10-${day} 09:00:00`, uniqueid: `17930052${batch}.${n}` }),
      );
      await data.file(lines.map((line) => `${line}\n`).join(''));
    };
    const length = async (from: number, to: number, few?: number) => {
      const { from_day, to_day } = days(from, to);
      const found = await data.reading((store) => idsOfDays(store.connection, from_day, to_day, few));
      return found === null ? null : found.to - found.from + 1;
    };
    await arrive(10, [20, 20, 20, 21, 21, 22]);
    expect(await length(21, 21)).toBe(2);
    expect(await length(21, 23)).toBe(3);
    // Of all days there is nothing that could be in between.
    expect(await length(20, 22)).toBeGreaterThan(2 ** 53);
    // Nor are many calls counted where few others are.
    expect(await length(20, 21, 1)).toBeGreaterThan(2 ** 53);
    expect(await length(21, 22, 2)).toBe(3);
    await arrive(11, [20]);
    expect(await length(20, 20)).toBe(7);
    await arrive(12, [23, 22, 22, 22, 22, 22, 22, 22, 23]);
    expect(await length(23, 23)).toBeNull();
  });
});
