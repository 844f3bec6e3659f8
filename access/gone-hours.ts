import type { GoneHour } from '../record/call-span.ts';
import { isOfTotals, type SumsFilter } from '../record/call-sums.ts';
import { isOfSomePeople } from '../record/call-view.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { goneHours } from '../store/queries/gone-hours.ts';
import type { Sight } from './sight.ts';

/** Not where only calls themselves could answer, nor to who is shown calls of some people only. */
export function hoursTellOfGone({ view }: Sight, filter: SumsFilter): boolean {
  return !isOfSomePeople(view) && isOfTotals({ by: ['hour'], filter });
}

/** What calls that have gone carried; null where hours do not tell of it. */
export function readGoneHours(
  store: Pick<CallStore, 'connection'>,
  sight: Sight,
  { filter, ...days }: { from_day: number; to_day: number; filter: SumsFilter },
  sites_of: Readonly<Record<string, string>>,
): GoneHour[] | null {
  if (!hoursTellOfGone(sight, filter)) return null;
  const { hidden } = sight.view;
  return goneHours(store.connection, { ...days, filter }, sight.view).map((row) => ({
    ...row,
    ...(hidden.has('trunk') && { trunk: null }),
    site: Object.hasOwn(sites_of, row.source) ? (sites_of[row.source] ?? null) : null,
  }));
}
