import { CALL_PLACE as AT, FIRST_STORED } from '../../record/batch.ts';
import { isWithheld } from '../../record/number.ts';
import type { CallValues, ReadRow, StoredRange } from './stored-rows.ts';

/** What was told from the whole number when there was one. */
const TOLD = [AT.direction, AT.destination_class, AT.destination_country, AT.cost_micros, AT.currency].map(
  (at) => at - FIRST_STORED,
);
const PARTIES = [AT.calling, AT.called].map((at) => at - FIRST_STORED);
const HELD_BY = AT.held_by - FIRST_STORED;

/**
 * Where a number was withheld, its line does not say any more where the call went. The call keeps what its first reading
 * knew, for as long as the same digits are all that is left, and `held` asks the thresholds again by that.
 */
export function withKnownDestinations(
  rows: readonly ReadRow[],
  stored: Pick<StoredRange, 'calls'>,
  held: (values: CallValues, row: ReadRow) => CallValues[number],
): ReadRow[] {
  return rows.map((row) => {
    const was = stored.calls.get(row.offset)?.values;
    if (was === undefined || !sameWithheld(row.values, was)) return row;
    const values = [...row.values];
    for (const column of TOLD) values[column] = was[column] ?? null;
    values[HELD_BY] = held(values, row) ?? null;
    return { ...row, values };
  });
}

function sameWithheld(is: CallValues, was: CallValues): boolean {
  const hidden = PARTIES.filter((column) => isWithheld(Number(is[column] ?? 0)));
  return hidden.length > 0 && hidden.every((column) => is[column] === was[column]);
}
