import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEY } from '../../asterisk-lines.ts';
import { FLAT_TARIFFS } from '../../flat-tariffs.ts';
import { SITES } from '../../gateway-in-folder.ts';
import { inFolder, type TestFolder } from '../../test-folder.ts';
import { DAY, linesIn, MEANWHILE, SETTINGS, total, totals } from './leaving-scene.ts';

const DAYS = 3;
const MOST_DEEDS = 14;
const TODAY = DAY + 200;
/** In the middle of the days, and around their midnights. */
const lines = linesIn(fc.constantFrom(0, 1, 2, 11, 13, 20, 26, 36, 37, 50, 61));
const day = fc.integer({ min: DAY, max: DAY + DAYS - 1 });

/** Of a purge some batches, of calls that are listed anew, or go on where the last one of that day stopped. */
interface Purge {
  readonly day: number;
  readonly held: boolean;
  readonly limit: number;
  readonly batches: number;
  readonly lists: boolean;
  readonly othersCome: boolean;
}
type Deed =
  | ({ readonly what: 'a purge' } & Purge)
  | {
      readonly what: 'a step';
      readonly day: number;
      readonly held: boolean;
      readonly step: 'masked' | 'anonymous';
    }
  | { readonly what: 'lines'; readonly lines: readonly string[] }
  | { readonly what: 'totals' | 'a slice' | 'holds released' | keyof typeof MEANWHILE };

/** What leaves every sum as it is. */
const KEEPS: ReadonlySet<Deed['what']> = new Set([
  ...([
    'a purge',
    'totals',
    'a slice',
    'holds released',
    'nothing',
    'cancelled',
    'killed',
    'a legal hold',
  ] as const),
  ...(['an erasure of a number', 'an erasure of an extension'] as const),
  'what takes no call and no total of what is gone' as const,
]);

const purge: fc.Arbitrary<Deed> = fc.record({
  ...{ what: fc.constant('a purge' as const), day, held: fc.boolean() },
  ...{ limit: fc.integer({ min: 1, max: 4 }), batches: fc.integer({ min: 1, max: 5 }) },
  ...{ lists: fc.boolean(), othersCome: fc.boolean() },
});
const step: fc.Arbitrary<Deed> = fc.record({
  ...{ what: fc.constant('a step' as const), day, held: fc.boolean() },
  step: fc.constantFrom('masked' as const, 'anonymous' as const),
});
const other = fc
  .constantFrom(
    'a slice' as const,
    'holds released' as const,
    ...(Object.keys(MEANWHILE) as (keyof typeof MEANWHILE)[]),
  )
  .map((what): Deed => ({ what }));
const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: purge },
    { weight: 4, arbitrary: fc.constant<Deed>({ what: 'totals' }) },
    { weight: 6, arbitrary: other },
    { weight: 2, arbitrary: lines.map((some): Deed => ({ what: 'lines', lines: some })) },
    step,
  ),
  { minLength: 3, maxLength: MOST_DEEDS },
);

const allTotals = async (data: TestFolder): Promise<string[][]> => [
  await totals(data, ['day', 'direction', 'class']),
  // The hour of an anonymous call is another; its day is not, in the totals by hour, too.
  await totals(data, ['day', 'weekday', 'direction']),
];

class Scene {
  private readonly data: TestFolder;
  /** The day whose calls are listed. */
  private listed: number | null = null;

  constructor(data: TestFolder) {
    this.data = data;
  }

  async list(of: number): Promise<void> {
    while (!(await this.data.store.listCalls(of, true)));
    this.listed = of;
  }

  /** No edge is noted, so that lines of the day still come. */
  async age(
    step: 'masked' | 'anonymous' | 'gone',
    { day: of, held, limit, batches, othersCome }: Omit<Purge, 'lists'>,
  ) {
    const { data } = this;
    const which = { step, day: of, held, withTotals: true } as const;
    const wish = { ...which, edge: of + 1, today: TODAY, mask: [], key: KEY } as const;
    const anonymity = { sites_of: SITES, smallest_group: 1 };
    for (let batch = 0; batch < batches; batch++) {
      const before = await allTotals(data);
      const remembered_from = othersCome ? of : of + 1;
      const { done } = await data.store.ageCalls({ ...wish, anonymity, remembered_from, limit });
      if (step === 'gone') expect(await allTotals(data)).toEqual(before);
      if (!done) continue;
      this.listed = null;
      return;
    }
  }

  async does(deed: Deed): Promise<void> {
    const { data } = this;
    switch (deed.what) {
      case 'a purge':
        if (deed.lists || this.listed !== deed.day) await this.list(deed.day);
        return await this.age('gone', deed);
      case 'a step':
        await this.list(deed.day);
        return await this.age(deed.step, { ...deed, limit: 3, batches: 100, othersCome: true });
      case 'lines':
        return void (await data.file(deed.lines.map((line) => `${line}\n`).join('')));
      case 'totals':
        return await total(data);
      case 'a slice':
        return void (await data.store.totalSlice());
      case 'holds released':
        for (let id = 1; id <= MOST_DEEDS; id++)
          await data.store.releaseHold(id, { at: data.now, by: 'os:anna', reason: 'over' });
        return;
      case 'killed':
        this.listed = null;
        return await MEANWHILE.killed(data);
      default:
        return await MEANWHILE[deed.what](data);
    }
  }
}

test('whatever happens on days of which some are going, in any order, sums stay what they are, and are those of the calls', async () => {
  await fc.assert(
    fc.asyncProperty(lines, deeds, async (first, all) => {
      await inFolder(async (data) => {
        data.tariffs = FLAT_TARIFFS;
        await data.file(first.map((line) => `${line}\n`).join(''));
        await total(data);
        const scene = new Scene(data);
        for (const deed of all) {
          const before = await allTotals(data);
          await scene.does(deed);
          if (KEEPS.has(deed.what)) expect([deed.what, await allTotals(data)]).toEqual([deed.what, before]);
        }
        const told = await allTotals(data);
        await data.store.settleLeaving();
        expect(await allTotals(data)).toEqual(told);
        data.tamper(
          'insert into stale_day (day, changes) select distinct day, 1 from call where true on conflict do nothing',
        );
        expect(await allTotals(data)).toEqual(told);
        await total(data);
        expect(await allTotals(data)).toEqual(told);
      }, SETTINGS);
    }),
    { numRuns: 60 },
  );
}, 240_000);
