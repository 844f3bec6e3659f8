import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCalls } from '../../access/calls.ts';
import { type Sight, sightOf } from '../../access/sight.ts';
import { readSums } from '../../access/sums.ts';
import { readTotals } from '../../access/totals.ts';
import { Assignments } from '../../directory/belongings.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { anonymousUnits, type UnitMember } from '../../record/anonymous-units.ts';
import { DAY_MS, parseDay, showDay } from '../../record/calendar.ts';
import type { DirectoryChange } from '../../record/directory.ts';
import { ERASING } from '../../record/erasure.ts';
import { extensionNumber, KIND } from '../../record/number.ts';
import { keptOfNumber } from '../../store/queries/kept-calls.ts';
import { subjectFound } from '../../store/queries/subject-found.ts';
import { OPERATOR } from '../access/operator.ts';
import { archivedDay, PIECE } from '../archived-day.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { climb } from '../climb.ts';
import { DirectoryDesk } from '../directory/directory-desk.ts';
import { FLAT_RATING, FLAT_TARIFFS } from '../flat-tariffs.ts';
import { SITES } from '../gateway-in-folder.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const [FIRST, LAST] = ['2026-10-20', '2026-10-23'].map((text) => parseDay(text) ?? 0) as [number, number];
const UNITS = ['100', '110', '120', '200'];
const EXTENSIONS = ['201', '202', '203', '204', '205'];
const SETTINGS = asteriskSettings();
const RATED = { ...SETTINGS, rating: FLAT_RATING };
const ON_WAY = { raw_copies: '20 days', totals: { anonymous: '105 days', gone: '10 years' } };

const ladders = fc.record({
  anonymous: fc.constantFrom('60 days', null),
  smallest_group: fc.integer({ min: 1, max: 4 }),
});
const retentionOf = ({ anonymous, smallest_group }: { anonymous: string | null; smallest_group: number }) => {
  const calls = { masked: '30 days', anonymous, gone: '90 days' };
  return retentionSchema.parse({ ...ON_WAY, calls, held_calls: calls, smallest_group });
};

/** Whose an extension is from a day on: nobody's, a person's or a cost centre's; and to what a cost centre belongs. */
const moves = fc.array(
  fc.oneof(
    fc.record({
      extension: fc.constantFrom(...EXTENSIONS),
      person: fc.constantFrom('', 'P1', 'P2', 'P3'),
      cost_centre: fc.constantFrom('', ...UNITS),
      day: fc.integer({ min: FIRST - 1, max: LAST }),
    }),
    fc.record({
      code: fc.constantFrom('110', '120'),
      parent: fc.constantFrom('', '100', '200'),
      day: fc.integer({ min: FIRST - 1, max: LAST }),
    }),
  ),
  { minLength: 3, maxLength: 12 },
);

function directoryOf(all: readonly ({ day: number } & Record<string, string | number>)[]) {
  const desk = new DirectoryDesk();
  const changes: DirectoryChange[] = [];
  desk.told = (change) => void changes.push(change);
  const given = { from: '2026-10-01' };
  const units = UNITS.map((code) => ({
    code,
    name: code,
    ...(/^1.0$/.test(code) && code !== '100' ? { parent: '100' } : {}),
  }));
  desk.take('cost-centres', units, given);
  const people = ['P1', 'P2', 'P3'].map((person, place) => ({
    person,
    name: person,
    cost_centre: UNITS[place] ?? '',
  }));
  desk.take('people', people, given);
  desk.take(
    'extensions',
    EXTENSIONS.map((extension) => ({ site: 'berlin', extension, cost_centre: '110' })),
    given,
  );
  for (const { day, ...cells } of all) {
    const from = { from: showDay(day) };
    if ('code' in cells)
      desk.take('cost-centres', [{ name: String(cells.code), ...cells } as Record<string, string>], from);
    else desk.take('extensions', [{ site: 'berlin', ...cells } as Record<string, string>], from);
  }
  return { desk, changes };
}

const lines = fc.array(
  fc.record({
    day: fc.integer({ min: FIRST, max: LAST }),
    hour: fc.integer({ min: 8, max: 10 }),
    talk: fc.integer({ min: 1, max: 200 }),
    src: fc.constantFrom(...EXTENSIONS, '299'),
  }),
  { minLength: 1, maxLength: 25 },
);
type Line = { readonly day: number; readonly hour: number; readonly talk: number; readonly src: string };
const bytesOf = (all: readonly Line[]): string =>
  all
    .map(({ day, hour, talk, src }, place) =>
      asteriskLine({
        start: `${showDay(day)} ${String(hour).padStart(2, '0')}:00:00`,
        talk,
        src,
        uniqueid: `1793005200.${place}`,
      }),
    )
    .map((line) => `${line}\n`)
    .join('');

