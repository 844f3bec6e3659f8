import type { Total, TotalsWish } from '../record/day-total.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { readTotals as storedTotals } from '../store/queries/day-totals.ts';
import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';

/** Counts and minutes of days, of the calls in the viewer's scope, by nothing that is not shown of a call either. */
export function readTotals(store: Pick<CallStore, 'connection'>, sight: Sight, wish: TotalsWish): Total[] {
  const { hidden, mask_extension } = sight.view;
  if (wish.by.includes('extension') && mask_extension) throw notShown(sight, 'Totals by extension are');
  if (wish.by.includes('person') && (mask_extension || hidden.has('calling_name')))
    throw notShown(sight, 'Totals by person are');
  if (wish.by.includes('trunk') && hidden.has('trunk')) throw notShown(sight, 'Totals by trunk are');
  return storedTotals(store.connection, wish, sight.view);
}
