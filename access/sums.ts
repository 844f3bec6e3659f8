import { isOfTotals, type Sums, type SumsFilter, type SumsWish } from '../record/call-sums.ts';
import type { TotalGrouping } from '../record/day-total.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { sumCalls } from '../store/queries/call-sums.ts';
import type { CallFilter } from '../store/queries/wanted-calls.ts';
import { refuseUnseen } from './calls.ts';
import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';
import { readTotals } from './totals.ts';

/**
 * Calls added up by what is shown of them: from the totals of days, which know calls that have gone, where these can answer, else
 * from the calls themselves.
 */
export async function readSums(store: CallStore, sight: Sight, wish: SumsWish): Promise<Sums[]> {
  const filter = callFilter(wish);
  refuseUnseen(sight, filter);
  const by = [...wish.by];
  // Who sees single extensions only, or masked ones, is answered from calls, which know who took part.
  if (isOfTotals(wish) && sight.view.extensions === null && wish.filter.extension === undefined)
    return readTotals(store, sight, { ...wish, by: by as TotalGrouping[], held: false }).map((total) => ({
      ...total,
      ...{ ring_ms: null, rings: null, longest_ms: null, first_day: null, last_day: null },
    }));
  refuseGroups(sight, wish);
  return await sumCalls(store, sight.view, { by, filter, sites_of: wish.sites_of });
}

function refuseGroups(sight: Sight, { by, filter }: SumsWish): void {
  const { hidden, mask_extension } = sight.view;
  if (by.includes('extension') && mask_extension) throw notShown(sight, 'Sums by extension are');
  if (by.includes('person') && (mask_extension || hidden.has('calling_name')))
    throw notShown(sight, 'Sums by person are');
  if (by.includes('trunk') && hidden.has('trunk')) throw notShown(sight, 'Sums by trunk are');
  if (by.includes('cause') && hidden.has('cause')) throw notShown(sight, 'Sums by cause are');
  if ((by.includes('account_code') || filter.account_code !== undefined) && hidden.has('account_code'))
    throw notShown(sight, 'Sums by account code are');
}

/** The same as of calls one by one. */
export function callFilter({ from_day, to_day, filter, sites_of }: SumsWish): CallFilter {
  const { unit, person, ...rest }: SumsFilter = filter;
  const belonging = {
    sites_of,
    ...(unit !== undefined && { unit }),
    ...(person !== undefined && { person }),
  };
  return {
    ...{ from_day, to_day, ...rest },
    ...((unit !== undefined || person !== undefined) && { belonging }),
  };
}
