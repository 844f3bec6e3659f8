import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberForms } from '../../cli/number-forms.ts';
import { type ArchivedCall, archivePrint } from '../../record/archive.ts';
import { DAY_MS, dayOf } from '../../record/calendar.ts';
import { type Erasing, erasureOf, subjectHashes } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import { extensionNumber } from '../../record/number.ts';
import type { Subject } from '../../record/subject.ts';
import { PARTIES } from '../../store/number-prints.ts';
import { archivedMonths } from '../../store/queries/subject-archived.ts';
import { archivedDay } from '../archived-day.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const TODAY = dayOf(ARRIVAL);
const GOING = { signal: new AbortController().signal, told: () => {} };
const ANYBODY: Subject = { numbers: [], extensions: [], names: [], from_day: null, to_day: null };
const byNumber = (typed: string): Subject => ({
  ...ANYBODY,
  numbers: numberForms(typed, { berlin: asteriskSettings().site }),
});
const byExtension = (typed: string): Subject => {
  const inside = extensionNumber(typed);
  return { ...ANYBODY, numbers: [inside], extensions: [inside] };
};
const PEOPLE: readonly Subject[] = [
  ...['089231250001', '089231250002', '+493012345678'].map(byNumber),
  ...['204', '205'].map(byExtension),
  ...['Anna', 'ANNA', 'Berta'].map((name) => ({ ...ANYBODY, names: [name] })),
];

const hashesOf = (subject: Subject): string[] => subjectHashes(subject, subjectMac(KEY));
const rows = <Row>(data: TestFolder, table: string) => (data.dump()[table] ?? []) as Row[];

/** What stands in the pieces of one test, as their files would have it. */
class Shelf {
  readonly lines = new Map<string, string[]>();
  readonly erased: { subject: Subject; pieces: ReadonlySet<string> }[] = [];

  /** Archived calls of a person, but for those of pieces from before they were erased. */
  theirs(subject: Subject, archived: ReadonlySet<number>): ArchivedCall[] {
    const prints = new Set(hashesOf(subject));
    const before = (piece: string): boolean =>
      this.erased.some(
        (one) => one.pieces.has(piece) && hashesOf(one.subject).some((hash) => prints.has(hash)),
      );
    return [...this.lines].flatMap(([piece, lines]) =>
      before(piece)
        ? []
        : lines
            .map((line) => JSON.parse(line) as ArchivedCall)
            .filter((call) => archived.has(call.id) && isOf(call, subject)),
    );
  }
}

function isOf(call: ArchivedCall, { numbers, extensions, names }: Subject): boolean {
  const has = (list: readonly (number | string)[], value: unknown): boolean =>
    list.some((one) => one === value);
  const named = [call.calling_name, call.called_name].map((name) => name?.toLowerCase());
  return (
    [call.calling, call.called, call.dialled].some((number) => has(numbers, number)) ||
    has(extensions, call.extension) ||
    names.some((name) => named.includes(name.toLowerCase()))
  );
}

async function check(data: TestFolder, shelf: Shelf): Promise<void> {
  const archived = new Set(rows<{ id: number }>(data, 'archived_call').map(({ id }) => id));
  for (const subject of PEOPLE) {
    const days = new Set(shelf.theirs(subject, archived).map(({ day }) => day));
    const said = await data.reading(({ connection }) =>
      archivedMonths(connection, hashesOf(subject), subject),
    );
    expect(said.flatMap((month) => month.days)).toEqual(expect.arrayContaining([...days]));
  }
  const pieces = new Map(
    rows<{ id: number; name: string }>(data, 'archive_piece').map((one) => [one.id, one.name]),
  );
  const standing = new Set(rows<{ piece: number }>(data, 'archived_call').map(({ piece }) => piece));
  for (const { piece, print } of rows<{ piece: number; print: number }>(data, 'archived_party')) {
    expect(standing).toContain(piece);
    const calls = (shelf.lines.get(pieces.get(piece) ?? '') ?? []).map(
      (line) => JSON.parse(line) as ArchivedCall,
    );
    const parties = calls.flatMap((call) => PARTIES.map((name) => call[name] ?? null));
    const mac = subjectMac(KEY);
    const prints = parties.map((party) =>
      archivePrint(typeof party === 'string' ? mac('name', party) : mac('number', String(party))),
    );
    expect(prints).toContain(print);
  }
}

