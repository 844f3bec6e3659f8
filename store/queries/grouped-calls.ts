import { type RawBuilder, sql } from 'kysely';
import { showDay, WEEKDAYS } from '../../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { SumGrouping, Sums } from '../../record/call-sums.ts';
import type { CallView } from '../../record/call-view.ts';
import { asSumTooLarge, exactSum } from '../../record/exact-sum.ts';
import { showNumber } from '../../record/number.ts';
import type { Connection } from '../open-database.ts';
import { belongingOf } from './call-belongings.ts';
import type { CallStore } from './call-rows.ts';
import { type IdRange, idsOfDays } from './id-range.ts';
import { isRestricted, seenColumn } from './seen-call.ts';
import { textsById } from './texts-by-id.ts';
import { type CallFilter, type Looking, wantedCalls } from './wanted-calls.ts';

export type Value = number | string | null;
export type Row = Readonly<Record<string, Value>>;

export interface CallSumsWish {
  readonly by: readonly SumGrouping[];
  readonly filter: CallFilter;
  readonly sites_of: Readonly<Record<string, string>>;
}

export type GroupedCalls = Awaited<ReturnType<typeof groupedCalls>>;
export type WantedCalls = ReturnType<typeof wantedCalls>;

/** The calls that are wanted, what tells their groups apart, and the words for that. */
export async function groupedCalls(
  { connection, query }: CallStore,
  view: CallView,
  { by, filter, sites_of }: CallSumsWish,
) {
  const found = await query.selectFrom('source').select(['id', 'name']).execute();
  const sources = new Map(found.map(({ id, name }) => [id, name]));
  const looking: Looking = { view, sources };
  const columns = by.map((name) => ({ name: keyName(name), key: keyOf(name, { ...looking, sites_of }) }));
  return {
    ...{ query, sources, keys: columns },
    /** Where they stand in the table. */
    ids: () => idsOfDays(connection, filter.from_day, filter.to_day),
    callsOf: (range: IdRange | null) => wantedCalls(query, { ...filter, ids: range }, looking),
    /** Those of any day. */
    callsOfDays: () => {
      const { from_day: _, to_day: __, ...rest } = filter;
      return wantedCalls(query, rest, looking);
    },
    named: sql`json_array(${sql.join(columns.map(({ key }) => key))})`,
    words: wordsOf(connection, sources),
  };
}

export async function rowsOf(executed: Promise<unknown[]>): Promise<Row[]> {
  const rows = await executed.catch((error: unknown) => {
    throw asSumTooLarge(error);
  });
  return rows as Row[];
}

export function keyName(name: SumGrouping): string {
  return `key_${name}`;
}

export const CALLS = sql`sum(call.head)`.as('calls');
export const WEIGHTS = [
  sql`sum(coalesce(call.duration_ms, 0))`.as('duration_ms'),
  sql`sum(coalesce(call.cost_micros, 0))`.as('cost_micros'),
];
export const SUMS = [
  ...[CALLS, ...WEIGHTS],
  sql`count(*)`.as('legs'),
  sql`sum(coalesce(call.answered, 0))`.as('answered'),
  sql`sum(coalesce(call.ring_ms, 0))`.as('ring_ms'),
  sql`count(call.ring_ms)`.as('rings'),
  sql`max(coalesce(call.ring_ms, 0))`.as('longest_ring_ms'),
  sql`max(coalesce(call.duration_ms, 0))`.as('longest_ms'),
  sql`min(call.day)`.as('first_day'),
  sql`max(call.day)`.as('last_day'),
];

/** By what a row is told apart; a text is looked up by its id afterwards. */
function keyOf(
  name: SumGrouping,
  { view, sources, sites_of }: Looking & { sites_of: Readonly<Record<string, string>> },
): RawBuilder<unknown> {
  switch (name) {
    case 'hour':
      return sql`(call.started_at / 60000 + call.utc_offset_min) / 60 % 24`;
    case 'weekday':
      return sql`(call.day + 3) % 7`;
    case 'class':
      return sql`call.destination_class`;
    case 'country':
      return sql`call.destination_country`;
    case 'carrier':
      // The price hides digits, whose it is does not.
      return sql`(select tariff.carrier from rate join tariff on tariff.id = rate.tariff where rate.id = call.rate)`;
    case 'band':
      return sql`(select rate.band from rate where rate.id = call.rate)`;
    case 'cost_centre':
      return belongingOf('unit', sites_of, sources);
    case 'person':
      return sql`iif(${isRestricted(view)}, null, ${belongingOf('person', sites_of, sources)})`;
    default:
      return seenColumn(view, name);
  }
}

/** Of the rows of a group, and what of them was charged in each currency. */
export function sumsOf(
  rows: readonly Row[],
  charged: readonly Row[],
  { by, words }: { by: readonly SumGrouping[]; words: ReturnType<typeof wordsOf> },
): Sums {
  const of = (name: string): number[] => rows.map((row) => Number(row[name] ?? 0));
  const sum = (name: string): number => of(name).reduce((total, one) => total + one, 0);
  const byCurrency = (name: string): Record<string, number> =>
    Object.fromEntries(
      charged.map(({ currency = 0, ...row }) => [
        words('currency', currency) ?? '',
        exactSum(Number(row[name])),
      ]),
    );
  return {
    group: Object.fromEntries(by.map((name) => [name, words(name, rows[0]?.[keyName(name)] ?? null)])),
    ...{ calls: sum('calls'), legs: sum('legs'), answered: sum('answered'), duration_ms: sum('duration_ms') },
    ...{ costs: byCurrency('cost_micros'), charged_legs: byCurrency('legs') },
    ...{ reached: null, missed: null, legs_gone: 0, ring_ms: sum('ring_ms'), rings: sum('rings') },
    ...{ longest_ring_ms: Math.max(...of('longest_ring_ms')), longest_ms: Math.max(...of('longest_ms')) },
    first_day: showDay(Math.min(...of('first_day'))),
    last_day: showDay(Math.max(...of('last_day'))),
  };
}

/** What the value of a grouping is in words; of names of the directory, what it knows them by. */
function wordsOf(connection: Connection, sources: ReadonlyMap<number, string>) {
  const [label, unit] = [textsById(connection, 'label'), textsById(connection, 'unit')];
  const person = textsById(connection, 'person');
  return (name: SumGrouping | 'currency', value: Value): string | null => {
    if (value === null || typeof value === 'string') return value;
    if (name === 'day') return showDay(value);
    if (name === 'hour') return `${String(value).padStart(2, '0')}:00`;
    if (name === 'weekday') return WEEKDAYS[value] ?? null;
    if (name === 'direction') return DIRECTIONS[value] ?? null;
    if (name === 'class') return DESTINATION_CLASSES[value] ?? null;
    if (name === 'source') return sources.get(value) ?? null;
    if (name === 'cost_centre') return unit(value);
    if (name === 'person') return person(value);
    if (name === 'private' || name === 'answered') return value === 1 ? 'yes' : 'no';
    // A party that is no number has its text in the calls only.
    if (name === 'extension' || name === 'calling' || name === 'called') return showNumber(value, '(text)');
    return label(value);
  };
}
