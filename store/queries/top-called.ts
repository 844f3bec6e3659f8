import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { TopWish } from '../../record/call-sums.ts';
import type { CallView } from '../../record/call-view.ts';
import { CalledDay, type CalledKind, CalledParties, type CalledWeight } from '../called-day.ts';
import { KEYS_OF_CALL, SUMS_OF_CALL } from '../day-totals.ts';
import type { Connection } from '../open-database.ts';
import { type FirstGroup, firstCalled } from './first-called.ts';
import type { CallSumsWish } from './grouped-calls.ts';
import type { CallFilter } from './wanted-calls.ts';

/** Days of which this is not known and the calls are added up; with more it is no faster than to add up all calls. */
const MOST_UNKNOWN_DAYS = 3;
const DAY_PARTS = 6;
/** For more groups over more parts of days than these it takes longer to look up each than to walk through all. */
const MOST_LOOKS = 1_000_000;
/** What the called parties of a day are known by, besides the days. */
const KNOWN_BY: ReadonlySet<string> = new Set([
  ...['from_day', 'to_day', 'sources', 'direction', 'destination_class', 'country'],
]);

/** The groups that stand first in an order, and how many calls all groups have. */
export interface TopCalled {
  readonly first: readonly FirstGroup[];
  readonly calls: number;
  /** Of the period. */
  readonly day_parts: readonly number[];
}

/**
 * The called parties that stand first, by what is known of each day (docs/decisions/0015-called-parties-of-days.md). Null where calls have to be added up:
 * something else is asked, this viewer is not shown every call with its number, days are not known, or nobody is among the first.
 */
export function topCalled(
  connection: Connection,
  { by, filter, view, top }: CallSumsWish & { readonly view: CallView; readonly top: TopWish },
  sources: ReadonlyMap<number, string>,
): TopCalled | null {
  const { from_day, to_day } = filter;
  if (from_day === undefined || to_day === undefined || !isOfCalled(by, filter) || !isSeenWhole(view))
    return null;
  const parts = (to_day - from_day + 1) * DAY_PARTS;
  if (parts * top.limit > MOST_LOOKS) return null;
  // One state: a replay can take a call from a day that is known to one that is not.
  const days = connection.transaction(() => calledDays(connection, from_day, to_day))();
  if (days === null) return null;
  const { first, calls } = firstCalled(days, { by, top, isWanted: wantedKinds(connection, filter, sources) });
  if (first.some(({ group }) => group.called === null)) return null;
  return { first, calls, day_parts: Array.from({ length: parts }, (_, part) => from_day * DAY_PARTS + part) };
}

function isOfCalled(by: CallSumsWish['by'], filter: CallFilter): boolean {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  return (
    by.includes('called') &&
    by.every((name) => name === 'called' || name === 'class' || name === 'country') &&
    asked.every(([name]) => KNOWN_BY.has(name))
  );
}

function isSeenWhole({ sources, extensions, cost_centres, mask, restricted }: CallView): boolean {
  return (sources ?? extensions ?? cost_centres) === null && mask.length === 0 && restricted.length === 0;
}

/** What each day of a period has; of few days that are not known, what their calls come to. Null where these are too many. */
function calledDays(connection: Connection, from_day: number, to_day: number): CalledParties[] | null {
  const known = connection
    .prepare<[number, number], { day: number; sums: Buffer }>(
      'select day, sums from called_day where day between ? and ?',
    )
    .all(from_day, to_day);
  const days = known.map(({ sums }) => new CalledParties(sums));
  const unknown = unknownDays(connection, { from_day, to_day, known: new Set(known.map(({ day }) => day)) });
  if (known.length === 0 || unknown.length > MOST_UNKNOWN_DAYS) return null;
  if (unknown.length === 0) return days;
  const rest = new CalledDay();
  const rows = connection
    .prepare<[string], CalledKind & CalledWeight & { called: number | null }>(CALLS_OF_DAYS)
    .iterate(JSON.stringify(unknown));
  for (const row of rows) rest.add(row.called, row, row);
  const bytes = rest.bytes();
  return bytes === null ? null : [...days, new CalledParties(bytes)];
}

const column = (name: keyof typeof KEYS_OF_CALL): string => `${KEYS_OF_CALL[name]} as ${name}`;
const sum = (name: keyof typeof SUMS_OF_CALL): string => `${SUMS_OF_CALL[name]} as ${name}`;
const CALLS_OF_DAYS = `select called, ${[
  ...(['source', 'direction', 'destination_class', 'destination_country'] as const).map(column),
  ...(['calls', 'duration_ms', 'cost_micros'] as const).map(sum),
].join(', ')} from call where day in (select value from json_each(?)) and held_by is null`;

/** From each day the index leads to the next one. */
function unknownDays(
  connection: Connection,
  { from_day, to_day, known }: { from_day: number; to_day: number; known: ReadonlySet<number> },
): number[] {
  const next = connection
    .prepare<[number, number], number | null>('select min(day) from call where day > ? and day <= ?')
    .pluck();
  const unknown: number[] = [];
  let day = next.get(from_day - 1, to_day) ?? null;
  while (day !== null && unknown.length <= MOST_UNKNOWN_DAYS) {
    if (!known.has(day)) unknown.push(day);
    day = next.get(day, to_day) ?? null;
  }
  return unknown;
}

function wantedKinds(
  connection: Connection,
  { sources: names, direction, destination_class, country }: CallFilter,
  sources: ReadonlyMap<number, string>,
): (kind: CalledKind) => boolean {
  const label = connection.prepare<[string], number>('select id from label where text = ?').pluck();
  const countryId = country === undefined ? undefined : (label.get(country) ?? -1);
  return (kind) =>
    (names === undefined || names.includes(sources.get(kind.source) ?? '')) &&
    (direction === undefined || kind.direction === DIRECTIONS.indexOf(direction)) &&
    (destination_class === undefined ||
      kind.destination_class === DESTINATION_CLASSES.indexOf(destination_class)) &&
    (countryId === undefined || kind.destination_country === countryId);
}
