import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberForms } from '../../cli/number-forms.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { siteSchema } from '../../processor/site.ts';
import { DAY_MS } from '../../record/calendar.ts';
import type { Erasing } from '../../record/erasure.ts';
import { extensionNumber } from '../../record/number.ts';
import type { Subject } from '../../record/subject.ts';
import { CalledDay } from '../../store/called-day.ts';
import { DayNumbers, partyPrint } from '../../store/number-prints.ts';
import { callsOfSubject, daysOfSubject } from '../../store/queries/subject-calls.ts';

import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { climb } from '../climb.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const BERLIN = asteriskSettings();
const VIENNA = asteriskSettings({ site: siteSchema.parse({ country: 'AT', time_zone: 'Europe/Vienna' }) });
const RETENTION = retentionSchema.parse({
  calls: { masked: '3 days', anonymous: '6 days', gone: '8 days' },
  held_calls: { masked: '3 days', anonymous: null, gone: '8 days' },
  raw_copies: '2 days',
});
const GOING = { signal: new AbortController().signal, told: () => {} };
const DIALLED = ['089231250001', '089231250002', '+493012345678', '205'];

const NOBODY: Subject = { numbers: [], extensions: [], names: [], from_day: null, to_day: null };
const subjectOf = (typed: string): Subject => ({
  numbers: [BERLIN, VIENNA].flatMap(({ site }) => numberForms(typed, { site })),
  ...{ extensions: [], names: [], from_day: null, to_day: null },
});

interface StoredCall {
  readonly id: number;
  readonly day: number;
  readonly calling: number | null;
  readonly called: number | null;
  readonly dialled: number | null;
  readonly extension: number | null;
  readonly calling_name: string | null;
  readonly called_name: string | null;
}
type CountedCall = StoredCall & {
  readonly [Name in
    | 'identity'
    | 'occurrence'
    | 'source'
    | 'head'
    | 'direction'
    | 'destination_class']: number;
} & { readonly [Name in 'held_by' | 'destination_country' | 'duration_ms' | 'cost_micros']: number | null };
const numbersOf = ({ calling, called, dialled }: StoredCall) => [calling, called, dialled];
const partiesOf = ({ extension, calling_name, called_name, ...call }: StoredCall) => [
  ...numbersOf({ extension, calling_name, called_name, ...call }),
  ...[extension, calling_name, called_name],
];
const rows = <Row>(data: TestFolder, table: string) => (data.dump()[table] ?? []) as Row[];

/** Of each day that is known, the numbers, extensions and names it is said to have; and those of its calls. */
function known(data: TestFolder): { said: unknown; are: unknown } {
  const days = rows<{ day: number; shelf_bits: number }>(data, 'number_day');
  const shelves = rows<{ day: number; shelf: number; prints: Buffer }>(data, 'number_shelf');
  const calls = rows<StoredCall>(data, 'call');
  const are = days.map(({ day }) => {
    const numbers = new DayNumbers();
    for (const call of calls.filter((one) => one.day === day))
      for (const party of partiesOf(call)) numbers.add(party);
    return { day, ...numbers.shelves() };
  });
  const said = days.map(({ day, shelf_bits }) => {
    const own = shelves.filter((shelf) => shelf.day === day);
    return { day, shelf_bits, prints: own.map(({ prints }) => prints) };
  });
  expect(shelves.length).toBe(said.flatMap(({ prints }) => prints).length);
  return { said, are };
}

/** Of each day of which the called parties are known, what they are said to come to; and what its calls do. */
function knownCalled(data: TestFolder): { said: unknown; are: unknown } {
  const days = rows<{ day: number; sums: Buffer }>(data, 'called_day');
  const calls = rows<CountedCall>(data, 'call').filter(({ held_by }) => held_by === null);
  const said = days.map(({ day, sums }) => [day, sums]);
  const are = days.map(({ day }) => {
    const called = new CalledDay();
    // A day is totalled in this order, in which its kinds are met.
    const own = calls
      .filter((call) => call.day === day)
      .sort((one, other) => one.identity - other.identity || one.occurrence - other.occurrence);
    for (const { head, destination_country, duration_ms, cost_micros, ...call } of own)
      called.add(
        call.called,
        { ...call, destination_country: destination_country ?? 0 },
        { calls: head, duration_ms: duration_ms ?? 0, cost_micros: cost_micros ?? 0 },
      );
    return [day, called.bytes()];
  });
  return { said, are };
}

async function check(data: TestFolder): Promise<void> {
  const { said, are } = known(data);
  expect(said).toEqual(are);
  const called = knownCalled(data);
  expect(called.said).toEqual(called.are);
  const calls = rows<StoredCall>(data, 'call');
  const parties = [
    ...DIALLED.map((typed) => subjectOf(typed)),
    ...['204', '205'].map((typed) => ({ ...NOBODY, extensions: [extensionNumber(typed)] })),
    ...['Anna', 'Berta'].map((name) => ({ ...NOBODY, names: [name] })),
  ];
  await data.reading(({ connection }) => {
    for (const subject of parties) {
      const wanted: readonly (number | string | null)[] = subject.numbers;
      const theirs = calls.filter(
        (call) =>
          numbersOf(call).some((number) => number !== null && wanted.includes(number)) ||
          subject.extensions.some((one) => one === call.extension) ||
          subject.names.some((one) => one === call.calling_name || one === call.called_name),
      );
      expect(daysOfSubject(connection, subject)).toEqual(
        expect.arrayContaining(theirs.map(({ day }) => day)),
      );
      expect(callsOfSubject(connection, subject, daysOfSubject(connection, subject))).toEqual(
        theirs.map(({ id }) => id).sort(),
      );
    }
  });
}

