import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageEdges, dayIn, retentionSchema } from '../../privacy/retention.ts';
import { stepOf } from '../../record/age-edges.ts';
import { DAY_MS } from '../../record/calendar.ts';
import type { HoldConditions } from '../../record/legal-hold.ts';
import { extensionNumber } from '../../record/number.ts';
import { dueCalls } from '../../store/queries/due-calls.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { byteSearch } from '../cli/byte-search.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const LADDER = { masked: '20 days', anonymous: '40 days', gone: '60 days' };
const RETENTION = retentionSchema.parse({ calls: LADDER, held_calls: LADDER, raw_copies: '20 days' });
const NOBODY = { numbers: [], extensions: [], names: [] };

/** Everything that takes something away because of its age, as the jobs do. */
async function climb(data: TestFolder): Promise<void> {
  const { gateway } = data;
  const today = dayIn('UTC', data.now);
  const going = { signal: new AbortController().signal, told: () => {} };
  for (const name of ['raw_copies', 'calls', 'held_calls']) await gateway.begin(RETENTION, name, today);
  await gateway.expireRawCopies(RETENTION, { ...going, today });
  for (const held of [false, true]) {
    const wish = { held, edges: ageEdges(RETENTION, today).calls, today };
    const due = await data.reading(({ connection }) => dueCalls(connection, wish));
    for (const day of due) await gateway.ageDay({ ...day, held, retention: RETENTION, today }, going);
  }
  await gateway.expireLines(RETENTION, going);
}

const CONDITIONS: fc.Arbitrary<HoldConditions> = fc.constantFrom(
  { ...NOBODY, extensions: [extensionNumber('204')], from_day: null, to_day: null },
  { ...NOBODY, names: ['Anna 1'], from_day: null, to_day: null },
  { ...NOBODY, numbers: [49_8923125_0002], from_day: null, to_day: null },
  { ...NOBODY, from_day: Math.floor(ARRIVAL / DAY_MS) - 30, to_day: Math.floor(ARRIVAL / DAY_MS) },
);
const actions = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('lines' as const),
      lines: fc.array(
        fc.record({
          age: fc.integer({ min: 0, max: 70 }),
          n: fc.integer({ min: 0, max: 2 }),
          src: fc.constantFrom('204', '205'),
        }),
        { maxLength: 4 },
      ),
    }),
    fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 30 }) }),
    fc.constant({ kind: 'climb' as const }),
    fc.constant({ kind: 'climb' as const }),
    fc.constant({ kind: 'replay' as const }),
    fc.record({ kind: fc.constant('place' as const), conditions: CONDITIONS }),
    fc.constant({ kind: 'release' as const }),
  ),
  { minLength: 4, maxLength: 12 },
);

type Row = Record<string, number | string | null>;

/** A number for each line, so that its bytes can be looked for. */
const lineOf = (age: number, n: number, src: string): string => {
  const start = new Date(ARRIVAL - age * DAY_MS).toISOString().slice(0, 10);
  const given = { src, dst: `0892312500${String(age).padStart(2, '0')}${n}`, name: `Anna ${n}` };
  return `${asteriskLine({ ...given, start: `${start} 09:00:00`, uniqueid: `1793.${age}${n}${src}` })}\n`;
};

/** What of a call its age changes, and whether its line is still there. */
function standing(data: TestFolder): Map<number, { row: Row; line: boolean }> {
  const calls = (data.dump().call ?? []) as Row[];
  return new Map(
    calls.map(({ occurrence: _occurrence, head: _head, ...row }) => {
      const called = `0${String(row.called).slice(2)}`;
      return [
        Number(row.id),
        { row, line: byteSearch(join(data.folder, 'raw'), [called]).length > 0 },
      ] as const;
    }),
  );
}

/** Calls that a hold names, by what is stored of them. */
function namedBy({ numbers, extensions, names, from_day, to_day }: HoldConditions, row: Row): boolean {
  const day = Number(row.day);
  if ((from_day !== null && day < from_day) || (to_day !== null && day > to_day)) return false;
  const everybody = numbers.length + extensions.length + names.length === 0;
  return (
    everybody ||
    [row.calling, row.called].some((party) => numbers.includes(Number(party))) ||
    extensions.includes(Number(row.extension)) ||
    names.includes(String(row.calling_name))
  );
}

test('nothing that a hold names is masked, removed or blanked while it is in force, whatever happens; what it deferred goes at the next run', async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (all) => {
      await inFolder(async (data) => {
        data.retention = RETENTION;
        const holds = new Map<number, HoldConditions>();
        let before = standing(data);
        for (const action of all) {
          if (action.kind === 'lines')
            await data.file(action.lines.map(({ age, n, src }) => lineOf(age, n, src)).join(''));
          if (action.kind === 'days') data.now += action.days * DAY_MS;
          if (action.kind === 'climb') await climb(data);
          if (action.kind === 'replay') await data.replay();
          if (action.kind === 'place') {
            const hold = { placed_at: data.now, placed_by: 'os:somebody', reason: 'a case', until: null };
            const { conditions } = action;
            holds.set(await data.store.placeHold({ ...hold, conditions }), conditions);
          }
          const [first] = holds.keys();
          if (action.kind === 'release' && first !== undefined) {
            holds.delete(first);
            await data.store.releaseHold(first, { at: data.now, by: 'os:somebody', reason: 'closed' });
          }
          await data.gateway.finishRawCopies();
          const after = standing(data);
          for (const [id, was] of before) {
            if (![...holds.values()].some((conditions) => namedBy(conditions, was.row))) continue;
            expect(after.get(id)?.row, action.kind).toEqual(was.row);
            if (was.line) expect(after.get(id)?.line, `${action.kind}: its line`).toBe(true);
          }
          before = after;
        }
        data.now += 1;
        for (const id of holds.keys())
          await data.store.releaseHold(id, { at: data.now, by: 'os:somebody', reason: 'closed' });
        await climb(data);
        const edges = ageEdges(RETENTION, dayIn('UTC', data.now));
        for (const { row, line } of standing(data).values()) {
          const step = stepOf(Number(row.day), edges.calls);
          expect(['full', 'masked', 'anonymous'][Number(row.step)]).toBe(step);
          expect(line && step !== 'full').toBe(false);
        }
        expect(await data.mismatches()).toEqual([]);
      });
    }),
    { numRuns: 25 },
  );
}, 200_000);

test('a line that comes late under a hold is stored whole, once, also where it was stored masked before', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    await data.file(lineOf(25, 1, '204'));
    expect(await data.calls()).toMatchObject([{ calling_name: null }]);
    await data.store.placeHold({
      ...{ placed_at: data.now, placed_by: 'os:somebody', reason: 'a case', until: null },
      conditions: { ...NOBODY, extensions: [extensionNumber('204')], from_day: null, to_day: null },
    });
    await data.file(lineOf(25, 1, '204') + lineOf(26, 1, '204') + lineOf(26, 1, '205'));
    expect(await data.calls()).toMatchObject([
      { extension: '204', calling_name: 'Anna 1' },
      { extension: '205', calling_name: null },
      { extension: '204', calling_name: null },
    ]);
    expect((await data.ledger()).at(-1)).toMatchObject({ calls: 2, duplicates: 1 });
    await data.replay();
    expect((await data.calls()).map(({ calling_name }) => calling_name)).toEqual(['Anna 1', null, null]);
    expect(await data.mismatches()).toEqual([]);
  });
});
