import { DAY_MS } from '../../record/calendar.ts';
import type { GoneHour } from '../../record/call-span.ts';
import type { TotalsFilter } from '../../record/day-total.ts';
import { UNKNOWN_HOUR } from '../hour-totals.ts';
import type { Connection } from '../open-database.ts';
import { IS_GONE, leavingDays } from './leaving-days.ts';
import { shownTrunk, type TotalsView, wantedTotals } from './wanted-totals.ts';

interface GoneRow {
  readonly source: string;
  readonly trunk: string | null;
  readonly day: number;
  readonly hour: number;
  readonly utc_offset_min: number;
  readonly legs: number;
  readonly calls: number;
  readonly busy_ms: number;
  readonly talk_ms: number;
}

/** What calls that have gone carried, by hours of the days on which they began; a viewer of some extensions is told none of it. */
export function goneHours(
  connection: Connection,
  { from_day, to_day, filter }: { from_day: number; to_day: number; filter: TotalsFilter },
  view: TotalsView,
): Omit<GoneHour, 'site'>[] {
  const { ofTotals, ofBelonging, parameters } = wantedTotals({ held: false, filter }, view);
  const conditions = [IS_GONE, 'day between @from and @to', ...ofTotals, ...ofBelonging];
  const rows = connection.prepare<object, GoneRow>(
    `select source.name as source, label.text as trunk, day, hour, utc_offset_min,
       legs, calls, busy_ms, talk_ms
     from (select total.source, ${shownTrunk(view.mask.length > 0)} as trunk, day, hour, utc_offset_min, sum(legs) as legs,
         sum(calls) as calls, sum(busy_ms) as busy_ms, sum(talk_ms) as talk_ms
       from hour_total as total where ${conditions.join(' and ')} group by 1, 2, 3, 4, 5) as carried
     join source on source.id = carried.source left join label on label.id = carried.trunk
     order by day, hour`,
  );
  return rows
    .all({ from: from_day, to: to_day, ...parameters })
    .map(({ source, trunk, day, hour, utc_offset_min, ...carried }) => ({
      ...{ source, trunk, day },
      hour_at: hour === UNKNOWN_HOUR ? null : day * DAY_MS + hour * 3_600_000 - utc_offset_min * 60_000,
      ...{ legs: carried.legs, calls: carried.calls, busy_ms: carried.busy_ms, duration_ms: carried.talk_ms },
    }));
}

/** The same with the days that were just going then, of which these hours tell all calls: in one state, as a day begins to go at any time. */
export function goneHoursNow(
  connection: Connection,
  wish: Parameters<typeof goneHours>[1],
  view: TotalsView,
): { readonly hours: Omit<GoneHour, 'site'>[]; readonly leaving: ReadonlySet<number> } {
  return connection.transaction(() => ({
    hours: goneHours(connection, wish, view),
    leaving: leavingDays(connection),
  }))();
}