type Sum = readonly [calls: number, legs: number, ms: number, micros: number];

/** By day and cost centre, of totals or of the calls themselves. */
async function sums(data: TestFolder, from: 'totals' | 'calls'): Promise<Record<string, Sum>> {
  const by = ['day', 'cost_centre'] as const;
  const wish = { from_day: FIRST, to_day: LAST, sites_of: SITES };
  const found = await data.reading(async (store) =>
    from === 'totals'
      ? readTotals(store, OPERATOR, { ...wish, by, held: false })
      : // Nothing that days know.
        await readSums(store, OPERATOR, { ...wish, by, filter: { min_duration_ms: 0 } }),
  );
  return Object.fromEntries(
    found.map(({ group, calls, legs, duration_ms, costs }) => {
      const micros = Object.values(costs).reduce((sum, one) => sum + one, 0);
      return [`${group.day} ${group.cost_centre}`, [calls, legs, duration_ms, micros]];
    }),
  );
}

/** Of a unit with all below it, on a day. */
async function withBelow(data: TestFolder, unit: number, day: number): Promise<Sum> {
  const wish = { from_day: day, to_day: day, sites_of: SITES, by: ['day'] as const, held: false };
  const [sum] = await data.reading((store) => readTotals(store, OPERATOR, { ...wish, filter: { unit } }));
  const micros = Object.values(sum?.costs ?? {}).reduce((all, one) => all + one, 0);
  return [sum?.calls ?? 0, sum?.legs ?? 0, sum?.duration_ms ?? 0, micros];
}

/** The sums of each day with those of small groups where these go. */
function merged(
  before: Record<string, Sum>,
  { directory }: DirectoryDesk,
  smallest: number,
): Record<string, Sum> {
  const look = new Assignments(directory.assignments);
  const unitOf = (code: string) =>
    directory.entries.find(({ list, values }) => list === 'units' && values.code === code)?.id;
  const codeOf = (id: number) => String(directory.entries.find((one) => one.id === id)?.values.code);
  const after: Record<string, Sum> = {};
  for (const [key, sum] of Object.entries(before)) {
    const [day = '', code = ''] = key.split(' ');
    const members = directory.entries
      .filter(({ list }) => list === 'extensions')
      .flatMap(({ id }): UnitMember[] => {
        const { unit, path, person } = look.belonging('extensions', id, parseDay(day) ?? 0);
        return unit === null ? [] : [{ unit, path, who: person ?? `extension ${id}` }];
      });
    const to = anonymousUnits(members, smallest).get(unitOf(code) ?? 0) ?? null;
    const name = `${day} ${to === null ? null : codeOf(to)}`;
    after[name] = sum.map((one, place) => one + (after[name]?.[place] ?? 0)) as unknown as Sum;
  }
  return after;
}

const total = async (data: TestFolder): Promise<void> => {
  while (await data.store.totalSlice());
};

test('calls, legs, time and costs of each cost centre and above are the same before and after every step, or all of it stands above', async () => {
  await fc.assert(
    fc.asyncProperty(lines, moves, ladders, async (all, moved, ladder) => {
      const { desk, changes } = directoryOf(moved);
      const retention = retentionOf(ladder);
      await inFolder(async (data) => {
        data.tariffs = FLAT_TARIFFS;
        for (const change of changes) await data.store.changeDirectory(change);
        await data.file(bytesOf(all));
        await total(data);
        const before = await sums(data, 'totals');
        expect(await sums(data, 'calls')).toEqual(before);
        const units = desk.directory.entries.filter(({ list }) => list === 'units');
        const rolled = new Map<string, Sum>();
        for (let day = FIRST; day <= LAST; day++)
          for (const { id } of units) rolled.set(`${day} ${id}`, await withBelow(data, id, day));
        const expected = merged(before, desk, ladder.smallest_group);
        const going = { signal: new AbortController().signal, told: () => {} };
        for (const [days, name] of [
          [35, 'masked'],
          [65, 'anonymous'],
          [95, 'gone'],
          [120, 'totals'],
        ] as const) {
          data.now = ARRIVAL + days * DAY_MS;
          await climb(data, retention);
          await data.gateway.ageTotals('anonymous', retention, going);
          await total(data);
          const isAnonymous = name === 'totals' || (ladder.anonymous !== null && name !== 'masked');
          expect(await sums(data, 'totals'), name).toEqual(isAnonymous ? expected : before);
          if (days < 90) expect(await sums(data, 'calls'), name).toEqual(isAnonymous ? expected : before);
        }
        for (const [key, sum] of rolled) {
          const [day = 0, id = 0] = key.split(' ').map(Number);
          expect([[0, 0, 0, 0], sum]).toContainEqual(await withBelow(data, id, day));
        }
      }, RATED);
    }),
    { numRuns: 12 },
  );
}, 120_000);

