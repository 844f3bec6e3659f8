import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ageEdges, dayIn, type Retention, retentionSchema } from '../../privacy/retention.ts';
import { type FieldAtStep, STORED_FIELDS } from '../../privacy/stored-fields.ts';
import { CALL_COLUMNS } from '../../record/batch.ts';
import { DAY_MS } from '../../record/calendar.ts';
import type { DirectoryChange } from '../../record/directory.ts';
import { isUnitNumber, isWithheld } from '../../record/number.ts';
import { AUDIT_SCHEMA } from '../../store/audit/audit-schema.ts';
import { MIGRATIONS } from '../../store/migrate.ts';
import { dueCalls } from '../../store/queries/due-calls.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { DirectoryDesk } from '../directory/directory-desk.ts';
import { sectionsOf } from '../docs/markdown.ts';
import { TestFolder } from '../test-folder.ts';
import { readText } from '../tidy/repository.ts';

let data: TestFolder;

beforeEach(() => {
  data = new TestFolder();
});

afterEach(() => data.remove());

/** Numbers that stand for a person, or for when one did something. */
const PARTIES =
  /^(?:calling|called|dialled|extension|number|identity|print|call_group|(?:started|answered|ended)_at)$/;
/** Of sessions, deliveries and the like, when the machine did something. */
const OF_PEOPLE = new Set([
  'archived_call',
  'archived_party',
  'call',
  'gone_call',
  'day_total',
  'quality',
  'duplicate',
  'memory_entry',
  'kept_entry',
  'contact',
  'extension',
  'extension_span',
]);

