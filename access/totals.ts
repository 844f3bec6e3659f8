import type { Total, TotalsWish } from '../record/day-total.ts';
import { showNumber } from '../record/number.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { readTotals as storedTotals } from '../store/queries/day-totals.ts';
import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';

/** In the place of an extension whose calls are restricted. */
const HIDDEN = '***';

/** Counts and minutes of days, of the calls in the viewer's scope, by nothing that is not shown of a call either. */
export function readTotals(store: Pick<CallStore, 'connection'>, sight: Sight, wish: TotalsWish): Total[] {
  const { hidden, mask_extension } = sight.view;
  if (wish.by.includes('extension') && mask_extension) throw notShown(sight, 'Totals by extension are');
  if (wish.by.includes('person') && (mask_extension || hidden.has('calling_name')))
    throw notShown(sight, 'Totals by person are');
  if (wish.by.includes('trunk') && hidden.has('trunk')) throw notShown(sight, 'Totals by trunk are');
  const totals = storedTotals(store.connection, wish, sight.view);
  const people = sight.view.restricted.flatMap(({ extensions }) => extensions);
  if (people.length === 0 || !wish.by.includes('extension')) return totals;
  const hidden_extensions = new Set(people.map((extension) => showNumber(extension, null)));
  return totals.map((total) =>
    hidden_extensions.has(total.group.extension ?? '')
      ? { ...total, group: { ...total.group, extension: HIDDEN } }
      : total,
  );
}
