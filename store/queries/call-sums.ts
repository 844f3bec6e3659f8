import { type Expression, type RawBuilder, sql } from 'kysely';
import { showDay } from '../../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { SumGrouping, Sums } from '../../record/call-sums.ts';
import type { CallView } from '../../record/call-view.ts';
import { asSumTooLarge, exactSum } from '../../record/exact-sum.ts';
import { showNumber } from '../../record/number.ts';
import { belongingOf } from './call-belongings.ts';
import type { CallStore } from './call-rows.ts';
import { overCurrencies } from './over-currencies.ts';
import { isRestricted, seenColumn } from './seen-call.ts';
import { type CallFilter, type Looking, wantedCalls } from './wanted-calls.ts';

/** From the Monday on. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

type Value = number | string | null;
type Row = Readonly<Record<string, Value>>;

/**
 * Sums of the calls themselves, by what a viewer sees of them. Slower than those of days by the number of calls, and the way for
 * everything that days do not know.
 */
export async function sumCalls(
  store: CallStore,
  view: CallView,
  wish: {
    by: readonly SumGrouping[];
    filter: CallFilter;
    sites_of: Readonly<Record<string, string>>;
    more_calls_than: number;
  },
): Promise<Sums[]> {
  const { by, filter, sites_of, more_calls_than } = wish;
  const found = await store.query.selectFrom('source').select(['id', 'name']).execute();
  const sources = new Map(found.map(({ id, name }) => [id, name]));
  const looking: Looking = { view, sources };
  const keys = by.map((name) => keyOf(name, { ...looking, sites_of }).as(`key_${name}`));
  const places = [...by, 'currency'].map((_name, place) => sql.lit(place + 1));
  const sums = wantedCalls(store.query, filter, looking)
    .select(keys)
    .select(sql`coalesce(call.currency, 0)`.as('currency'))
    .select(SUMS)
    .groupBy(places.map((place) => sql`${place}`))
    .orderBy(sql`${sql.join(places)}`);
  const executed =
    more_calls_than > 0
      ? largeGroups(store, sums, by, more_calls_than)
      : (sums.execute() as Promise<unknown>);
  const rows = (await executed.catch((error: unknown) => {
    throw asSumTooLarge(error);
  })) as Row[];
  const words = wordsOf(store, sources);
  return overCurrencies(
    rows,
    by.map((name) => `key_${name}`),
  ).map((group) => sumsOf(group, by, words));
}

/** Groups of many calls, counted over their currencies: of the others nothing is made. */
async function largeGroups(
  { query }: CallStore,
  sums: Expression<unknown>,
  by: readonly SumGrouping[],
  more_than: number,
): Promise<Row[]> {
  const keys = sql.join(by.map((name) => sql.ref(`key_${name}`)));
  const found = await sql<Row>`select * from (
    select *, sum(calls) over (partition by ${keys}) as group_calls from (${sums}))
    where group_calls > ${more_than} order by ${keys}, currency`.execute(query);
  return found.rows;
}

const SUMS = [
  sql`sum(call.head)`.as('calls'),
  sql`count(*)`.as('legs'),
  sql`sum(coalesce(call.answered, 0))`.as('answered'),
  sql`sum(coalesce(call.duration_ms, 0))`.as('duration_ms'),
  sql`sum(coalesce(call.cost_micros, 0))`.as('cost_micros'),
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

function sumsOf(
  rows: readonly Row[],
  by: readonly SumGrouping[],
  words: (name: SumGrouping | 'currency', value: Value) => string | null,
): Sums {
  const of = (name: string): number[] => rows.map((row) => Number(row[name] ?? 0));
  const sum = (name: string): number => of(name).reduce((total, one) => total + one, 0);
  const charged = rows.filter(({ currency }) => currency !== 0);
  const byCurrency = (name: string): Record<string, number> =>
    Object.fromEntries(
      charged.map(({ currency = 0, ...row }) => [
        words('currency', currency) ?? '',
        exactSum(Number(row[name])),
      ]),
    );
  return {
    group: Object.fromEntries(by.map((name) => [name, words(name, rows[0]?.[`key_${name}`] ?? null)])),
    ...{ calls: sum('calls'), legs: sum('legs'), answered: sum('answered'), duration_ms: sum('duration_ms') },
    ...{ costs: byCurrency('cost_micros'), charged_legs: byCurrency('legs') },
    ...{ reached: null, missed: null, legs_gone: 0, ring_ms: sum('ring_ms'), rings: sum('rings') },
    ...{ longest_ring_ms: Math.max(...of('longest_ring_ms')), longest_ms: Math.max(...of('longest_ms')) },
    first_day: showDay(Math.min(...of('first_day'))),
    last_day: showDay(Math.max(...of('last_day'))),
  };
}

/** What the value of a grouping is in words; of names of the directory, what it knows them by. */
function wordsOf({ connection }: CallStore, sources: ReadonlyMap<number, string>) {
  const text = (table: 'label' | 'unit' | 'person', column: string) => {
    const find = connection.prepare<[number], string>(`select ${column} from ${table} where id = ?`).pluck();
    return (id: number): string | null => find.get(id) ?? null;
  };
  const [label, unit, person] = [text('label', 'text'), text('unit', 'code'), text('person', 'external_id')];
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