function columns(): string[] {
  const database = new Database(data.database);
  const tables = MIGRATIONS.flatMap(({ sql }) =>
    [...sql.matchAll(/create table (\w+) \(/g)].map(([, name]) => name ?? ''),
  );
  database.exec(AUDIT_SCHEMA);
  const audit = [...AUDIT_SCHEMA.matchAll(/create table (\w+) \(/g)].map(([, name]) => name ?? '');
  const found = [...tables, 'migration', ...audit].flatMap((table) =>
    database
      .prepare<[], { name: string; type: string }>(
        `select name, type from pragma_table_xinfo('${table}') where hidden <> 2`,
      )
      .all()
      .filter(
        ({ name, type }) =>
          /^(?:text|blob|any|)$/i.test(type) || (OF_PEOPLE.has(table) && PARTIES.test(name)),
      )
      .map(({ name }) => `${table}.${name}`),
  );
  database.close();
  return found;
}

test('every column of text, and every number of a party, has its class and what it holds at each step', () => {
  expect(Object.keys(STORED_FIELDS).sort()).toEqual([...new Set(columns())].sort());
});

test('what a call loses is named for every step of it', () => {
  const calls = Object.entries(STORED_FIELDS).filter(([, field]) => field.class === 'calls');
  for (const [name, { masked, anonymous }] of calls)
    expect([name, masked !== undefined && anonymous !== undefined]).toEqual([name, true]);
  const listed = CALL_COLUMNS.filter((name) => `call.${name}` in STORED_FIELDS);
  expect(listed).toEqual(expect.arrayContaining(['calling', 'called', 'dialled', 'extension', 'extra']));
});

const STEPS = ['masked', 'anonymous', 'gone'] as const;

function ladder(days: Record<(typeof STEPS)[number], number>): Retention {
  const steps = Object.fromEntries(STEPS.map((step) => [step, `${days[step]} days`]));
  const calls = { ...steps } as Record<string, string>;
  const more = { raw_copies: `${days.masked} days`, smallest_group: 1 };
  return retentionSchema.parse({ calls, held_calls: calls, ...more });
}

/** The extension of the lines below has one, of a single person. */
async function assignCostCentre(): Promise<void> {
  const desk = new DirectoryDesk();
  const changes: DirectoryChange[] = [];
  desk.told = (change) => void changes.push(change);
  const given = { from: '2026-10-01' };
  desk.take('cost-centres', [{ code: '100', name: 'Sales' }], given);
  desk.take('extensions', [{ site: 'berlin', extension: '204', cost_centre: '100' }], given);
  for (const change of changes) await data.store.changeDirectory(change);
}

/** Takes every step that is due on a day. */
async function climb(days: number): Promise<void> {
  const retention = ladder({ masked: 10, anonymous: 20, gone: 30 });
  data.now = ARRIVAL + days * DAY_MS;
  const today = dayIn('UTC', data.now);
  const going = { signal: new AbortController().signal, told: () => {} };
  for (const name of ['raw_copies', 'calls']) await data.gateway.begin(retention, name, today);
  const wish = { held: false, edges: ageEdges(retention, today).calls, today };
  const due = await data.reading(({ connection }) => dueCalls(connection, wish));
  for (const day of due) await data.gateway.ageDay({ ...day, held: false, retention, today }, going);
  await data.gateway.expireRawCopies(retention, { ...going, today });
}

type Row = Record<string, string | number | null>;

/** What a field became, in the words of the table; `null` where nothing stood there before. */
function became(name: string, before: Row, now: Row): FieldAtStep | null {
  const [was, is] = [before[name] ?? null, now[name] ?? null];
  if (was === null) return is === null ? null : 'whole';
  if (is === null) return 'gone';
  if (is === was) return 'whole';
  if (['calling', 'called'].includes(name)) return isWithheld(Number(is)) ? 'cut' : null;
  if (name === 'extension') return isUnitNumber(Number(is)) ? 'cost centre' : null;
  if (name === 'started_at') return is === Math.floor(Number(was) / 3_600_000) * 3_600_000 ? 'hour' : null;
  return 'hashed anew';
}

describe('what the table says of calls', () => {
  const FIELDS = Object.entries(STORED_FIELDS).flatMap(([name, field]) =>
    name.startsWith('call.') ? [{ name: name.slice('call.'.length), ...field }] : [],
  );

  test.each([
    ['masked', 11],
    ['anonymous', 21],
  ] as const)('is what real calls hold when they are %s', async (step, days) => {
    await assignCostCentre();
    const uri = asteriskLine({
      dst: 'anna@example.org',
      start: '2026-10-26 09:10:00',
      uniqueid: '2.1',
      sequence: 3,
    });
    await data.file(
      `${asteriskLine({ start: '2026-10-26 09:10:00' }).replace('""', '"4711"').replace('DOCUMENTATION', 'BILLING')}\n${uri}\n`,
    );
    const before = data.dump().call as Row[];
    await climb(days);
    const now = data.dump().call as Row[];
    const seen = new Set<string>();
    for (const [place, row] of before.entries()) {
      const aged = now.find(({ id }) => id === row.id) ?? {};
      for (const field of FIELDS) {
        const is = became(field.name, row, aged);
        if (is === null) continue;
        // A record with a key of its own keeps its identity, in which no digit of a party is.
        const keyed = field.name === 'identity' && place === 1;
        expect([field.name, is]).toEqual([field.name, keyed ? 'whole' : field[step]]);
        seen.add(field.name);
      }
    }
    // Asterisk has no name of the called party.
    expect(FIELDS.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual(['called_name']);
  });

  test('and no other column changes but those of steps and order', async () => {
    await data.file(`${asteriskLine({ start: '2026-10-26 09:10:00' })}\n`);
    const [before = {}] = data.dump().call as Row[];
    await climb(21);
    const [now = {}] = data.dump().call as Row[];
    const changed = Object.keys(before).filter((name) => before[name] !== now[name]);
    const named = FIELDS.map(({ name }) => name);
    expect(changed.filter((name) => !named.includes(name)).sort()).toEqual(
      ['day_part', 'step'].filter((name) => changed.includes(name)),
    );
    await climb(31);
    expect(data.dump().call).toEqual([]);
  });
});

test('what the table says of raw copies is what is left of them: nothing but hidden defaults', async () => {
  await data.file(`${asteriskLine()}\n`);
  data.settings = { ...data.settings, driver_options: { utc: true } };
  await data.file(`${asteriskLine({ uniqueid: '2.1', start: '2026-10-26 10:00:00' })}\n`);
  data.tamper("update intake set content_mac = 'x'");
  await climb(11);
  const dump = data.dump() as Record<string, Row[]>;
  const empty = new Set<unknown>([null, '', 'null', undefined]);
  const fields = Object.entries(STORED_FIELDS).filter(
    ([name, field]) => field.class === 'raw_copies' && !name.startsWith('processing_settings.'),
  );
  for (const [name] of fields) {
    const [table = '', column = ''] = name.split('.');
    expect([name, (dump[table] ?? []).filter((row) => !empty.has(row[column] ?? null))]).toEqual([name, []]);
  }
  const [first, last] = dump.processing_settings?.map(({ settings }) => JSON.parse(String(settings))) ?? [];
  expect([first.site, first.privacy, first.driver]).toEqual([undefined, undefined, 'asterisk-csv']);
  // By which the next lines of its source are judged where it is not configured.
  expect(last.site).toMatchObject({ country: 'DE' });
});

test('docs/retention.md shows the table', () => {
  const page = sectionsOf(readText('docs/retention.md')).find(
    ({ title }) => title === 'What each field holds',
  );
  const shown = Object.entries(STORED_FIELDS).map(([name, { class: of, holds, masked, anonymous }]) => {
    const cells = [`\`${name}\``, of === 'nobody' ? '–' : `\`${of}\``, holds, masked ?? '', anonymous ?? ''];
    return `| ${cells.join(' | ')} |`;
  });
  const rows = (page?.text ?? '').split('\n').filter((row) => row.startsWith('| `'));
  expect(rows).toEqual(shown);
});
