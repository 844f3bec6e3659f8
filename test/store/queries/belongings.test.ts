import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTotals } from '../../../access/totals.ts';
import { dayOf } from '../../../record/calendar.ts';
import type { Total } from '../../../record/day-total.ts';
import type { DirectoryChange } from '../../../record/directory.ts';
import { OPERATOR } from '../../access/operator.ts';
import { asteriskLine } from '../../asterisk-lines.ts';
import { DirectoryDesk } from '../../directory/directory-desk.ts';
import { inFolder } from '../../test-folder.ts';

const lines = fc.array(
  fc
    .record({
      day: fc.integer({ min: 20, max: 26 }),
      talk: fc.constantFrom(0, 60, 61),
      src: fc.constantFrom('204', '205', '206'),
      dst: fc.constantFrom('089231250001', '004420794600'),
    })
    .map(({ day, ...rest }) => asteriskLine({ start: `2026-10-${day} 09:00:00`, ...rest })),
  { maxLength: 30 },
);

const move = fc.record({
  extension: fc.constantFrom('204', '205'),
  person: fc.constantFrom('', 'P1'),
  cost_centre: fc.constantFrom('100', '200', ''),
  day: fc.integer({ min: 19, max: 27 }),
});

const SITES = { pbx: 'berlin' };
const FIRST_DAY = dayOf(Date.UTC(2026, 9, 20));
const WISH = { from_day: null, to_day: null, held: true, sites_of: SITES };

const sums = (totals: readonly Total[]): number[] =>
  totals.reduce<number[]>(
    ([calls = 0, legs = 0, answered = 0, ms = 0], total) => [
      calls + total.calls,
      legs + total.legs,
      answered + total.answered,
      ms + total.duration_ms,
    ],
    [0, 0, 0, 0],
  );

const BY = [['cost_centre'], ['person'], ['extension', 'cost_centre'], ['class', 'person']] as const;

/** By the groups without their days: the sums, and the first and the last day. */
function overDays(totals: readonly Total[], by: readonly (keyof Total['group'])[]): Map<string, unknown[]> {
  const groups = Map.groupBy(totals, ({ group }) => JSON.stringify(by.map((name) => group[name] ?? null)));
  return new Map(
    [...groups].map(([key, some]) => {
      const days = some.flatMap(({ first_day, last_day }) => [first_day, last_day]).sort();
      return [key, [...sums(some), days[0], days.at(-1)]];
    }),
  );
}

test('the sum over cost centres and over people, with what is nobody’s, is the sum over calls, and each day is its cost centre’s', async () => {
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.array(move, { maxLength: 6 }),
      fc.integer({ min: 2, max: 6 }),
      async (all, moves, last) => {
        const desk = new DirectoryDesk();
        const changes: DirectoryChange[] = [];
        desk.told = (change) => void changes.push(change);
        const from = '2026-10-01';
        desk.take(
          'cost-centres',
          [
            { code: '100', name: 'Sales' },
            { code: '200', name: 'Service', parent: '100' },
          ],
          { from },
        );
        desk.take('people', [{ person: 'P1', name: 'Anna', cost_centre: '200' }], { from });
        for (const { extension, day, ...cells } of moves)
          desk.take('extensions', [{ site: 'berlin', extension, ...cells }], { from: `2026-10-${day}` });
        await inFolder(async (data) => {
          for (const change of changes) expect(await data.store.changeDirectory(change)).not.toBe(null);
          await data.file(all.map((line) => `${line}\n`).join(''));
          const compare = async (): Promise<void> => {
            const told = (by: Parameters<typeof readTotals>[2]['by']): Promise<Total[]> =>
              data.reading((store) => readTotals(store, OPERATOR, { ...WISH, by }));
            const whole = sums(await told(['day']));
            for (const by of ['cost_centre', 'person'] as const)
              expect(sums(await told([by]))).toEqual(whole);
            const [from_day, to_day] = [FIRST_DAY, FIRST_DAY + last];
            for (const by of BY) {
              const of = (names: Parameters<typeof readTotals>[2]['by']): Promise<Total[]> =>
                data.reading((store) =>
                  readTotals(store, OPERATOR, { ...WISH, from_day, to_day, by: names }),
                );
              expect(overDays(await of(by), by)).toEqual(overDays(await of([...by, 'day']), by));
            }
            for (const { group } of await told(['day', 'extension', 'cost_centre', 'person'])) {
              const { person, units } = desk.whose(group.extension ?? '', group.day ?? '');
              expect([group.person, group.cost_centre]).toEqual([person, units.at(-1) ?? null]);
            }
          };
          await compare();
          while (await data.store.totalSlice());
          await compare();
        });
      },
    ),
    { numRuns: 20 },
  );
});

test('a change that was worked out from an older directory is refused, and changes nothing', async () => {
  await inFolder(async (data) => {
    const desk = new DirectoryDesk();
    const change = desk.plan('people', [{ person: 'P1', name: 'Anna' }]).change({ at: 1, by: 'one' });
    expect(await data.store.changeDirectory(change)).toBe(1);
    expect(await data.store.changeDirectory(change)).toBe(null);
    expect(await data.store.directory()).toMatchObject({ version: 1, last_id: 1, entries: [{ id: 1 }] });
  });
});

test('what is stored is what was changed, read again', async () => {
  await inFolder(async (data) => {
    const desk = new DirectoryDesk();
    for (const rows of [
      [{ person: 'P1', name: 'Anna' }],
      [
        { person: 'P1', name: 'Anna Maria', email: 'a@example.org' },
        { person: 'P2', name: 'Ben' },
      ],
    ]) {
      await data.store.changeDirectory(desk.plan('people', rows).change({ at: 1, by: 'one' }));
      desk.take('people', rows);
      const { entries, assignments } = await data.store.directory();
      expect(entries.map(({ values }) => values.name)).toEqual(
        desk.directory.entries.map(({ values }) => values.name),
      );
      expect(assignments).toEqual(desk.directory.assignments);
    }
  });
});