/** What is stored of calls, but for where it stands. */
function stored(data: TestFolder): Record<string, unknown>[] {
  return (data.dump().call as Record<string, unknown>[])
    .map(({ id: _id, intake: _intake, offset: _offset, length: _length, ...call }) => call)
    .sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}

/** Everything that stands in place of extensions of calls and totals. */
const extensionsIn = (data: TestFolder): unknown[] =>
  [...(data.dump().call ?? []), ...(data.dump().day_total ?? [])].map(
    (row) => (row as { extension: unknown }).extension,
  );
const clear = (extension: unknown): boolean =>
  typeof extension === 'number' && extension >= KIND && extension < 2 * KIND;

test('a line that comes when its call must be anonymous is the row that it would be, had it come before; read again, it stays that', async () => {
  await fc.assert(
    fc.asyncProperty(
      lines,
      lines,
      moves,
      fc.integer({ min: 1, max: 3 }),
      async (early, late, moved, smallest) => {
        const { changes } = directoryOf(moved);
        const retention = retentionOf({ anonymous: '60 days', smallest_group: smallest });
        const delivered = async (agedFirst: boolean) =>
          await inFolder(async (data) => {
            data.retention = retention;
            for (const change of changes) await data.store.changeDirectory(change);
            const files = [early, late.map((line) => ({ ...line, talk: line.talk + 500 }))];
            if (!agedFirst) for (const file of files) await data.file(bytesOf(file));
            data.now = ARRIVAL + 70 * DAY_MS;
            if (agedFirst) for (const file of files) await data.file(bytesOf(file));
            await climb(data, retention);
            await total(data);
            expect(extensionsIn(data).some(clear)).toBe(false);
            const rows = stored(data);
            if (!agedFirst) await data.replay();
            expect(stored(data)).toEqual(rows);
            return rows;
          });
        expect(await delivered(true)).toEqual(await delivered(false));
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

/** One cost centre of five people, and a call of one of them. */
async function ofOne(src: string, work: (data: TestFolder) => Promise<unknown>): Promise<unknown> {
  const { changes } = directoryOf([]);
  return await inFolder(async (data) => {
    data.retention = retentionOf({ anonymous: '60 days', smallest_group: 5 });
    for (const change of changes) await data.store.changeDirectory(change);
    await data.file(bytesOf([{ day: FIRST, hour: 9, talk: 60, src }]));
    data.now = ARRIVAL + 70 * DAY_MS;
    await climb(data, data.retention);
    await total(data);
    return await work(data);
  });
}

test('of an anonymous call nobody is told the extension, by no question, and a change of the directory leaves it where it is', async () => {
  const units = Object.fromEntries(
    directoryOf([]).desk.directory.entries.map(({ id, values }) => [String(values.code), id]),
  );
  const head = { numbers: 'hide last 4', cost_centres: ['110'], shows: ['extensions'] } as const;
  const policy = {
    roles: { head: { ...head, cost_centres: [...head.cost_centres], shows: [...head.shows] } },
    users: {},
    sites_of: SITES,
    units,
  };
  const sights = ['finance', 'head'].map((role) => sightOf(policy, 'os:anna', role));
  if (sights.some((sight) => 'unknown' in sight)) throw new Error('there are such roles');
  const asked = (data: TestFolder): Promise<unknown> =>
    data.reading(async (store) => {
      const wish = { from_day: FIRST, to_day: LAST, sites_of: SITES };
      const answers: unknown[] = [];
      for (const sight of [OPERATOR, ...(sights as Sight[])]) {
        answers.push(await Array.fromAsync(readCalls(store, sight, {})));
        for (const extension of EXTENSIONS)
          expect(await Array.fromAsync(readCalls(store, sight, { extension }))).toEqual([]);
        for (const filter of [{}, { min_duration_ms: 0 }])
          answers.push(await readSums(store, sight, { ...wish, by: ['extension', 'cost_centre'], filter }));
      }
      const numbers = EXTENSIONS.map(extensionNumber);
      const subject = { numbers: [], extensions: numbers, names: [], from_day: null, to_day: null };
      expect(subjectFound(store.connection, subject, LAST + 70).calls).toEqual([]);
      expect(keptOfNumber(store.connection, numbers)).toEqual([]);
      return answers;
    });
  const answers = await ofOne('201', asked);
  expect(await ofOne('205', asked)).toEqual(answers);
  const told = JSON.stringify(answers).match(/"extension":null,"cost_centre":"110"},"calls":1/g);
  expect(told).toHaveLength(6);
  await ofOne('201', async (data) => {
    const { desk } = directoryOf([]);
    let change: DirectoryChange | null = null;
    desk.told = (told) => {
      change = told;
    };
    desk.take('extensions', [{ site: 'berlin', extension: '201', cost_centre: '200' }], {
      from: '2026-10-01',
    });
    if (change === null) throw new Error('nothing changed');
    expect(await data.store.changeDirectory(change)).not.toBe(null);
    expect(Object.keys(await sums(data, 'totals'))).toEqual([`${showDay(FIRST)} 110`]);
  });
});

test('whoever is erased leaves the sums of cost centres as they were, with calls that stay and without', async () => {
  await fc.assert(
    fc.asyncProperty(
      lines,
      moves,
      fc.constantFrom(...ERASING),
      fc.boolean(),
      async (all, moved, how, gone) => {
        const { changes } = directoryOf(moved);
        await inFolder(async (data) => {
          data.tariffs = FLAT_TARIFFS;
          data.retention = retentionOf({ anonymous: null, smallest_group: 1 });
          for (const change of changes) await data.store.changeDirectory(change);
          await data.file(bytesOf(all));
          if (gone) data.now = ARRIVAL + 95 * DAY_MS;
          await climb(data, data.retention);
          await total(data);
          const before = await sums(data, 'totals');
          const subject = {
            numbers: [],
            extensions: [extensionNumber('201')],
            names: [],
            from_day: null,
            to_day: null,
          };
          const going = { signal: new AbortController().signal, told: () => {} };
          await data.gateway.erase({ request: 0, subject, how }, data.retention, going);
          await total(data);
          expect(await sums(data, 'totals')).toEqual(before);
          expect(extensionsIn(data)).not.toContain(extensionNumber('201'));
        }, RATED);
      },
    ),
    { numRuns: 10 },
  );
}, 120_000);

test('a call of somebody who was erased while it stood in an archive comes back out of the sums of its own cost centre', async () => {
  const { changes } = directoryOf([{ day: FIRST, extension: '204', cost_centre: '200' }]);
  await inFolder(async (data) => {
    data.retention = retentionOf({ anonymous: null, smallest_group: 1 });
    for (const change of changes) await data.store.changeDirectory(change);
    const calls = ['201', '204'].map((src, place) => ({ day: FIRST, hour: 9, talk: 60 + place, src }));
    await data.file(bytesOf(calls));
    await total(data);
    const before = await sums(data, 'totals');
    const lines = await archivedDay(data, FIRST);
    const going = { signal: new AbortController().signal, told: () => {} };
    for (const extension of ['201', '204']) {
      const parties = { numbers: [], extensions: [extensionNumber(extension)], names: [] };
      const subject = { ...parties, from_day: null, to_day: null };
      await data.gateway.erase({ request: 0, subject, how: 'anonymise' }, data.retention, going);
    }
    for (const line of lines) {
      const wish = { piece: PIECE, calls: [{ line, erased: 'anonymise' as const, leg_held: false }] };
      await data.gateway.returnCalls(wish, data.retention, going);
      await total(data);
      expect(await sums(data, 'totals')).toEqual(before);
    }
  });
});

test('the plan of an erasure says which calls will not be counted to their own cost centre', async () => {
  const alone = ['201', '204'];
  const units = ['120', '200'].map((cost_centre, at) => ({ extension: alone[at] ?? '', cost_centre }));
  const { changes } = directoryOf(units.map((one) => ({ day: FIRST, ...one })));
  await inFolder(async (data) => {
    for (const change of changes) await data.store.changeDirectory(change);
    await data.file(bytesOf(alone.map((src) => ({ day: FIRST, hour: 9, talk: 60, src }))));
    const extensions = alone.map(extensionNumber);
    const subject = { numbers: [], extensions, names: [], from_day: null, to_day: null };
    const retention = retentionOf({ anonymous: null, smallest_group: 2 });
    const wish = { subject, how: 'anonymise', typed: '' } as const;
    const { gone } = await data.gateway.planErasure(wish, retention, new AbortController().signal);
    expect(gone).toMatchObject({ calls: 2, calls_counted_to_unit_above: 1, calls_counted_to_no_unit: 1 });
  });
});
