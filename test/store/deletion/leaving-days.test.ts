import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageEdges, dayIn, retentionSchema } from '../../../privacy/retention.ts';
import { DAY_MS, type Day } from '../../../record/calendar.ts';
import { extensionNumber } from '../../../record/number.ts';
import { readTotals } from '../../../store/queries/day-totals.ts';
import { dueCalls } from '../../../store/queries/due-calls.ts';
import { callsByDay } from '../../../store/queries/due-rows.ts';
import { goneHours } from '../../../store/queries/gone-hours.ts';
import { ARRIVAL, asteriskLine, KEY } from '../../asterisk-lines.ts';
import { FLAT_TARIFFS } from '../../flat-tariffs.ts';
import { SITES } from '../../gateway-in-folder.ts';
import { inFolder, type TestFolder } from '../../test-folder.ts';
import { ALL, all, callsOf, DAY, isLeaving, linesIn, MEANWHILE, SETTINGS, total } from './leaving-scene.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: null, anonymous: null, gone: '90 days' },
  held_calls: { masked: null, anonymous: null, gone: '40 days' },
  raw_copies: '40 days',
});
const MEMORIES = ['204', '207'].map((name) => {
  const number = extensionNumber(name);
  return { name, entries: 2, collect: true, parties: [{ source: 'pbx', number, extension: number }] };
});

/** Every row but for those that say how a table was written. */
function stored(data: TestFolder): unknown {
  const { stale_day: _stale, leaving_day, subject_request: _request, ...dump } = data.dump();
  expect(leaving_day).toEqual([]);
  return dump;
}

interface Scene {
  /** Which class goes: calls that a threshold holds go earlier, and others of the day may come then. */
  readonly held: boolean;
  readonly lines: readonly string[];
  readonly limit: number;
  readonly at: number;
  readonly what: keyof typeof MEANWHILE;
}

const list = async (data: TestFolder): Promise<void> => {
  while (!(await data.store.listCalls(DAY, true)));
};

/** The calls of a class on that day are to go. */
async function due(data: TestFolder, held: boolean) {
  const today = dayIn('UTC', data.now);
  const what = held ? 'held_calls' : 'calls';
  await data.gateway.begin(RETENTION, what, today);
  const { mask, ...edges } = ageEdges(RETENTION, today);
  const anonymity = { sites_of: SITES, smallest_group: RETENTION.smallest_group };
  const edge = edges[what].gone ?? today;
  return { step: 'gone', day: DAY, held, withTotals: true, edge, today, mask, anonymity, key: KEY } as const;
}

/** Purges the calls of a day, of which something happens in the middle; all that stands there at the end. */
async function purged({ held, lines: given, limit, at, what }: Scene, whole: boolean): Promise<unknown> {
  return await inFolder(async (data) => {
    data.tariffs = FLAT_TARIFFS;
    data.retention = RETENTION;
    // What a rolled back commit has noted of memories is not noted a second time.
    await data.store.keepMemories(MEMORIES, data.now);
    await data.file(given.map((line) => `${line}\n`).join(''));
    await total(data);
    // A day whose totals are to be made anew is added up call by call.
    if (!whole) data.tamper(`insert into stale_day (day, changes) values (${DAY}, 1)`);
    data.now = ARRIVAL + (held ? 41 : 91) * DAY_MS;
    const wish = await due(data, held);
    if (at === -1) await MEANWHILE[what](data);
    let before = await all(data);
    await list(data);
    for (let batch = 0; ; batch++) {
      const { done } = await data.store.ageCalls({ ...wish, remembered_from: DAY, limit });
      if (batch === 0 && whole && !done && at >= 0) expect(await isLeaving(data)).toBe(true);
      expect(await all(data)).toEqual(before);
      await planIsTrue(data, wish);
      if (batch === at || (done && at > batch)) {
        await MEANWHILE[what](data);
        before = await all(data);
        if (what === 'killed' && !done) await list(data);
      }
      if (done) break;
    }
    await data.store.settleLeaving();
    await total(data);
    expect(await data.mismatches()).toEqual([]);
    return stored(data);
  }, SETTINGS);
}

/** What is told to go, of each day what is there, and what totals say is not there any more, are told by the calls that stand there. */
async function planIsTrue(
  data: TestFolder,
  { held, edge, today }: { held: boolean; edge: Day; today: number },
): Promise<void> {
  const ofDay = (await callsOf(data)).filter(({ day }) => day === DAY);
  const there = ofDay.filter(({ held_by }) => (held_by !== null) === held).length;
  const wish = { from_day: DAY, to_day: DAY, sites_of: SITES, held: true };
  for (const by of [['day'], ['extension'], ['cost_centre']] as const) {
    const rows = await data.reading(({ connection }) => readTotals(connection, { ...wish, by }, ALL));
    expect(rows.reduce((sum, { legs, legs_gone }) => sum + legs - legs_gone, 0)).toBe(ofDay.length);
  }
  const told = await data.reading(({ connection }) => {
    const edges = { masked: null, anonymous: null, gone: edge };
    return {
      due: dueCalls(connection, { held, edges, today }),
      legs: callsByDay(connection).filter((row) => row.day === DAY && row.held === (held ? 1 : 0)),
    };
  });
  const due = told.due.filter(({ day }) => day === DAY);
  expect(due.reduce((sum, { calls, deferred }) => sum + calls + deferred, 0)).toBe(there);
  expect(told.legs.reduce((sum, { legs }) => sum + legs, 0)).toBe(there);
}

