import { type Expression, type RawBuilder, sql } from 'kysely';
import type { SumGrouping, Sums } from '../../record/call-sums.ts';
import type { CallView } from '../../record/call-view.ts';
import type { Connection } from '../open-database.ts';
import type { CallStore } from './call-rows.ts';
import {
  type CallSumsWish,
  type GroupedCalls,
  groupedCalls,
  keyName,
  rowsOf,
  SUMS,
  sumsOf,
} from './grouped-calls.ts';
import { type IdRange, MANY_PAGES, partsOf } from './id-range.ts';
import { overCurrencies } from './over-currencies.ts';
import { walkBeside, walksAtOnce } from './walk-beside.ts';

/** Of these each part of the table has others, or so many groups that to hand them over takes what walking at once saves. */
const OF_MANY: ReadonlySet<SumGrouping> = new Set([
  'calling',
  'called',
  'extension',
  'person',
  'account_code',
]);

/**
 * Sums of the calls themselves, by what a viewer sees of them. Slower than those of days by the number of calls, and the way for
 * everything that days do not know.
 */
export async function sumCalls(
  store: CallStore,
  view: CallView,
  wish: CallSumsWish,
  many_pages = MANY_PAGES,
): Promise<Sums[]> {
  const { by } = wish;
  const grouped = await groupedCalls(store, view, wish);
  const ids = grouped.ids();
  // Of numbers each part of the table has others.
  const ofNumbers = by.some((name) => name === 'calling' || name === 'called');
  const parts = ofNumbers ? [ids] : partsOf(store.connection, ids, many_pages);
  const rows = await rowsOf(addedParts(store.connection, grouped, by, parts));
  return overCurrencies(rows, by.map(keyName)).map((group) =>
    sumsOf(
      group,
      group.filter(({ currency }) => currency !== 0),
      { by, words: grouped.words },
    ),
  );
}

/** Each group and currency of all parts; these are walked through at once where there are threads for it. */
async function addedParts(
  connection: Connection,
  grouped: GroupedCalls,
  by: readonly SumGrouping[],
  parts: readonly (IdRange | null)[],
): Promise<unknown[]> {
  const { query } = grouped;
  const [first = null, ...others] = parts.map((part) => summed(grouped, by, part));
  if (first === null) return [];
  if (others.length === 0) return await first.orderBy(sql`${placesOf(by)}`).execute();
  const all = (some: typeof others) =>
    added(
      by,
      some.reduce((one, other) => one.unionAll(other)),
    );
  const threads = by.some((name) => OF_MANY.has(name)) ? 1 : walksAtOnce(connection);
  if (threads > 1) {
    const each = Math.ceil(parts.length / threads);
    const shares = Array.from({ length: threads }, (_, thread) =>
      [first, ...others].slice(thread * each, (thread + 1) * each),
    );
    const walked = await walkBeside(
      connection,
      shares.map((share) => all(share).compile(query)),
    );
    const rows = walked?.flat() ?? [];
    if (walked !== null && rows.every(isExact))
      return (await added(by, handed(by, rows)).execute(query)).rows;
  }
  return (await all([first, ...others]).execute(query)).rows;
}

/** Each group and currency of one part. */
function summed({ callsOf, keys }: GroupedCalls, by: readonly SumGrouping[], part: IdRange | null) {
  return callsOf(part)
    .select(keys.map(({ name, key }) => key.as(name)))
    .select(sql`coalesce(call.currency, 0)`.as('currency'))
    .select(SUMS)
    .groupBy(sql`${placesOf(by)}`);
}

function added(by: readonly SumGrouping[], rows: Expression<unknown>): RawBuilder<unknown> {
  const names = sql.join([...by.map(keyName), 'currency'].map((name) => sql.ref(name)));
  return sql`select ${names}, ${SUMS_OF_PARTS} from (${rows}) group by ${placesOf(by)} order by ${placesOf(by)}`;
}

/** What threads found, as rows once more. */
function handed(by: readonly SumGrouping[], rows: readonly unknown[]): RawBuilder<unknown> {
  const names = [...by.map(keyName), 'currency', ...ADDED, ...MOST, 'first_day'];
  const values = names.map((name) => sql`value ->> ${sql.lit(`$.${name}`)} as ${sql.ref(name)}`);
  return sql`select ${sql.join(values)} from json_each(${JSON.stringify(rows)})`;
}

function placesOf(by: readonly SumGrouping[]): RawBuilder<unknown> {
  return sql.join([...by, 'currency'].map((_name, place) => sql.lit(place + 1)));
}

/** Beyond 2^53 a thread would hand over other digits than it found. */
function isExact(row: Readonly<Record<string, unknown>>): boolean {
  return Object.values(row).every((value) => typeof value !== 'number' || Number.isSafeInteger(value));
}

const ADDED = ['calls', 'legs', 'answered', 'duration_ms', 'cost_micros', 'ring_ms', 'rings'] as const;
const MOST = ['longest_ring_ms', 'longest_ms', 'last_day'] as const;

/** The same of parts of the table, added up. */
const SUMS_OF_PARTS = sql.join([
  ...ADDED.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`),
  ...MOST.map((name) => sql`max(${sql.ref(name)}) as ${sql.ref(name)}`),
  sql`min(first_day) as first_day`,
]);
