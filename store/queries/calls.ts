import { type Kysely, sql } from 'kysely';
import { parseDay } from '../../record/calendar.ts';
import type { Call, SeenCall } from '../../record/call.ts';
import { type CallView, WHOLE_VIEW } from '../../record/call-view.ts';
import type { Tables } from '../tables.ts';
import { type CallStore, callRows } from './call-rows.ts';
import { daysByPartySql } from './days-by-party.ts';
import { idsOfDays } from './id-range.ts';
import { spellings } from './number-spellings.ts';
import { inScope, unrestricted } from './seen-call.ts';
import { type CallFilter, type Looking, wantedCalls } from './wanted-calls.ts';

/** Calls read at once: a page is what memory holds, besides the ids of its day. */
const PAGE = 500;
/** In which the numbers of a day are indexed. */
const DAY_PARTS = 6;

/**
 * Calls in order of their local day and start. Driven from the list of days, because every index leads with the day, and
 * page by page, so that no reader holds the database for long.
 */
export async function* readCalls(store: CallStore, filter: CallFilter): AsyncGenerator<Call> {
  yield* seenCalls(store, filter, WHOLE_VIEW) as AsyncGenerator<Call>;
}

/** The same as a viewer sees them: what is filtered by is what is shown. */
export async function* seenCalls(
  store: CallStore,
  filter: CallFilter,
  view: CallView,
): AsyncGenerator<SeenCall> {
  const rows = await callRows(store, view);
  const looking = { view, sources: rows.sources };
  for (const day of await daysOf(store.query, filter, looking)) {
    for (const ids of await pagesOf(callsOfDay(store, filter, looking, day)))
      yield* await rows.callsWith(ids);
  }
}

/** Who asks for a number is led by the indexes of numbers to its calls, and looks at no other call of the day. */
function callsOfDay({ query, connection }: CallStore, filter: CallFilter, looking: Looking, day: number) {
  const { number, number_forms, ...rest } = filter;
  // A masked number is in no index.
  if (number === undefined || looking.view.mask.length > 0) {
    // One call, and those of an intake, have indexes of their own.
    const ids = (filter.id ?? filter.intake) === undefined ? idsOfDays(connection, day, day) : null;
    return wantedCalls(query, { ...filter, from_day: day, to_day: day, ids }, looking);
  }
  const rows = unrestricted(wantedCalls(query, rest, looking), looking.view);
  const numbers = number_forms ?? spellings(number);
  // docs/decisions/0007-parts-of-the-day.md
  const parts = Array.from({ length: DAY_PARTS }, (_, part) => day * DAY_PARTS + part);
  const withIt = (party: 'calling' | 'called' | 'dialled') =>
    query.selectFrom('call').select('id').where('day_part', 'in', parts).where(party, 'in', numbers);
  return rows.where('id', 'in', withIt('calling').unionAll(withIt('called')).unionAll(withIt('dialled')));
}

/** The ids of a day's calls in their order, page by page: the day is gone through once, however large it is. */
async function pagesOf(ofDay: ReturnType<typeof wantedCalls>): Promise<number[][]> {
  const found = await ofDay.select('id').orderBy('started_at').orderBy('id').execute();
  const ids = found.map(({ id }) => id);
  return Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, page) =>
    ids.slice(page * PAGE, (page + 1) * PAGE),
  );
}

/** Every day on which such calls may be, in order. */
async function daysOf(query: Kysely<Tables>, filter: CallFilter, looking: Looking): Promise<number[]> {
  const { id, intake, from_day = Number.MIN_SAFE_INTEGER, to_day = Number.MAX_SAFE_INTEGER } = filter;
  if (id === undefined && intake === undefined) {
    const parties = partiesOf(filter, looking.view);
    if (parties === null) return await daysBetween(query, from_day, to_day);
    if (parties.length === 0) return [];
    const sqlText = daysByPartySql(parties, String(from_day), String(to_day));
    return (await sql<{ day: number }>`${sql.raw(sqlText)}`.execute(query)).rows.map(({ day }) => day);
  }
  // These have indexes of their own.
  const rows = wantedCalls(query, filter, looking).select('day').distinct().orderBy('day');
  return (await rows.execute()).map(({ day }) => day);
}

