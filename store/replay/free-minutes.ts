import { CALL_PLACE as AT, FIRST_STORED } from '../../record/batch.ts';
import type { ReadRow, StoredRange } from './stored-rows.ts';

const [COST, CURRENCY] = [AT.cost_micros, AT.currency].map((at) => at - FIRST_STORED) as [number, number];

/** A line alone does not say which minutes were free: a call that costs the same without them keeps what it was found to cost with them. */
export function withFreeMinutes(rows: readonly ReadRow[], { calls }: Pick<StoredRange, 'calls'>): ReadRow[] {
  return rows.map((row) => {
    const { values } = row;
    const was = calls.get(row.offset);
    const same = was !== undefined && was.full_cost_micros !== null && values[COST] === was.full_cost_micros;
    if (!same || values[CURRENCY] !== was.values[CURRENCY]) return row;
    return { ...row, values: values.with(COST, was.values[COST] ?? null) };
  });
}
