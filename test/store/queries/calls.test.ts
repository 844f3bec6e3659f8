import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../../store/open-database.ts';
import { legsOf, readCalls } from '../../../store/queries/calls.ts';
import { spellings } from '../../../store/queries/number-spellings.ts';
import type { CallFilter } from '../../../store/queries/wanted-calls.ts';
import { openReadingStore } from '../../../store/reading-store.ts';
import type { Tables } from '../../../store/tables.ts';
import { asteriskLine } from '../../asterisk-lines.ts';
import { TestFolder } from '../../test-folder.ts';

let data: TestFolder;

beforeAll(async () => {
  data = new TestFolder();
  const starts = ['2026-10-20 09:00:00', '2026-10-23 09:00:00', '2026-10-23 10:00:00', '2026-10-25 09:00:00'];
  const lines = starts.map((start, n) => `${asteriskLine({ start, uniqueid: `1793005200.${n}` })}\n`);
  await data.file(lines.join(''));
});

afterAll(() => data.remove());

/** The plan of every statement that reading these calls ran, and the days of what it found. */
async function readWithPlans(
  filter: CallFilter,
  read = (store: Parameters<typeof readCalls>[0]) => Array.fromAsync(readCalls(store, filter)),
): Promise<{ plans: string[]; days: string[] }> {
  const { connection } = openReadingStore(data.folder);
  const ran: CompiledQuery[] = [];
  const query = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: connection }),
    log: (event) => void ran.push(event.query),
  });
  try {
    const found = await read({ connection, query });
    const plans = ran.flatMap((one) => planOf(connection, one));
    return { plans, days: found.map(({ started_at }) => started_at.slice(0, 10)) };
  } finally {
    await query.destroy();
  }
}

function planOf(connection: Connection, { sql, parameters }: CompiledQuery): string[] {
  const steps = connection.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`);
  return steps.all(...parameters).map(({ detail }) => detail);
}

const ALL = ['2026-10-20', '2026-10-23', '2026-10-23', '2026-10-25'];
const DAY = Date.parse('2026-10-23') / 86_400_000;

describe('reading calls never looks at the whole table at once, which grows for years', () => {
  test.each<[filter: CallFilter, days: string[]]>([
    [{}, ALL],
    [{ number: '204' }, ALL],
    [{ number: '+4989231250001' }, ALL],
    [{ extension: '204' }, ALL],
    [{ extension: '999' }, []],
    [{ source: 'pbx', answered: true }, ALL],
    [{ account_code: '4711' }, []],
    [{ extension: '204', from_day: DAY }, ALL.slice(1)],
    [{ extension: '204', to_day: DAY }, ALL.slice(0, 3)],
    [{ extension: '204', from_day: DAY, to_day: DAY }, ALL.slice(1, 3)],
    [{ number: '204', from_day: DAY + 1, to_day: DAY + 1 }, []],
    [{ intake: 1 }, ALL],
    [{ intake: 1, offset: 0 }, ALL.slice(0, 1)],
    [{ id: 1 }, []],
  ])('for %j', async (filter, days) => {
    const found = await readWithPlans(filter);
    expect(found.days).toEqual(days);
    expect(found.plans.filter((step) => /^SEARCH (?:call|stale_day)\b/.test(step)).length).toBeGreaterThan(0);
    expect(found.plans.filter((step) => /^SCAN call\b/.test(step))).toEqual([]);
  });
});

test.each(['204', '+4989231250001', '089 231250001'])(
  'calls with the number %s are found by the indexes of numbers, without a look at the other calls of their days',
  async (number) => {
    const number_forms = [...spellings(number), ...spellings('+49891')];
    const { plans, days } = await readWithPlans({ number, number_forms, from_day: DAY });
    expect(days).toEqual(ALL.slice(1));
    const steps = plans.filter((step) => /^(?:SEARCH|SCAN) call\b/.test(step) && !step.includes('(day>'));
    for (const party of ['calling', 'called', 'dialled'])
      expect(steps.join('\n')).toContain(`call_${party} (day_part=? AND ${party}=?)`);
    for (const step of steps)
      expect(step).toMatch(/PRIMARY KEY|call_(?:calling|called|dialled) \(day_part=\? AND /);
  },
);

test('the legs of a call are found by their group, without a look at the other calls of their days', async () => {
  const legs = ['2026-10-25 23:59:00', '2026-10-26 00:01:00', '2026-10-26 00:02:00'];
  const lines = legs.map(
    (start, n) => `${asteriskLine({ start, uniqueid: `1793005300.${n}`, linkedid: 'one', sequence: n })}\n`,
  );
  const intake = await data.file(lines.join(''));
  const [leg] = await data.calls({ intake });
  if (leg === undefined) throw new Error('no leg was stored');
  const { plans, days } = await readWithPlans({}, (store) => legsOf(store, leg));
  expect(days).toEqual(['2026-10-25', '2026-10-26', '2026-10-26']);
  const steps = plans.filter((step) => step.startsWith('SEARCH call '));
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect(step).toMatch(/\(day=\? AND call_group=\?\)|PRIMARY KEY/);
  expect(plans.filter((step) => step.startsWith('SCAN call'))).toEqual([]);
});

test('which days there are is learnt from the index of days alone, without a look at any call', async () => {
  const { plans } = await readWithPlans({ account_code: '4711', from_day: DAY });
  const ofDays = plans.slice(
    plans.findIndex((step) => step.startsWith('SEARCH call')),
    plans.findIndex((step) => step.startsWith('SEARCH call') && step.includes('PRIMARY KEY')),
  );
  const looks = ofDays.filter((step) => step.startsWith('SEARCH call'));
  expect(looks.length).toBeGreaterThan(1);
  for (const look of looks) expect(look).toMatch(/^SEARCH call USING COVERING INDEX call_identity \(day>/);
});

test('the days of a folder without calls are none', async () => {
  const empty = new TestFolder();
  expect(await empty.calls()).toEqual([]);
  await empty.remove();
});