type Step = (data: TestFolder, shelf: Shelf) => Promise<unknown>;
const named = (name: string, take: Step): readonly [string, Step] => [name, take];

const archive =
  (age: number): Step =>
  async (data, shelf) => {
    const name = `piece ${shelf.lines.size}`;
    shelf.lines.set(name, await archivedDay(data, TODAY - age, name));
  };
const bringBack =
  (at: number): Step =>
  async (data, shelf) => {
    const [piece, lines] = [...shelf.lines][at] ?? [];
    if (piece === undefined || lines === undefined) return;
    const calls = lines.map((line) => ({ line, erased: null, leg_held: false }));
    await data.gateway.returnCalls({ piece, calls }, null, GOING);
  };
const drop =
  (age: number): Step =>
  async (data) => {
    await data.gateway.dropArchived({ day: TODAY - age, held: 0, step: 0 }, null, GOING);
  };
const erase =
  (subject: Subject, how: Erasing, again: boolean): Step =>
  async (data, shelf) => {
    if (again) {
      const erasure = erasureOf(subject, { id: 1, at_ms: data.now, how }, subjectMac(KEY));
      await data.gateway.eraseAgain([erasure], null, GOING);
    } else await data.gateway.erase({ request: 0, subject, how }, null, GOING);
    shelf.erased.push({ subject, pieces: new Set(shelf.lines.keys()) });
    const left = await data.reading(({ connection }) =>
      archivedMonths(connection, hashesOf(subject), subject),
    );
    expect(left).toEqual([]);
  };

const line = fc
  .record({
    dst: fc.constantFrom('089231250001', '0049 89 231250001', '089231250002', '+493012345678', '205'),
    src: fc.constantFrom('204', '205', '+4989231250001'),
    age: fc.integer({ min: 1, max: 3 }),
    minute: fc.integer({ min: 0, max: 5 }),
    name: fc.constantFrom('Anna', 'anna', 'Berta'),
  })
  .map(({ dst, src, age, minute, name }) =>
    asteriskLine({
      ...{ dst, src, name, uniqueid: `17930052${minute}${age}.${src.slice(-4)}${dst.slice(-3)}` },
      start: new Date(ARRIVAL - age * DAY_MS + minute * 60_000).toISOString().slice(0, 19).replace('T', ' '),
    }),
  );
const age = fc.integer({ min: 1, max: 3 });
const step = fc.oneof(
  fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => {
    const bytes = `${lines.join('\n')}\n`;
    return named(bytes, (data) => data.file(bytes));
  }),
  { weight: 2, arbitrary: age.map((days) => named(`archive ${days}`, archive(days))) },
  fc.nat(3).map((at) => named(`bring back ${at}`, bringBack(at))),
  age.map((days) => named(`drop ${days}`, drop(days))),
  fc
    .tuple(fc.constantFrom(...PEOPLE), fc.constantFrom<Erasing>('delete', 'anonymise'), fc.boolean())
    .map(([who, how, again]) => named(`${how} ${JSON.stringify(who)} ${again}`, erase(who, how, again))),
);

test('every party of an archived call is found without the key of the archive, until the call is gone or back, or the person was erased', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 4, maxLength: 12 }),
      fc.array(step, { minLength: 3, maxLength: 10 }),
      async (first, steps) => {
        await inFolder(async (data) => {
          const shelf = new Shelf();
          await data.file(`${first.join('\n')}\n`);
          await archive(1)(data, shelf);
          for (const [, take] of steps) {
            await take(data, shelf);
            await check(data, shelf);
          }
        });
      },
    ),
    { numRuns: 40 },
  );
}, 240_000);
