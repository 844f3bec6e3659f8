import { type RawBuilder, sql } from 'kysely';
import { showDay, WEEKDAYS } from '../../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { SumGrouping, Sums, TopSums, TopWish } from '../../record/call-sums.ts';
import type { CallView } from '../../record/call-view.ts';
import { asSumTooLarge, exactSum } from '../../record/exact-sum.ts';
import { showNumber } from '../../record/number.ts';
import type { Connection } from '../open-database.ts';
import { belongingOf } from './call-belongings.ts';
import type { CallStore } from './call-rows.ts';
import { type IdRange, idsOfDays, MANY_PAGES, partsOf } from './id-range.ts';
import { overCurrencies } from './over-currencies.ts';
import { isRestricted, seenColumn } from './seen-call.ts';
import { textsById } from './texts-by-id.ts';
import { type CallFilter, type Looking, wantedCalls } from './wanted-calls.ts';

type Value = number | string | null;
type Row = Readonly<Record<string, Value>>;

export interface CallSumsWish {
  readonly by: readonly SumGrouping[];
  readonly filter: CallFilter;
  readonly sites_of: Readonly<Record<string, string>>;
}

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
  const { query, callsOf, ids, keys, words } = grouped;
  // Of numbers each part of the table has others.
  const ofNumbers = by.some((name) => name === 'calling' || name === 'called');
  const parts = ofNumbers ? [ids] : partsOf(store.connection, ids, many_pages);
  const places = sql.join([...by, 'currency'].map((_name, place) => sql.lit(place + 1)));
  const sums = parts.map((part) =>
    callsOf(part)
      .select(keys.map(({ name, key }) => key.as(name)))
      .select(sql`coalesce(call.currency, 0)`.as('currency'))
      .select(SUMS)
      .groupBy(sql`${places}`),
  );
  const names = sql.join([...by.map(keyName), 'currency'].map((name) => sql.ref(name)));
  const all = sums.reduce((one, other) => one.unionAll(other));
  const added = sql`select ${names}, ${SUMS_OF_PARTS} from (${all}) group by ${places} order by ${places}`;
  const one = all.orderBy(sql`${places}`);
  const rows = await rowsOf(
    parts.length === 1 ? one.execute() : added.execute(query).then((found) => found.rows),
  );
  return overCurrencies(rows, by.map(keyName)).map((group) =>
    sumsOf(
      group,
      group.filter(({ currency }) => currency !== 0),
      { by, words },
    ),
  );
}

/** Which of very many groups are told: those of more calls than these, or the first ones in an order. */
export type FewGroups = { readonly more_calls_than: number } | TopWish;

/** The same of few groups, and how many calls all groups have together; of the others nothing is made. */
export async function sumFewCalls(
  store: CallStore,
  view: CallView,
  wish: CallSumsWish,
  few: FewGroups,
): Promise<TopSums> {
  const { by } = wish;
  const grouped = await groupedCalls(store, view, wish);
  const { words } = grouped;
  const rows = await rowsOf(fewRows(grouped, by, few));
  // Almost every group has one currency; to tell groups apart by it would make them twice as many.
  const several = rows.filter((row) => row.first_currency !== row.last_currency);
  const charged = await chargedOf(
    grouped,
    several.map(({ named }) => String(named)),
  );
  // Between the two somebody took calls away, or rated them again.
  if (several.some(({ named = null }) => !charged.has(named)))
    return await sumFewCalls(store, view, wish, few);
  return {
    groups: rows.map((row) => {
      const { named, first_currency = null, cost_micros = null, charged_legs = null } = row;
      const one = [{ currency: first_currency, cost_micros, legs: charged_legs }];
      return sumsOf([row], charged.get(named ?? null) ?? (first_currency === null ? [] : one), { by, words });
    }),
    calls: Number(rows[0]?.all_calls ?? 0),
  };
}

type GroupedCalls = Awaited<ReturnType<typeof groupedCalls>>;

/** The calls that are wanted, what tells their groups apart, and the words for that. */
async function groupedCalls(
  { connection, query }: CallStore,
  view: CallView,
  { by, filter, sites_of }: CallSumsWish,
) {
  const found = await query.selectFrom('source').select(['id', 'name']).execute();
  const sources = new Map(found.map(({ id, name }) => [id, name]));
  const looking: Looking = { view, sources };
  const columns = by.map((name) => ({ name: keyName(name), key: keyOf(name, { ...looking, sites_of }) }));
  const ids = idsOfDays(connection, filter.from_day, filter.to_day);
  const callsOf = (range: IdRange | null) => wantedCalls(query, { ...filter, ids: range }, looking);
  return {
    ...{ query, ids, callsOf, calls: callsOf(ids) },
    keys: columns,
    named: sql`json_array(${sql.join(columns.map(({ key }) => key))})`,
    words: wordsOf(connection, sources),
  };
}

