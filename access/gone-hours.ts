import type { GoneHour } from '../record/call-span.ts';
import { isOfTotals, type SumsFilter } from '../record/call-sums.ts';
import { isOfSomePeople } from '../record/call-view.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { goneHoursNow } from '../store/queries/gone-hours.ts';
import type { Sight } from './sight.ts';

/** What calls that have gone carried, and the days that were just going then: these hours tell of all their calls. */
export interface GoneTold {
  readonly hours: GoneHour[];
  readonly leaving: ReadonlySet<number>;
}

/** Null where only calls themselves could answer, or to who is shown calls of some people only. */
export function readGoneHours(
  { connection }: Pick<CallStore, 'connection'>,
  sight: Sight,
  { filter, ...days }: { from_day: number; to_day: number; filter: SumsFilter },
  sites_of: Readonly<Record<string, string>>,
): GoneTold | null {
  if (isOfSomePeople(sight.view) || !isOfTotals({ by: ['hour'], filter })) return null;
  const { hidden } = sight.view;
  const found = goneHoursNow(connection, { ...days, filter }, sight.view);
  const hours = found.hours.map((row) => ({
    ...row,
    ...(hidden.has('trunk') && { trunk: null }),
    site: Object.hasOwn(sites_of, row.source) ? (sites_of[row.source] ?? null) : null,
  }));
  return { ...found, hours };
}
