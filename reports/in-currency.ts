import type { SeenCall } from '../record/call.ts';
import { type SumGrouping, type Sums, type SumsFilter, topSumsOf } from '../record/call-sums.ts';
import { exactSum, sumsByCurrency } from '../record/exact-sum.ts';
import { type Exchange, missingRates } from './exchange-rate.ts';
import type { ReportSources } from './report.ts';
import type { ReportPeriod } from './report-period.ts';

/** Calls whose cost centres are looked up together. */
const CALLS_AT_ONCE = 1_000;

/** The order in which groups of a day are added up, whatever a report is told by. */
const ORDER: readonly SumGrouping[] = ['cost_centre', 'extension', 'person'];

/** What reports are made of, with every cost in one currency. */
export function inCurrency(sources: ReportSources, exchange: Exchange): ReportSources {
  const sums: ReportSources['sums'] = async (period, by, filter, more_calls_than = 0) => {
    const wanted = [...new Set<SumGrouping>([...by, 'day', 'cost_centre'])];
    const found = addedUp(exchangedSums(await sources.sums(period, wanted, filter), exchange), by);
    return found.filter(({ calls }) => more_calls_than === 0 || calls > more_calls_than);
  };
  const calls: ReportSources['calls'] = (period, filter) =>
    exchangedCalls(sources, exchange, { period, filter });
  return {
    ...sources,
    // What a group costs is known when it was exchanged.
    topSums: async (period, by, filter, top) => topSumsOf(await sums(period, by, filter), top),
    ...{ sums, calls, exchanged: { sums: sources.sums, exchange } },
    async topCalls(period, filter, { by, limit }) {
      const size = (call: SeenCall): number => (by === 'cost' ? call.cost_micros : call.duration_ms) ?? 0;
      let most: SeenCall[] = [];
      const keepMost = (): void => {
        most = most.sort((one, other) => size(other) - size(one)).slice(0, limit);
      };
      for await (const call of calls(period, filter)) {
        if (size(call) > 0) most.push(call);
        if (most.length > 2 * limit + CALLS_AT_ONCE) keepMost();
      }
      keepMost();
      return most;
    },
  };
}

type OfDay = Pick<Sums, 'group' | 'costs' | 'charged_legs'>;

/** Groups of days and cost centres in the order in which they are added up. */
export function inOrder<Row extends OfDay>(rows: readonly Row[]): Row[] {
  const others = Object.keys(rows[0]?.group ?? {}).filter((name) => !ORDER.includes(name as SumGrouping));
  const names = [...ORDER, ...others.sort()] as SumGrouping[];
  const keyed = rows.map((row) => ({
    ...{ row, key: JSON.stringify(names.map((name) => row.group[name] ?? null)) },
  }));
  return keyed
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
    .map(({ row }) => row);
}

/** The same groups with their costs in one currency; refused where a day has no rate. */
export function exchangedSums<Row extends OfDay>(rows: readonly Row[], exchange: Exchange): Row[] {
  refuseWithoutRates(rows, exchange);
  const grow = exchange.growing();
  return inOrder(rows).map((row) => {
    const { day = null, cost_centre = null } = row.group;
    const of = JSON.stringify(cost_centre);
    const costs = Object.entries(row.costs).map(([currency, micros]) =>
      grow({ micros, currency, day: day ?? '', of }),
    );
    const legs = Object.values(row.charged_legs).reduce((sum, one) => sum + one, 0);
    if (costs.length === 0) return row;
    const cost = exactSum(costs.reduce((sum, one) => sum + one, 0));
    return { ...row, costs: { [exchange.currency]: cost }, charged_legs: { [exchange.currency]: legs } };
  });
}

function refuseWithoutRates(rows: readonly OfDay[], exchange: Exchange): void {
  const lacking = rows.flatMap(({ group: { day = null }, costs }) =>
    Object.keys(costs)
      .filter((currency) => !exchange.has(currency, day ?? ''))
      .map((currency) => ({ currency, day: day ?? '' })),
  );
  if (lacking.length === 0) return;
  const days = Map.groupBy(lacking, ({ currency }) => currency);
  throw missingRates(
    exchange.currency,
    new Map([...days].map(([currency, some]) => [currency, some.map(({ day }) => day)])),
  );
}

async function* exchangedCalls(
  sources: ReportSources,
  exchange: Exchange,
  { period, filter }: { period: ReportPeriod; filter: SumsFilter },
): AsyncGenerator<SeenCall> {
  // Before the first row is written.
  refuseWithoutRates(await sources.sums(period, ['day'], filter), exchange);
  const grow = exchange.growing();
  let page: SeenCall[] = [];
  async function* exchangedPage(): AsyncGenerator<SeenCall> {
    const centres = await sources.costCentresOf(page.map(({ id }) => id));
    for (const call of page) {
      const { cost_micros: micros, currency, started_at } = call;
      if (micros === null || currency === null) yield call;
      else {
        const of = String(centres.get(call.id) ?? null);
        const cost_micros = grow({ micros, currency, day: started_at.slice(0, 10), of });
        yield { ...call, cost_micros, currency: exchange.currency };
      }
    }
    page = [];
  }
  for await (const call of sources.calls(period, filter)) {
    page.push(call);
    if (page.length === CALLS_AT_ONCE) yield* exchangedPage();
  }
  yield* exchangedPage();
}

/** Groups that are one without their day or cost centre. */
function addedUp(rows: readonly Sums[], by: readonly SumGrouping[]): Sums[] {
  const groups = new Map<string, Sums>();
  for (const row of rows) {
    const group = Object.fromEntries(by.map((name) => [name, row.group[name] ?? null]));
    const key = JSON.stringify(by.map((name) => group[name]));
    const was = groups.get(key);
    groups.set(key, was === undefined ? { ...row, group } : both(was, row));
  }
  return [...groups.values()];
}

function both(one: Sums, other: Sums): Sums {
  const known = (
    name: 'reached' | 'missed' | 'ring_ms' | 'rings' | 'longest_ring_ms' | 'longest_ms',
    join: (a: number, b: number) => number,
  ): number | null => {
    const [a, b] = [one[name], other[name]];
    return a === null || b === null ? null : join(a, b);
  };
  const sum = (a: number, b: number): number => a + b;
  const byCurrency = (name: 'costs' | 'charged_legs'): Record<string, number> =>
    sumsByCurrency([one[name], other[name]]);
  return {
    group: one.group,
    ...{ calls: one.calls + other.calls, legs: one.legs + other.legs },
    ...{ answered: one.answered + other.answered, duration_ms: one.duration_ms + other.duration_ms },
    ...{ costs: byCurrency('costs'), charged_legs: byCurrency('charged_legs') },
    ...{ legs_gone: one.legs_gone + other.legs_gone },
    ...{ reached: known('reached', sum), missed: known('missed', sum) },
    ...{ ring_ms: known('ring_ms', sum), rings: known('rings', sum) },
    longest_ring_ms: known('longest_ring_ms', Math.max),
    longest_ms: known('longest_ms', Math.max),
    first_day: one.first_day < other.first_day ? one.first_day : other.first_day,
    last_day: one.last_day > other.last_day ? one.last_day : other.last_day,
  };
}