const line = fc
  .record({
    dst: fc.constantFrom(...DIALLED),
    src: fc.constantFrom('204', '205', '+4989231250001', '089231250003'),
    age: fc.integer({ min: 0, max: 7 }),
    minute: fc.integer({ min: 0, max: 2 }),
    name: fc.constantFrom('Anna', 'Berta'),
  })
  .map(({ dst, src, age, minute, name }) =>
    asteriskLine({
      ...{ dst, src, name, uniqueid: `17930052${minute}${age}.${src.slice(-4)}${dst.slice(-3)}` },
      start: new Date(ARRIVAL - age * DAY_MS + minute * 60_000).toISOString().slice(0, 19).replace('T', ' '),
    }),
  );

type Step = (data: TestFolder) => Promise<unknown>;
/** With what it does, for whoever reads a counterexample. */
const named = (name: string, take: Step): readonly [string, Step] => [name, take];

const total: Step = async (data) => {
  while (await data.store.totalSlice());
};
const night: Step = async (data) => {
  data.now += DAY_MS;
  data.retention = RETENTION;
  await climb(data, RETENTION);
};
const erase =
  (typed: string, how: Erasing): Step =>
  async (data) => {
    await data.gateway.erase({ request: 0, subject: subjectOf(typed), how }, null, GOING);
    await data.gateway.finish(GOING.signal);
  };

const step = fc.oneof(
  fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => {
    const bytes = `${lines.join('\n')}\n`;
    return named(bytes, (data) => data.file(bytes));
  }),
  fc.constant(named('total all', total)),
  fc.constant(named('total one day', (data) => data.store.totalSlice())),
  fc.constantFrom(BERLIN, VIENNA).map((settings) => named('replay', (data) => data.replay(settings))),
  fc.constant(named('a night', night)),
  fc
    .tuple(fc.constantFrom(...DIALLED), fc.constantFrom<Erasing>('delete', 'anonymise'))
    .map(([typed, how]) => named(`${how} ${typed}`, erase(typed, how))),
);

test('what is known of a day is what its calls have, and a number, an extension and a name are found on every day, whatever came, went or changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      await inFolder(async (data) => {
        for (const [, take] of steps) {
          await take(data);
          await check(data);
        }
        await total(data);
        await check(data);
        expect(rows(data, 'stale_day')).toEqual([]);
      });
    }),
    { numRuns: 25 },
  );
}, 240_000);

test('a call that comes while its day is being totalled is known with it', async () => {
  await inFolder(async (data) => {
    const lines = Array.from({ length: 5_001 }, (_, place) =>
      asteriskLine({ dst: `0892312${String(place).padStart(5, '0')}`, uniqueid: `1793005200.${place}` }),
    );
    await data.file(`${lines.join('\n')}\n`);
    expect(await data.store.totalSlice()).toBe(true);
    expect(rows(data, 'number_day')).toEqual([]);
    await data.file(`${asteriskLine({ dst: '+493012345678', uniqueid: '1793005200.9999' })}\n`);
    await total(data);
    expect(rows(data, 'number_day')).toHaveLength(1);
    await check(data);
  });
}, 60_000);

test('an extension and a name are looked for on the days that have them, and on few others', async () => {
  await inFolder(async (data) => {
    const days = Array.from({ length: 60 }, (_, age) => age);
    const lines = days.map((age) =>
      asteriskLine({
        ...{
          src: age === 7 ? '204' : '205',
          name: age === 9 ? 'Anna' : 'Berta',
          uniqueid: `1793005200.${age}`,
        },
        start: new Date(ARRIVAL - age * DAY_MS).toISOString().slice(0, 19).replace('T', ' '),
      }),
    );
    await data.file(`${lines.join('\n')}\n`);
    await total(data);
    await data.reading(({ connection }) => {
      const daysOf = (subject: Partial<Subject>): number =>
        daysOfSubject(connection, { ...NOBODY, ...subject }).length;
      expect(daysOf({ extensions: [extensionNumber('204')] })).toBe(1);
      expect(daysOf({ names: ['Anna'] })).toBe(1);
      expect(daysOf({ names: ['Berta'] })).toBe(59);
    });
  });
});

test('a number is looked for on no more than a few days of a hundred others', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 1, max: 1_000_000 }),
      (count, seed) => {
        const numbers = new DayNumbers();
        const first = 49_000_000_000 + seed * 1_000_003;
        for (let place = 0; place < count; place++) numbers.add(first + place * 7);
        const { shelf_bits, prints } = numbers.shelves();
        expect(prints).toHaveLength(2 ** shelf_bits);
        const isThere = (number: number): boolean => {
          const { hash, print } = partyPrint(number);
          const own = prints[Math.floor(hash / 2 ** (32 - shelf_bits))];
          return own?.includes(print) ?? false;
        };
        const known = Array.from({ length: Math.min(count, 500) }, (_, place) => first + place * 7);
        expect(known.filter((number) => !isThere(number))).toEqual([]);
        const others = Array.from({ length: 1000 }, (_, place) => 10 ** 15 + seed + place);
        expect(others.filter(isThere).length).toBeLessThan(20);
      },
    ),
    { numRuns: 20 },
  );
});
