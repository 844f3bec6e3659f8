import { isOfSomeCalls } from '../record/call-view.ts';
import { archivedMonthOf } from '../store/queries/archived-month.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import type { Sight } from './sight.ts';

/** The month in whose archive a call stands; null where it is in none, and for whoever is not shown the calls of everybody. */
export function archivedMonth(
  store: CallStore,
  { view }: Sight,
  call: Parameters<typeof archivedMonthOf>[1],
): string | null {
  if (isOfSomeCalls(view) || view.restricted.length > 0) return null;
  return archivedMonthOf(store.connection, call);
}

/** Said of such a call, and what brings it back. */
export const archivedHint = (month: string): string =>
  `./ledgerline archive restore ${month} --identity FILE brings it back for a time.`;