test('what a day that goes whole comes to is told at every batch as before, and at the end row for row as if each call had been added up, whatever happens meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      // The last hours are of the day behind: legs of a call stand on both.
      linesIn(fc.integer({ min: 0, max: 13 })),
      fc.boolean(),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: -1, max: 3 }),
      fc.constantFrom(...(Object.keys(MEANWHILE) as (keyof typeof MEANWHILE)[])),
      async (given, held, limit, at, what) => {
        const scene = { lines: given, held, limit, at, what };
        expect(await purged(scene, true)).toEqual(await purged(scene, false));
      },
    ),
    { numRuns: 60 },
  );
}, 240_000);

test('of a day that is going whole all calls count as gone by the hour, and its spans are not told beside them', async () => {
  await inFolder(async (data) => {
    await data.file(
      ['09', '10', '11'].map((hour) => `${asteriskLine({ start: `2026-10-26 ${hour}:00:00` })}\n`).join(''),
    );
    await total(data);
    data.tamper(`insert into leaving_day (day, held) values (${DAY}, 0); delete from call where id % 3 = 0`);
    const gone = await data.reading(({ connection }) =>
      goneHours(connection, { from_day: DAY, to_day: DAY, filter: {} }, ALL),
    );
    expect(gone.reduce((sum, { legs }) => sum + legs, 0)).toBe(3);
  });
});

test('a call that came when the others were listed, and is totalled with them, is counted once behind them', async () => {
  const of = (call: number): string =>
    `${asteriskLine({ start: `2026-10-26 09:0${call}:00`, uniqueid: `1793005200.${call}` })}\n`;
  await inFolder(async (data) => {
    data.tariffs = FLAT_TARIFFS;
    await data.file(of(1) + of(2));
    await list(data);
    await data.file(of(3));
    await total(data);
    data.now = ARRIVAL + 91 * DAY_MS;
    const wish = await due(data, false);
    const before = await all(data);
    const aged = await data.store.ageCalls({ ...wish, remembered_from: DAY, limit: 2 });
    expect(aged).toEqual({ calls: 2, done: true });
    expect(await isLeaving(data)).toBe(false);
    expect(await all(data)).toEqual(before);
  }, SETTINGS);
});

test('an extension whose calls have gone, and whose day has not, is named by no total behind its erasure', async () => {
  const of = (src: string, minute: number): string =>
    asteriskLine({ src, start: `2026-10-26 09:0${minute}:00`, uniqueid: `1793005200.${minute}` });
  const given = [of('204', 1), of('204', 2), of('205', 3), of('205', 4)];
  const scene = { held: false, limit: 2, at: 0, what: 'an erasure of an extension', lines: given } as const;
  for (const whole of [false, true]) {
    const { day_total } = (await purged(scene, whole)) as {
      day_total: { extension: number; gone: number }[];
    };
    expect(day_total.filter(({ extension }) => extension === extensionNumber('204'))).toEqual([]);
    expect(day_total.every(({ gone }) => gone === 1)).toBe(true);
  }
});

test('a run that is cancelled in the middle of a day leaves it settled', async () => {
  await inFolder(async (data) => {
    data.tariffs = FLAT_TARIFFS;
    const lines = Array.from({ length: 600 }, (_, at) => asteriskLine({ uniqueid: `1793005200.${at}` }));
    await data.file(`${lines.join('\n')}\n`);
    await total(data);
    const before = await all(data);
    data.now = ARRIVAL + 91 * DAY_MS;
    const cancel = new AbortController();
    const wish = { step: 'gone', day: DAY, held: false, deferred: 0, retention: RETENTION } as const;
    const going = { signal: cancel.signal, told: () => cancel.abort() };
    const run = data.gateway.ageDay({ ...wish, today: dayIn('UTC', data.now) }, going);
    await expect(run).rejects.toThrow('aborted');
    expect((await callsOf(data)).length).toBeGreaterThan(0);
    expect(await isLeaving(data)).toBe(false);
    expect(await all(data)).toEqual(before);
  }, SETTINGS);
});

test('where both classes of a day go in one night each goes whole, and what is totalled meanwhile is told once', async () => {
  await inFolder(async (data) => {
    data.tariffs = FLAT_TARIFFS;
    const lines = Array.from({ length: 8 }, (_, at) =>
      asteriskLine({ talk: at % 2 === 0 ? 2 : 60, uniqueid: `1793005200.${at}` }),
    );
    await data.file(`${lines.join('\n')}\n`);
    await total(data);
    const before = await all(data);
    data.now = ARRIVAL + 91 * DAY_MS;
    for (const held of [true, false]) {
      const wish = { ...(await due(data, held)), remembered_from: DAY, limit: 2 };
      await list(data);
      await data.store.ageCalls(wish);
      expect(await isLeaving(data)).toBe(true);
      expect(await all(data)).toEqual(before);
      while (!(await data.store.ageCalls(wish)).done);
      expect(await all(data)).toEqual(before);
    }
    await total(data);
    expect(await all(data)).toEqual(before);
    expect((await data.calls()).length).toBe(0);
  }, SETTINGS);
});
