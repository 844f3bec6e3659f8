import { type Kysely, sql } from 'kysely';
import { parseDay, showTime } from '../../record/calendar.ts';
import { CALL_MARKS, type Call, DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import { callGroup } from '../../record/fingerprint.ts';
import { showNumber } from '../../record/number.ts';
import type { Connection } from '../open-database.ts';
import type { Tables } from '../tables.ts';
import { spellings } from './number-spellings.ts';

/** Which calls are wanted; left out is "any". Days are local days of the sites, inclusive. */
export interface CallFilter {
  readonly from_day?: number;
  readonly to_day?: number;
  readonly source?: string;
  readonly extension?: string;
  /** Calling or called party as people write it: E.164 with +, an extension, or the digits of the record. */
  readonly number?: string;
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
  const rows = await callRows(store);
  for (const day of await daysOf(store.query, filter, rows.sources)) {
    for (const ids of await pagesOf(callsOfDay(store.query, filter, rows.sources, day)))
      yield* await rows.callsWith(ids);
  }
}

interface CallStore {
  readonly connection: Connection;
  readonly query: Kysely<Tables>;
}

/** What turns rows into calls. */
async function callRows({ connection, query }: CallStore) {
  const labels = new Map(
    (await query.selectFrom('label').selectAll().execute()).map(({ id, text }) => [id, text]),
  );
  const sources = new Map(
    (await query.selectFrom('source').select(['id', 'name']).execute()).map(({ id, name }) => [id, name]),
  );
  const drivers = new IntakeDrivers(connection);
  return {
    sources,
    /** In the order of their start. */
    async callsWith(ids: readonly number[]): Promise<Call[]> {
      if (ids.length === 0) return [];
      const rows = await query.selectFrom('call').selectAll().where('id', 'in', ids).execute();
      rows.sort((a, b) => a.started_at - b.started_at || a.id - b.id);
      return rows.map((row) => asCall(row, labels, sources, drivers.of(row.intake, row.offset)));
    },
  };
}

/** Who asks for a number is led by the indexes of numbers to its calls, and looks at no other call of the day. */
function callsOfDay(
  query: Kysely<Tables>,
  filter: CallFilter,
  sources: ReadonlyMap<number, string>,
  day: number,
) {
  const { number, ...rest } = filter;
  const rows = filtered(query, rest, sources);
  if (number === undefined) return rows.where('day', '=', day);
  const numbers = spellings(number);
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
async function daysOf(
  query: Kysely<Tables>,
  filter: CallFilter,
  sources: ReadonlyMap<number, string>,
): Promise<number[]> {
  const { id, intake, from_day = Number.MIN_SAFE_INTEGER, to_day = Number.MAX_SAFE_INTEGER } = filter;
  if (id === undefined && intake === undefined) return await daysBetween(query, from_day, to_day);
  // These have indexes of their own.
  const rows = filtered(query, filter, sources).select('day').distinct().orderBy('day');
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
  const rows = await callRows(store);
  const on = async (at: number): Promise<Call[]> => {
    const found = await rows.callsWith(await groupOn(store.query, at, callGroup(source, call_key)));
    return found.filter((leg) => leg.source === source && leg.call_key === call_key);
  };
  const legs = await on(day);
  for (let at = day - 1, found = await on(at); found.length > 0; found = await on(--at))
    legs.unshift(...found);
  for (let at = day + 1, found = await on(at); found.length > 0; found = await on(++at)) legs.push(...found);
  return legs;
}

/** Heads and other legs stand in an index each (docs/decisions/0005-two-indexes-of-groups.md), so each is asked for by itself. */
async function groupOn(query: Kysely<Tables>, day: number, group: number): Promise<number[]> {
  const legs = (head: number) =>
    query
      .selectFrom('call')
      .select('id')
      .where('day', '=', day)
      .where('call_group', '=', group)
      // A number in the text, for the database to see that the index is the one.
      .where('head', '=', sql.lit(head));
  const found = await legs(1).unionAll(legs(0)).execute();
  return found.map(({ id }) => id);
}

/** How many calls and how many legs are stored, held ones aside. */
export function storedCount({ connection }: { readonly connection: Connection }): {
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

function filtered(query: Kysely<Tables>, filter: CallFilter, sources: ReadonlyMap<number, string>) {
  let rows = query.selectFrom('call');
  if (filter.from_day !== undefined) rows = rows.where('day', '>=', filter.from_day);
  if (filter.to_day !== undefined) rows = rows.where('day', '<=', filter.to_day);
  if (filter.source !== undefined) {
    const [id] = [...sources].find(([, name]) => name === filter.source) ?? [-1];
    rows = rows.where('source', '=', id);
  }
  if (filter.extension !== undefined) rows = rows.where('extension', 'in', spellings(filter.extension));
  if (filter.number !== undefined) {
    const numbers = spellings(filter.number);
    rows = rows.where((or) =>
      or.or([or('calling', 'in', numbers), or('called', 'in', numbers), or('dialled', 'in', numbers)]),
    );
  }
  if (filter.direction !== undefined)
    rows = rows.where('direction', '=', DIRECTIONS.indexOf(filter.direction));
  if (filter.destination_class !== undefined) {
    rows = rows.where('destination_class', '=', DESTINATION_CLASSES.indexOf(filter.destination_class));
  }
  if (filter.answered !== undefined) rows = rows.where('answered', '=', filter.answered ? 1 : 0);
  if (filter.account_code !== undefined) rows = rows.where('account_code', '=', filter.account_code);
  if (filter.id !== undefined) rows = rows.where('id', '=', filter.id);
  if (filter.intake !== undefined) rows = rows.where('intake', '=', filter.intake);
  if (filter.offset !== undefined) rows = rows.where('offset', '=', filter.offset);
  if (filter.heads === true) rows = rows.where('head', '=', 1);
  if ((filter.held ?? 'exclude') === 'exclude') rows = rows.where('held_by', 'is', null);
  if (filter.held === 'only') rows = rows.where('held_by', 'is not', null);
  return rows;
}

/** The driver that read a line, by its chunk. */
class IntakeDrivers {
  private readonly find;
  private readonly known = new Map<number, string>();
  private last: { intake: number; from: number; to: number; driver: string } | null = null;

  constructor(connection: Connection) {
    this.find = connection.prepare<
      [number, number],
      { first_offset: number; end_offset: number; settings: number }
    >(
      `select first_offset, end_offset, settings from chunk where intake = ? and first_offset <= ?
       order by first_offset desc limit 1`,
    );
    const all = connection.prepare<[], { id: number; settings: string }>(
      'select id, settings from processing_settings',
    );
    for (const { id, settings } of all.all()) {
      this.known.set(id, (JSON.parse(settings) as { driver: string }).driver);
    }
  }

  of(intake: number, offset: number): string {
    const { last } = this;
    if (last !== null && last.intake === intake && offset >= last.from && offset < last.to)
      return last.driver;
    const chunk = this.find.get(intake, offset);
    const driver = chunk === undefined ? '' : (this.known.get(chunk.settings) ?? '');
    if (chunk !== undefined) this.last = { intake, from: chunk.first_offset, to: chunk.end_offset, driver };
    return driver;
  }
}

function asCall(
  row: Tables['call'],
  labels: ReadonlyMap<number, string>,
  sources: ReadonlyMap<number, string>,
  driver: string,
): Call {
  const odd = row.odd_numbers === null ? {} : (JSON.parse(row.odd_numbers) as Record<string, string>);
  const number = (value: number | null, name: string): string | null =>
    value === null ? null : showNumber(value, odd[name] ?? null);
  const time = (value: number | null, offset: number | null): string | null =>
    value === null ? null : showTime(value, offset ?? row.utc_offset_min);
  const label = (id: number | null): string | null => (id === null ? null : (labels.get(id) ?? null));
  const flag = (value: number | null): boolean | null => (value === null ? null : value === 1);
  return {
    id: row.id,
    source: sources.get(row.source) ?? '',
    driver,
    intake: row.intake,
    offset: row.offset,
    length: row.length,
    call_key: row.call_key,
    head: row.head === 1,
    started_at: showTime(row.started_at, row.utc_offset_min),
    answered_at: time(row.answered_at, row.answered_offset_min),
    ended_at: time(row.ended_at, row.ended_offset_min),
    ring_ms: row.ring_ms,
    duration_ms: row.duration_ms,
    direction: DIRECTIONS[row.direction] ?? 'transit',
    answered: flag(row.answered),
    cause: label(row.cause),
    calling: number(row.calling, 'calling'),
    called: number(row.called, 'called'),
    dialled: number(row.dialled, 'dialled'),
    calling_name: row.calling_name,
    called_name: row.called_name,
    extension: number(row.extension, 'extension'),
    trunk: label(row.trunk),
    account_code: row.account_code,
    destination_class: DESTINATION_CLASSES[row.destination_class] ?? 'unknown',
    destination_country: label(row.destination_country),
    private: flag(row.private),
    held_by: label(row.held_by),
    marks: Object.entries(CALL_MARKS).flatMap(([name, bit]) => ((row.marks & bit) !== 0 ? [name] : [])),
    extra: row.extra === null ? null : (JSON.parse(row.extra) as Record<string, string | number>),
  };
}
