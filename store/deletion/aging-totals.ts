import { DESTINATION_CLASSES } from '../../record/call.ts';
import { TOTAL_KEYS, TOTAL_SUMS, TotalSums, totalAdder } from '../day-totals.ts';
import { type AgedTotals, TOTAL_ANONYMOUS, type TotalsToAge } from '../job-store.ts';
import { heldDay } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';

const UNKNOWN_CLASS = DESTINATION_CLASSES.indexOf('unknown');

type TotalRow = Record<(typeof TOTAL_KEYS)[number] | (typeof TOTAL_SUMS)[number], number>;

/**
 * Totals of calls that are gone, when they have reached an age: without extensions and countries, small groups with those of
 * their direction, or removed. Totals of calls that are there follow from these, and go as they do.
 */
export function createAgingTotals(connection: Connection) {
  const addTotals = totalAdder(connection);
  const rowsOf = connection.prepare<[number], TotalRow>(
    `select ${[...TOTAL_KEYS, ...TOTAL_SUMS].join(', ')} from day_total where day = ? and gone = 1`,
  );
  const remove = connection.prepare<[number], unknown>('delete from day_total where day = ? and gone = 1');
  const age = connection.transaction((wish: TotalsToAge): AgedTotals => {
    const { step, before, after, limit, today, smallest_group } = wish;
    const days = connection
      .prepare<object, { day: number; count: number }>(
        `select day, count(*) as count from day_total where gone = 1 and day > @after and day < @before and step < @step
         and not ${heldDay(connection, today, 'day')} group by day order by day limit @limit`,
      )
      .all({ before, after, limit, step: step === 'gone' ? TOTAL_ANONYMOUS + 1 : TOTAL_ANONYMOUS });
    let [rows, last] = [0, after];
    for (const { day, count } of days) {
      if (rows >= limit) return { rows, done: false, after: last };
      const found = rowsOf.all(day);
      remove.run(day);
      if (step === 'anonymous') addTotals(day, 1, anonymousTotals(found, smallest_group));
      rows += count;
      last = day;
    }
    return { rows, done: days.length < limit, after: last };
  });
  return { ageTotals: (wish: TotalsToAge): AgedTotals => age.immediate(wish) };
}

/** The same counts and minutes by source, direction, class and trunk; those of few calls by source and direction only. */
function anonymousTotals(rows: readonly TotalRow[], smallestGroup: number): TotalSums {
  const bare = rows.map((row) => ({ ...row, extension: 0, destination_country: 0, step: TOTAL_ANONYMOUS }));
  const groups = new Map<string, TotalRow[]>();
  for (const row of bare) {
    const key = TOTAL_KEYS.map((name) => row[name]).join(' ');
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const totals = new TotalSums();
  for (const group of groups.values()) {
    const small = group.reduce((sum, { calls }) => sum + calls, 0) < smallestGroup;
    for (const row of group) {
      const kept = small ? { ...row, destination_class: UNKNOWN_CLASS, trunk: 0 } : row;
      totals.add(
        [...TOTAL_KEYS, ...TOTAL_SUMS].map((name) => kept[name]),
        0,
      );
    }
  }
  return totals;
}
