import type { Connection } from '../open-database.ts';
import type { SubjectTotals } from '../subject-store.ts';

/**
 * Runs what takes calls away, and makes sure that counts and minutes of their days are the same behind it, of what is there and
 * what is gone together. The sums before and after are added up beside the request.
 */
export function createTotalsGuard(
  connection: Connection,
): (request: number, days: readonly number[], take: () => void) => void {
  const sums = connection.prepare<{ list: string }, SubjectTotals>(
    `select coalesce(sum(legs), 0) as legs, coalesce(sum(calls), 0) as calls, coalesce(sum(answered), 0) as answered,
     coalesce(sum(duration_ms), 0) as duration_ms from (
       select 1 as legs, head as calls, coalesce(answered, 0) as answered, coalesce(duration_ms, 0) as duration_ms
       from call where day in (select value from json_each(@list))
       union all
       select legs, calls, answered, duration_ms from day_total
       where gone = 1 and day in (select value from json_each(@list)))`,
  );
  const known = connection
    .prepare<[number], string>('select totals from subject_request where id = ?')
    .pluck();
  const set = connection.prepare<[string, number], unknown>(
    'update subject_request set totals = ? where id = ?',
  );
  return (request, days, take) => {
    if (days.length === 0) return;
    const list = JSON.stringify(days);
    const before = sums.get({ list }) ?? NONE;
    take();
    const after = sums.get({ list }) ?? NONE;
    if (NAMES.some((name) => before[name] !== after[name]))
      throw new Error('counts or minutes of a day would be others after an erasure');
    const text = known.get(request);
    if (text === undefined) return;
    const totals = JSON.parse(text) as Partial<Record<'before' | 'after', SubjectTotals>>;
    const sum = { before: added(totals.before, before), after: added(totals.after, after) };
    set.run(JSON.stringify(sum), request);
  };
}

const NAMES = ['legs', 'calls', 'answered', 'duration_ms'] as const;
const NONE: SubjectTotals = { legs: 0, calls: 0, answered: 0, duration_ms: 0 };

function added(one: SubjectTotals = NONE, other: SubjectTotals): SubjectTotals {
  return Object.fromEntries(NAMES.map((name) => [name, one[name] + other[name]])) as unknown as SubjectTotals;
}
