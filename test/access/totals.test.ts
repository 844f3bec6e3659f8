import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sightOf } from '../../access/sight.ts';
import { readSums } from '../../access/sums.ts';
import { readTotals } from '../../access/totals.ts';
import { TOTAL_GROUPINGS, type Total, type TotalGrouping } from '../../record/day-total.ts';
import { asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';
import { OPERATOR } from './operator.ts';

const SETTINGS = asteriskSettings({ held: { shorter_than_seconds: 5 } });
const lines = fc.array(
  fc
    .record({
      day: fc.integer({ min: 20, max: 26 }),
      second: fc.integer({ min: 0, max: 59 }),
      talk: fc.constantFrom(0, 2, 60, 61),
      src: fc.constantFrom('204', '205'),
      dst: fc.constantFrom('089231250001', '004420794600', '205'),
    })
    .map(({ day, second, ...rest }) =>
      asteriskLine({ start: `2026-10-${day} 09:00:${String(second).padStart(2, '0')}`, ...rest }),
    ),
  { maxLength: 30 },
);
const bytesOf = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
/** Those that stand in the call itself. */
type OfCall = Exclude<TotalGrouping, 'cost_centre' | 'person'>;
const ofCall = (Object.keys(TOTAL_GROUPINGS) as TotalGrouping[]).filter(
  (name): name is OfCall => name !== 'cost_centre' && name !== 'person',
);
const groupings = fc.uniqueArray(fc.constantFrom(...ofCall));

/** The same, added up from the calls as they are listed. */
async function addedUp(
  data: TestFolder,
  by: readonly OfCall[],
  held: boolean,
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  for (const call of await data.calls({ held: held ? 'include' : 'exclude' })) {
    const value = (name: OfCall): string | null => {
      if (name === 'day') return call.started_at.slice(0, 10);
      return call[TOTAL_GROUPINGS[name]];
    };
    const group = JSON.stringify(by.map(value));
    const [calls = 0, legs = 0, answered = 0, ms = 0] = found.get(group) ?? [];
    found.set(group, [
      calls + (call.head ? 1 : 0),
      legs + 1,
      answered + (call.answered === true ? 1 : 0),
      ms + (call.duration_ms ?? 0),
    ]);
  }
  return found;
}

const told = (totals: readonly Total[], by: readonly TotalGrouping[]): Map<string, number[]> =>
  new Map(
    totals.map(({ group, calls, legs, answered, duration_ms }) => [
      JSON.stringify(by.map((name) => group[name] ?? null)),
      [calls, legs, answered, duration_ms],
    ]),
  );

test('totals are what the calls come to, whatever they are told by, made anew or not', async () => {
  await fc.assert(
    fc.asyncProperty(lines, lines, groupings, fc.boolean(), async (first, second, by, held) => {
      fc.pre(by.length > 0);
      await inFolder(async (data) => {
        const wish = { from_day: null, to_day: null, by, held, sites_of: {}, units: {} };
        const compare = async (): Promise<void> => {
          const totals = await data.reading((store) => readTotals(store, OPERATOR, wish));
          const expected = [...(await addedUp(data, by, held))].sort();
          expect([...told(totals, by)].sort()).toEqual(expected);
        };
        await data.file(bytesOf(first));
        await compare();
        while (await data.store.totalSlice());
        await compare();
        await data.file(bytesOf(second));
        await compare();
      }, SETTINGS);
    }),
    { numRuns: 60 },
  );
});

test('totals by trunk are for whoever is shown trunks, also beside masked numbers: one named after a number is none there', async () => {
  await inFolder(async (data) => {
    const over = (channel: string, n: number) =>
      asteriskLine({ uniqueid: `1793005200.${n}` }).replaceAll('PJSIP/provider', `PJSIP/${channel}`);
    await data.file(bytesOf([over('carrier', 1), over('4989231250001', 2), over('4989231250002', 3)]));
    const by = ['trunk'] as const;
    const seenBy = (role: string) =>
      data.reading((store) => {
        const sight = sightOf({ roles: {}, users: {}, sites_of: {}, units: {} }, 'os:root', role);
        if ('unknown' in sight) throw new Error(role);
        const found = readTotals(store, sight, {
          ...{ from_day: null, to_day: null, held: true, by, sites_of: {}, units: {} },
        });
        return found.map(({ group, legs }) => [group.trunk, legs]);
      });
    expect(await seenBy('operator')).toHaveLength(3);
    for (const role of ['administrator', 'finance'])
      expect(await seenBy(role)).toEqual([
        [null, 2],
        ['PJSIP/carrier', 1],
      ]);
    await expect(seenBy('supervisor')).rejects.toThrow('Totals by trunk are');
  });
});

test('a sum of costs that could not be told to the millionth is refused, from totals and from calls', async () => {
  await inFolder(async (data) => {
    await data.file(bytesOf([1, 2].map((n) => asteriskLine({ uniqueid: `1793005200.${n}` }))));
    const wish = { from_day: 0, to_day: 30_000, held: false, sites_of: {}, filter: {} };
    const read = (cost: bigint, by: readonly ('direction' | 'cause')[]) => {
      data.tamper(`update call set cost_micros = ${cost}, currency = trunk`);
      return data.reading((store) => readSums(store, OPERATOR, { ...wish, by }));
    };
    for (const by of [['direction'], ['cause']] as const) {
      const [exact] = await read(2n ** 52n - 1n, by);
      expect(Object.values(exact?.costs ?? {})).toEqual([2 ** 53 - 2]);
      for (const cost of [2n ** 52n + 1n, 2n ** 62n])
        await expect(read(cost, by)).rejects.toMatchObject({ code: 'SUM_TOO_LARGE' });
    }
  }, SETTINGS);
});
