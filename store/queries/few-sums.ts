import { sql } from 'kysely';
import type { SumGrouping, Sums, TopSums, TopWish } from '../../record/call-sums.ts';
import type { CallView } from '../../record/call-view.ts';
import type { CallStore } from './call-rows.ts';
import {
  CALLS,
  type CallSumsWish,
  type GroupedCalls,
  groupedCalls,
  keyName,
  type Row,
  rowsOf,
  SUMS,
  sumsOf,
  type Value,
  type WantedCalls,
  WEIGHTS,
} from './grouped-calls.ts';
import { type TopCalled, topCalled } from './top-called.ts';

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
  const known =
    'limit' in few ? topCalled(store.connection, { ...wish, view, top: few }, grouped.sources) : null;
  const told = known === null ? null : await knownSums(grouped, by, known);
  if (told !== null) return told;
  const calls = grouped.callsOf(grouped.ids());
  const rows = await rowsOf(fewRows(grouped, calls, by, few));
  const groups = await groupsOf(grouped, calls, by, rows);
  // Between the two somebody took calls away, or rated them again.
  return groups === null
    ? await sumFewCalls(store, view, wish, few)
    : { groups, calls: Number(rows[0]?.all_calls ?? 0) };
}

/** What rows tell; null where the calls of a group with several currencies are not those of its row any more. */
async function groupsOf(
  grouped: GroupedCalls,
  calls: WantedCalls,
  by: readonly SumGrouping[],
  rows: readonly Row[],
): Promise<Sums[] | null> {
  const { words } = grouped;
  // Almost every group has one currency; to tell groups apart by it would make them twice as many.
  const several = rows.filter((row) => row.first_currency !== row.last_currency);
  const charged = await chargedOf(
    calls,
    grouped.named,
    several.map(({ named }) => String(named)),
  );
  if (several.some(({ named = null }) => !charged.has(named))) return null;
  return rows.map((row) => {
    const { named, first_currency = null, cost_micros = null, charged_legs = null } = row;
    const one = [{ currency: first_currency, cost_micros, legs: charged_legs }];
    return sumsOf([row], charged.get(named ?? null) ?? (first_currency === null ? [] : one), { by, words });
  });
}

/** Of called parties that are known to be the first, everything, looked up by their index; null where their calls are others by now. */
async function knownSums(
  grouped: GroupedCalls,
  by: readonly SumGrouping[],
  { first, calls: all_calls, day_parts }: TopCalled,
): Promise<TopSums | null> {
  const names = first.map(({ group }) => JSON.stringify(by.map((name) => group[name] ?? null)));
  const numbers = JSON.stringify([...new Set(first.map(({ group }) => group.called))]);
  const calls = grouped
    .callsOfDays()
    // docs/decisions/0007-parts-of-the-day.md
    .where(sql<boolean>`call.day_part in (select value from json_each(${JSON.stringify(day_parts)}))`)
    .where(sql<boolean>`call.called in (select value from json_each(${numbers}))`)
    .where(sql<boolean>`${grouped.named} in (select value from json_each(${JSON.stringify(names)}))`);
  const summed = summedCalls(grouped, calls, by);
  const found = await rowsOf(
    sql`select ${toldOf(by)} from (${summed})`.execute(grouped.query).then(({ rows }) => rows),
  );
  const byName = new Map<Value, Row>(found.map((row) => [row.named ?? null, row]));
  const rows = names.flatMap((name): Row[] => {
    const row = byName.get(name);
    return row === undefined ? [] : [row];
  });
  const isSame = first.every(({ weight }, place) =>
    (['calls', 'duration_ms', 'cost_micros'] as const).every((sum) => rows[place]?.[sum] === weight[sum]),
  );
  const groups = isSame && rows.length === first.length ? await groupsOf(grouped, calls, by, rows) : null;
  return groups === null ? null : { groups, calls: all_calls };
}

/** Each group of calls by itself, with the first and the last currency of its calls. */
function summedCalls({ keys }: GroupedCalls, calls: WantedCalls, by: readonly SumGrouping[]) {
  return calls
    .select(keys.map(({ name, key }) => key.as(name)))
    .select(sql`min(call.currency)`.as('first_currency'))
    .select(sql`max(call.currency)`.as('last_currency'))
    .select(sql`count(call.currency)`.as('charged_legs'))
    .select(SUMS)
    .groupBy(sql`${placesOf(by)}`);
}

function placesOf(by: readonly SumGrouping[]) {
  return sql.join(by.map((_name, place) => sql.lit(place + 1)));
}

function namesOf(by: readonly SumGrouping[]) {
  return sql.join(by.map((name) => sql.ref(keyName(name))));
}

function toldOf(by: readonly SumGrouping[]) {
  return sql`*, json_array(${namesOf(by)}) as named`;
}

async function fewRows(
  grouped: GroupedCalls,
  calls: WantedCalls,
  by: readonly SumGrouping[],
  few: FewGroups,
): Promise<unknown[]> {
  const { query, keys, named } = grouped;
  const [places, names, told] = [placesOf(by), namesOf(by), toldOf(by)];
  const summed = (of: WantedCalls) => summedCalls(grouped, of, by);
  if ('more_calls_than' in few) {
    const large = summed(calls).having(sql`sum(call.head)`, '>', few.more_calls_than).orderBy(sql`${places}`);
    return (await sql`select ${told} from (${large})`.execute(query)).rows;
  }
  // Which groups are first is told by little of each call; everything is added up of these alone.
  const weighed = calls
    .select(keys.map(({ name, key }) => key.as(name)))
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
  calls: WantedCalls,
  named: GroupedCalls['named'],
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
