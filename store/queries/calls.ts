import { type Kysely, sql } from 'kysely';
import { parseDay } from '../../record/calendar.ts';
import { type Call, DESTINATION_CLASSES, DIRECTIONS, type SeenCall } from '../../record/call.ts';
import { type CallView, WHOLE_VIEW } from '../../record/call-view.ts';
import type { PhoneNumber } from '../../record/number.ts';
import type { Tables } from '../tables.ts';
import { type CallStore, callRows } from './call-rows.ts';
import { spellings } from './number-spellings.ts';
import { inScope, ofExtension, ofMaskedNumber, unrestricted } from './seen-call.ts';

/** Which calls are wanted; left out is "any". Days are local days of the sites, inclusive. */
export interface CallFilter {
  readonly from_day?: number;
  readonly to_day?: number;
  readonly source?: string;
  readonly extension?: string;
  /** Calling or called party as people write it: E.164 with +, an extension, or the digits of the record. */
  readonly number?: string;
  /** Every form in which the store may have it, where more is known than what was typed. */
  readonly number_forms?: readonly PhoneNumber[];
  readonly direction?: Call['direction'];
  readonly destination_class?: Call['destination_class'];
  readonly answered?: boolean;
  readonly account_code?: string;
  /** `exclude` (the default), `include`, or `only`. */
  readonly held?: 'exclude' | 'include' | 'only';
  readonly id?: number;
  readonly intake?: number;
  readonly offset?: number;
  /** Only the head of each call. */
  readonly heads?: boolean;
}

/** Calls read at once: a page is what memory holds, besides the ids of its day. */
const PAGE = 5_000;
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
    for (const ids of await pagesOf(callsOfDay(store.query, filter, looking, day)))
      yield* await rows.callsWith(ids);
  }
}

/** Who asks for a number is led by the indexes of numbers to its calls, and looks at no other call of the day. */
function callsOfDay(query: Kysely<Tables>, filter: CallFilter, looking: Looking, day: number) {
  const { number, number_forms, ...rest } = filter;
  // A masked number is in no index.
  if (number === undefined || looking.view.mask.length > 0)
    return filtered(query, filter, looking).where('day', '=', day);
  const rows = unrestricted(filtered(query, rest, looking), looking.view);
  const numbers = number_forms ?? spellings(number);
  // docs/decisions/0007-parts-of-the-day.md
  const parts = Array.from({ length: DAY_PARTS }, (_, part) => day * DAY_PARTS + part);
  const withIt = (party: 'calling' | 'called' | 'dialled') =>
    query.selectFrom('call').select('id').where('day_part', 'in', parts).where(party, 'in', numbers);
  return rows.where('id', 'in', withIt('calling').unionAll(withIt('called')).unionAll(withIt('dialled')));
}

/** The ids of a day's calls in their order, page by page: the day is gone through once, however large it is. */
async function pagesOf(ofDay: ReturnType<typeof filtered>): Promise<number[][]> {
  const found = await ofDay.select('id').orderBy('started_at').orderBy('id').execute();
  const ids = found.map(({ id }) => id);
  return Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, page) =>
    ids.slice(page * PAGE, (page + 1) * PAGE),
  );
}

/** Every day on which such calls may be, in order. */
async function daysOf(query: Kysely<Tables>, filter: CallFilter, looking: Looking): Promise<number[]> {
  const { id, intake, from_day = Number.MIN_SAFE_INTEGER, to_day = Number.MAX_SAFE_INTEGER } = filter;
  if (id === undefined && intake === undefined) return await daysBetween(query, from_day, to_day);
  // These have indexes of their own.
  const rows = filtered(query, filter, looking).select('day').distinct().orderBy('day');
  return (await rows.execute()).map(({ day }) => day);
}

/** From each day the index leads to the next one, so that no call is looked at to learn which days there are. */
async function daysBetween(query: Kysely<Tables>, from: number, to: number): Promise<number[]> {
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

/** Whose calls are looked at, and the names of the sources by their ids. */
interface Looking {
  readonly view: CallView;
  readonly sources: ReadonlyMap<number, string>;
}

function filtered(query: Kysely<Tables>, filter: CallFilter, { view, sources }: Looking) {
  let rows = inScope(query.selectFrom('call'), view, sources);
  if (filter.from_day !== undefined) rows = rows.where('day', '>=', filter.from_day);
  if (filter.to_day !== undefined) rows = rows.where('day', '<=', filter.to_day);
  if (filter.source !== undefined) {
    const [id] = [...sources].find(([, name]) => name === filter.source) ?? [-1];
    rows = rows.where('source', '=', id);
  }
  if (filter.extension !== undefined) rows = ofExtension(rows, view, spellings(filter.extension));
  if (filter.number !== undefined && view.mask.length > 0) {
    rows = ofMaskedNumber(rows, view, filter.number_forms ?? spellings(filter.number));
  } else if (filter.number !== undefined) {
    const numbers = filter.number_forms ?? spellings(filter.number);
    rows = unrestricted(rows, view).where((or) =>
      or.or([or('calling', 'in', numbers), or('called', 'in', numbers), or('dialled', 'in', numbers)]),
    );
  }
  if (filter.direction !== undefined)
    rows = rows.where('direction', '=', DIRECTIONS.indexOf(filter.direction));
  if (filter.destination_class !== undefined) {
    rows = rows.where('destination_class', '=', DESTINATION_CLASSES.indexOf(filter.destination_class));
  }
  if (filter.answered !== undefined) rows = rows.where('answered', '=', filter.answered ? 1 : 0);
  if (filter.account_code !== undefined)
    rows = unrestricted(rows, view).where('account_code', '=', filter.account_code);
  if (filter.id !== undefined) rows = rows.where('id', '=', filter.id);
  if (filter.intake !== undefined) rows = rows.where('intake', '=', filter.intake);
  if (filter.offset !== undefined) rows = rows.where('offset', '=', filter.offset);
  if (filter.heads === true) rows = rows.where('head', '=', 1);
  if ((filter.held ?? 'exclude') === 'exclude') rows = rows.where('held_by', 'is', null);
  if (filter.held === 'only') rows = rows.where('held_by', 'is not', null);
  return rows;
}
