import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_CONFIGURATION } from '../cli/service/judging.ts';
import { ratePeriod } from '../cli/service/rate-period.ts';
import { retentionSchema } from '../privacy/retention.ts';
import { ratingPolicy } from '../processor/rating/rating-policy.ts';
import { NO_TARIFF_SETTINGS } from '../processor/rating/tariff-settings.ts';
import { DAY_MS, type Day } from '../record/calendar.ts';
import { tariffs } from '../store/queries/tariffs.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { DEARER_RATING, FLAT_RATING, FLAT_TARIFFS } from './flat-tariffs.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const RATED = asteriskSettings({ rating: FLAT_RATING });

const calls = fc.uniqueArray(
  fc.record({
    age: fc.integer({ min: 0, max: 80 }),
    talk: fc.integer({ min: 0, max: 500 }),
    out: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12, selector: ({ age, talk }) => `${age} ${talk}` },
);
type Calls = typeof calls extends fc.Arbitrary<infer Value> ? Value : never;

function linesOf(all: Calls): string {
  const lines = all.map(({ age, talk, out }) => {
    const start = new Date(ARRIVAL - age * DAY_MS - 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    return asteriskLine({ start, talk, dst: out ? '089231250001' : '205', uniqueid: `${age}.${talk}` });
  });
  return lines.map((line) => `${line}\n`).join('');
}

async function costs(data: TestFolder): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { currency, cost_micros } of await data.calls())
    if (currency !== null) sums[currency] = (sums[currency] ?? 0) + (cost_micros ?? 0);
  return sums;
}

async function totalled(data: TestFolder): Promise<Record<string, number>> {
  while (await data.store.totalSlice());
  const dump = data.dump();
  const label = new Map((dump.label as { id: number; text: string }[]).map(({ id, text }) => [id, text]));
  const sums: Record<string, number> = {};
  for (const { currency, cost_micros } of dump.day_total as { currency: number; cost_micros: number }[]) {
    const name = label.get(currency);
    if (name !== undefined) sums[name] = (sums[name] ?? 0) + cost_micros;
  }
  return sums;
}

test('totals are the sum of the calls by currency, also after these were rated again, and rating again twice is rating once', async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (all) => {
      await inFolder(async (data) => {
        data.tariffs = FLAT_TARIFFS;
        await data.file(linesOf(all));
        expect(await totalled(data)).toEqual(await costs(data));
        const before = await data.calls();
        const dearer = { ...RATED, rating: DEARER_RATING };
        await data.replay(dearer, { only_try: true });
        expect(await data.calls()).toEqual(before);
        await data.replay(dearer);
        const [again, once] = [await costs(data), data.dump().call];
        expect(await totalled(data)).toEqual(again);
        expect(Object.keys(again)).toEqual(all.some(({ out }) => out) ? ['EUR'] : []);
        expect((await data.replay(dearer)).flatMap(({ differences }) => differences)).toEqual([]);
        expect(data.dump().call).toEqual(once);
        await data.replay(RATED);
        expect(await data.calls()).toEqual(before);
      }, RATED);
    }),
    { numRuns: 15 },
  );
}, 120_000);

/** Rates every call again by the tariffs that stand in the store. */
async function ratedAgain(data: TestFolder, only_try = false) {
  const { folder, store } = data;
  const settingsOf = async () => data.settings;
  const configuration = async () => NO_CONFIGURATION;
  const parts = { folder, store, settingsOf, configuration, now: () => data.now };
  const { signal } = new AbortController();
  const days = { from_day: 0 as Day, to_day: 40_000 as Day };
  return await ratePeriod(
    { ...parts, inTurn: (work) => work() },
    { ...days, ...{ carriers: null, sites_of: {}, only_try, signal, told: () => {} } },
  );
}

test('rating stored calls again comes to the same as reading their lines again, and twice is once', async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (all) => {
      await inFolder(async (data) => {
        data.tariffs = FLAT_TARIFFS;
        await data.file(linesOf(all));
        await data.store.addTariff({
          ...{ carrier: 'northtel', currency: 'EUR', from_day: 0 as Day, imported_at: 0, sha256: '' },
          rates: [...(FLAT_TARIFFS.get(1) ?? [])],
        });
        const before = data.dump();
        const plan = await ratedAgain(data, true);
        expect(data.dump()).toEqual(before);
        const once = await ratedAgain(data);
        expect([once.changed, once.sorted()]).toEqual([plan.changed, plan.sorted()]);
        const [rated, sums] = [data.dump().call, await costs(data)];
        expect(await totalled(data)).toEqual(sums);
        expect(once.sorted().reduce((sum, { after_micros }) => sum + after_micros, 0)).toBe(sums.EUR ?? 0);
        expect((await ratedAgain(data)).changed).toBe(0);
        expect(data.dump().call).toEqual(rated);
        const today = ratingPolicy(
          NO_TARIFF_SETTINGS,
          await data.reading(({ connection }) => tariffs(connection)),
        );
        const settings = { ...RATED, ...(today && { rating: today }) };
        expect((await data.replay(settings)).flatMap(({ differences }) => differences)).toEqual([]);
      }, RATED);
    }),
    { numRuns: 15 },
  );
}, 120_000);

test('a call that comes when it is old enough to be masked keeps its cost and names no price row', async () => {
  await inFolder(async (data) => {
    data.tariffs = FLAT_TARIFFS;
    data.retention = retentionSchema.parse({ calls: { masked: '30 days' }, raw_copies: '20 days' });
    await data.file(
      linesOf([
        { age: 40, talk: 60, out: true },
        { age: 1, talk: 60, out: true },
      ]),
    );
    const found = (await data.calls()).map(({ cost_micros, currency, rate }) => ({
      cost_micros,
      currency,
      rate,
    }));
    expect(found).toEqual([
      { cost_micros: 20_010, currency: 'USD', rate: null },
      { cost_micros: 20_010, currency: 'USD', rate: 2 },
    ]);
  }, RATED);
});
