import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import { HOUR_KEYS, type HourRow, HourSums, UNKNOWN_HOUR } from '../hour-totals.ts';
import { TOTAL_ANONYMOUS } from '../job-store.ts';
import { joinSmall } from './small-groups.ts';

const OTHERS_OF_HOUR = { destination_class: DESTINATION_CLASSES.indexOf('unknown'), trunk: 0 };
const OTHERS_OF_DIRECTION = { ...OTHERS_OF_HOUR, hour: UNKNOWN_HOUR, utc_offset_min: 0 };
const SEVERAL_DIRECTIONS = { ...OTHERS_OF_DIRECTION, direction: DIRECTIONS.length };

/**
 * The same counts, costs and times of each source, no group of fewer calls than one may have: such groups join the others of their
 * hour and direction, then those of their direction, of which no hour is known, then those of several directions. As of days,
 * only of a source that had so few calls in a currency on the whole day the sum stands.
 */
export function anonymousHours(rows: readonly HourRow[], smallest: number): HourSums {
  const bare = rows.map((row) => ({ ...row, destination_country: 0, step: TOTAL_ANONYMOUS }));
  const rule = { keys: HOUR_KEYS, smallest };
  const hours = new HourSums();
  const parts = (all: readonly HourRow[], keys: readonly (keyof HourRow)[], shared: Partial<HourRow>) =>
    [...Map.groupBy(all, (row) => keys.map((name) => row[name]).join(' ')).values()].flatMap((part) =>
      joinSmall(part, rule, shared),
    );
  for (const of_source of Map.groupBy(bare, (row) => `${row.source} ${row.held} ${row.currency}`).values()) {
    const ofHours = parts(of_source, ['hour', 'utc_offset_min', 'direction'], OTHERS_OF_HOUR);
    const ofDirections = parts(ofHours, ['direction'], OTHERS_OF_DIRECTION);
    for (const row of joinSmall(ofDirections, rule, SEVERAL_DIRECTIONS)) hours.add(row);
  }
  return hours;
}
