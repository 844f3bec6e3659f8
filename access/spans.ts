import type { CallSpan, GoneHour } from '../record/call-span.ts';
import { isOfTotals, type SumsFilter } from '../record/call-sums.ts';
import { isOfSomePeople } from '../record/call-view.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { callSpans } from '../store/queries/call-spans.ts';
import { goneHours } from '../store/queries/gone-hours.ts';
import type { CallFilter } from '../store/queries/wanted-calls.ts';
import { refuseUnseen } from './calls.ts';
import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';

/** What calls that have gone carried; null where only calls themselves could answer, or to who is shown calls of some people only. */
export function readGoneHours(
  store: CallStore,
  sight: Sight,
  { filter, ...days }: { from_day: number; to_day: number; filter: SumsFilter },
  sites_of: Readonly<Record<string, string>>,
): GoneHour[] | null {
  if (isOfSomePeople(sight.view) || !isOfTotals({ by: ['hour'], filter })) return null;
  const { hidden } = sight.view;
  return goneHours(store.connection, { ...days, filter }, sight.view).map((row) => ({
    ...row,
    ...(hidden.has('trunk') && { trunk: null }),
    site: Object.hasOwn(sites_of, row.source) ? (sites_of[row.source] ?? null) : null,
  }));
}

/** When the calls of a viewer began and ended, in the order of their start; by trunk only for who is shown trunks. */
export function readSpans(
  store: CallStore,
  sight: Sight,
  {
    filter,
    sites_of,
    by,
  }: {
    filter: CallFilter & { readonly from_day: number; readonly to_day: number };
    sites_of: Readonly<Record<string, string>>;
    by: 'trunk' | 'other';
  },
): AsyncGenerator<CallSpan> {
  refuseUnseen(sight, filter);
  if (filter.account_code !== undefined && sight.view.hidden.has('account_code'))
    throw notShown(sight, 'Calls cannot be looked for by account code: those are');
  if (by === 'trunk' && sight.view.hidden.has('trunk')) throw notShown(sight, 'Traffic by trunk is');
  return callSpans(store, filter, { view: sight.view, sites_of });
}