/** By what the days are known on which such calls may be; null where the viewer is shown it masked, as no day knows it. */
function partiesOf(
  { number, number_forms, extension }: CallFilter,
  { mask, mask_extension, extensions }: CallView,
): readonly number[] | null {
  if (number !== undefined && mask.length === 0) return number_forms ?? spellings(number);
  const shown = mask.length === 0 || (!mask_extension && extensions === null);
  if (extension !== undefined && shown) return spellings(extension);
  return null;
}

/** The calls with most of a column, most first; of equals the earlier one. */
export async function topCalls(
  store: CallStore,
  filter: CallFilter,
  { view, by, limit }: { view: CallView; by: 'cost_micros' | 'duration_ms'; limit: number },
): Promise<SeenCall[]> {
  const rows = await callRows(store, view);
  const found = await wantedCalls(store.query, filter, { view, sources: rows.sources })
    .where(by, '>', 0)
    .select('id')
    .orderBy(by, 'desc')
    .orderBy('started_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  const ids = found.map(({ id }) => id);
  const calls = new Map((await rows.callsWith(ids)).map((call) => [call.id, call]));
  return ids.flatMap((id) => calls.get(id) ?? []);
}

/** From each day the index leads to the next one, so that no call is looked at to learn which days there are. */
export async function daysBetween(query: Kysely<Tables>, from: number, to: number): Promise<number[]> {
  const found = await sql<{ day: number }>`
    with recursive found (day) as (
      select min(day) from call where day >= ${from} and day <= ${to}
      union all
      select (select min(call.day) from call where call.day > found.day and call.day <= ${to})
      from found where found.day is not null
    )
    select day from found where day is not null`.execute(query);
  return found.rows.map(({ day }) => day);
}

/**
 * All legs of a call, itself among them. A key names one call only as long as its days follow each other without a gap:
 * there are telephone systems that begin to count anew.
 */
export async function legsOf(store: CallStore, call: Call): Promise<Call[]> {
  const { source, call_key, started_at } = call;
  const day = parseDay(started_at.slice(0, 10));
  if (call_key === null || day === null) return [call];
  const rows = await callRows(store, WHOLE_VIEW);
  const on = async (at: number): Promise<Call[]> => {
    const found = await rows.callsWith(await groupOn(store.query, at, call.id));
    return (found as Call[]).filter((leg) => leg.source === source && leg.call_key === call_key);
  };
  const legs = await on(day);
  for (let at = day - 1, found = await on(at); found.length > 0; found = await on(--at))
    legs.unshift(...found);
  for (let at = day + 1, found = await on(at); found.length > 0; found = await on(++at)) legs.push(...found);
  return legs;
}

/** Those of some calls that a viewer sees, as that viewer sees them. */
export async function seenAmong(
  store: CallStore,
  ids: readonly number[],
  view: CallView,
): Promise<SeenCall[]> {
  const rows = await callRows(store, view);
  const wanted = inScope(store.query.selectFrom('call'), view, rows.sources).where('id', 'in', ids);
  return await rows.callsWith((await wanted.select('id').execute()).map(({ id }) => id));
}

/** What the legs of one call have in common, by their ids. */
export async function groupsOf(
  query: Kysely<Tables>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number | null>> {
  if (ids.length === 0) return new Map();
  const found = await query.selectFrom('call').select(['id', 'call_group']).where('id', 'in', ids).execute();
  return new Map(found.map(({ id, call_group }) => [id, call_group]));
}

/** Heads and other legs stand in an index each (docs/decisions/0005-two-indexes-of-groups.md), so each is asked for by itself. */
async function groupOn(query: Kysely<Tables>, day: number, call: number): Promise<number[]> {
  const legs = (head: number) =>
    query
      .selectFrom('call')
      .select('id')
      .where('day', '=', day)
      .where('call_group', '=', (one) => one.selectFrom('call').select('call_group').where('id', '=', call))
      // A number in the text, for the database to see that the index is the one.
      .where('head', '=', sql.lit(head));
  const found = await legs(1).unionAll(legs(0)).execute();
  return found.map(({ id }) => id);
}

/** How many calls and how many legs are stored, held ones aside. */
export function storedCount({ connection }: Pick<CallStore, 'connection'>): {
  calls: number;
  legs: number;
} {
  const counted = connection
    .prepare<[], { calls: number; legs: number }>(
      'select coalesce(sum(head), 0) as calls, count(*) as legs from call where held_by is null',
    )
    .get();
  return counted ?? { calls: 0, legs: 0 };
}