async function fewRows(
  { query, calls, keys, named }: GroupedCalls,
  by: readonly SumGrouping[],
  few: FewGroups,
): Promise<unknown[]> {
  const places = sql.join(by.map((_name, place) => sql.lit(place + 1)));
  const names = sql.join(by.map((name) => sql.ref(keyName(name))));
  const asked = keys.map(({ name, key }) => key.as(name));
  const summed = (of: typeof calls) =>
    of
      .select(asked)
      .select(sql`min(call.currency)`.as('first_currency'))
      .select(sql`max(call.currency)`.as('last_currency'))
      .select(sql`count(call.currency)`.as('charged_legs'))
      .select(SUMS)
      .groupBy(sql`${places}`);
  const told = sql`*, json_array(${names}) as named`;
  if ('more_calls_than' in few) {
    const large = summed(calls).having(sql`sum(call.head)`, '>', few.more_calls_than).orderBy(sql`${places}`);
    return (await sql`select ${told} from (${large})`.execute(query)).rows;
  }
  // Which groups are first is told by little of each call; everything is added up of these alone.
  const weighed = calls
    .select(asked)
    .select(few.order === 'calls' ? [CALLS] : [CALLS, ...WEIGHTS])
    .groupBy(sql`${places}`);
  const order = few.order === 'calls' ? ['calls'] : ['cost_micros', 'duration_ms', 'calls'];
  const most = sql.join([...order.map((name) => sql`${sql.ref(name)} desc`), names]);
  const [first] = keys;
  if (first === undefined)
    throw new Error('the first groups are asked for, and nothing that tells groups apart');
  // Few calls are left by the first of what tells groups apart; which of them are meant is told by all of it.
  const ofFirst = calls
    .where(
      sql<boolean>`coalesce(${first.key}, '') in (select coalesce(${sql.ref(first.name)}, '') from first)`,
    )
    .where(sql<boolean>`${named} in (select named from first)`);
  const { rows } = await sql`with first as materialized (
      select *, json_array(${names}) as named, sum(calls) over () as all_calls from (${weighed}) order by ${most} limit ${few.limit}
    )
    select ${told}, (select all_calls from first) as all_calls from (${summed(ofFirst)}) order by ${most}`.execute(
    query,
  );
  return rows;
}

/** Of groups with several currencies, what each of these has; by how they are named. */
async function chargedOf(
  { calls, named }: GroupedCalls,
  groups: readonly string[],
): Promise<Map<Value, Row[]>> {
  if (groups.length === 0) return new Map();
  const sums = calls
    .where('call.currency', 'is not', null)
    .where(sql<boolean>`${named} in (select value from json_each(${JSON.stringify(groups)}))`)
    .select([named.as('named'), 'call.currency'])
    .select([sql`sum(call.cost_micros)`.as('cost_micros'), sql`count(*)`.as('legs')])
    .groupBy([sql`1`, sql`2`])
    .orderBy(sql`1, 2`);
  return Map.groupBy(await rowsOf(sums.execute()), (row) => row.named ?? null);
}

async function rowsOf(executed: Promise<unknown[]>): Promise<Row[]> {
  const rows = await executed.catch((error: unknown) => {
    throw asSumTooLarge(error);
  });
  return rows as Row[];
}

function keyName(name: SumGrouping): string {
  return `key_${name}`;
}

const CALLS = sql`sum(call.head)`.as('calls');
const WEIGHTS = [
  sql`sum(coalesce(call.duration_ms, 0))`.as('duration_ms'),
  sql`sum(coalesce(call.cost_micros, 0))`.as('cost_micros'),
];
const SUMS = [
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

/** The same of parts of the table, added up. */
const SUMS_OF_PARTS = sql.join([
  ...['calls', 'legs', 'answered', 'duration_ms', 'cost_micros', 'ring_ms', 'rings'].map(
    (name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`,
  ),
  ...['longest_ring_ms', 'longest_ms', 'last_day'].map(
    (name) => sql`max(${sql.ref(name)}) as ${sql.ref(name)}`,
  ),
  sql`min(first_day) as first_day`,
]);

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
function sumsOf(
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
