import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import { CountedUnits } from '../counted-units.ts';
import { TOTAL_KEYS, TOTAL_SUMS, TotalSums, totalAdder } from '../day-totals.ts';
import { HOUR_COLUMNS, type HourRow, hourAdder } from '../hour-totals.ts';
import { type AgedTotals, TOTAL_ANONYMOUS, type TotalsToAge } from '../job-store.ts';
import { heldDay } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { anonymousHours } from './anonymous-hours.ts';
import { joinSmall } from './small-groups.ts';

const UNKNOWN_CLASS = DESTINATION_CLASSES.indexOf('unknown');

/** The keys and sums of a total. */
export type TotalRow = Record<(typeof TOTAL_KEYS)[number] | (typeof TOTAL_SUMS)[number], number>;

/**
 * Totals of calls that are gone, when they have reached an age: without extensions, of which the units stay, and countries, small
 * groups with those of their direction, or removed. Totals of calls that are there follow from these, and go as they do.
 */
export function createAgingTotals(connection: Connection) {
  const addTotals = totalAdder(connection);
  const units = new CountedUnits(connection);
  const addHours = hourAdder(connection);
  const rowsOf = connection.prepare<[number], TotalRow>(
    `select ${[...TOTAL_KEYS, ...TOTAL_SUMS].join(', ')} from day_total where day = ? and gone = 1`,
  );
  const hoursOf = connection.prepare<[number], HourRow>(
    `select ${HOUR_COLUMNS.join(', ')} from hour_total where day = ? and gone = 1`,
  );
  const removeHours = connection.prepare<[number], unknown>(
    'delete from hour_total where day = ? and gone = 1',
  );
  const remove = connection.prepare<[number], unknown>('delete from day_total where day = ? and gone = 1');
  const age = connection.transaction((wish: TotalsToAge): AgedTotals => {
    const { step, before, after, limit, today, anonymity } = wish;
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
      const hours = hoursOf.all(day);
      remove.run(day);
      removeHours.run(day);
      const counted = found.map((row) => ({ ...row, extension: units.of({ ...row, day }, anonymity) ?? 0 }));
      if (step === 'anonymous') {
        addTotals(day, 1, anonymousTotals(counted, anonymity.smallest_group));
        addHours(day, 1, anonymousHours(hours, anonymity.smallest_group));
      }
      rows += count;
      last = day;
    }
    return { rows, done: days.length < limit, after: last };
  });
  return { ageTotals: (wish: TotalsToAge): AgedTotals => age.immediate(wish) };
}

/**
 * The same counts and minutes of each source and unit by direction, class and trunk, no group of fewer calls than one may have: such
 * groups join the others of their direction, and where these are too few as well, those of several directions. What is too small
 * still takes the smallest group beside it along. Only of a unit that had so few calls of a source in a currency on the whole day
 * the sum stands, which is of enough people: what a unit had stays its own, and costs in two currencies are never one sum.
 */
export function anonymousTotals(rows: readonly TotalRow[], smallestGroup: number): TotalSums {
  const bare = rows.map((row) => ({ ...row, destination_country: 0, step: TOTAL_ANONYMOUS }));
  const totals = new TotalSums();
  const rule = { keys: TOTAL_KEYS, smallest: smallestGroup };
  const parts = Map.groupBy(bare, ({ source, extension: unit, held, currency }) =>
    [source, unit, held, currency].join(' '),
  );
  for (const part of parts.values()) {
    const byDirection = [...Map.groupBy(part, ({ direction }) => `${direction}`).values()];
    const joined = byDirection.flatMap((one) => joinSmall(one, rule, OTHERS_OF_DIRECTION));
    for (const row of joinSmall(joined, rule, SEVERAL_DIRECTIONS))
      totals.add(
        [...TOTAL_KEYS, ...TOTAL_SUMS].map((name) => row[name]),
        0,
      );
  }
  return totals;
}

const OTHERS_OF_DIRECTION = { destination_class: UNKNOWN_CLASS, trunk: 0 };
const SEVERAL_DIRECTIONS = { ...OTHERS_OF_DIRECTION, direction: DIRECTIONS.length };
