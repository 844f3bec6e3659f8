import { type Day, showDay } from './calendar.ts';

const UNITS = ['days', 'months', 'years'] as const;

/** How long something is kept, in whole units of the calendar. */
export interface Period {
  readonly count: number;
  readonly unit: (typeof UNITS)[number];
}

/** Nothing is kept longer, whatever a policy says (MISSION.md, CC1). */
export const LONGEST_YEARS = 10;

const WRITTEN = /^(\d{1,5}) (day|month|year)s?$/;

/** Reads `90 days`, `12 months`, `1 year`; null for anything else, and for no time at all. */
export function parsePeriod(text: string): Period | null {
  const [, digits, word] = WRITTEN.exec(text.trim()) ?? [];
  const unit = UNITS.find((name) => name === `${word}s`);
  const count = Number(digits);
  return unit === undefined || count === 0 ? null : { count, unit };
}

/** `90 days`, `1 year` */
export function showPeriod({ count, unit }: Period): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

/**
 * The edge of a period: what happened on an earlier day has reached that age, what happened on it or later has not. Of a
 * month that is too short, its last day.
 */
export function edgeOf(period: Period, today: Day): Day {
  const date = EPOCH.add({ days: today }).subtract({ [period.unit]: period.count });
  return EPOCH.until(date, { largestUnit: 'days' }).days as Day;
}

/** The first day on which something of a day has reached the age. */
export function reachedOn(period: Period, day: Day): Day {
  const date = EPOCH.add({ days: day }).add({ [period.unit]: period.count });
  return (EPOCH.until(date, { largestUnit: 'days' }).days + 1) as Day;
}

const EPOCH = Temporal.PlainDate.from('1970-01-01');

/** Whether the one ends no later than the other, whatever the day they begin on: months have 28 to 31 days. */
export function endsNoLater(one: Period, other: Period): boolean {
  const [months, otherMonths] = [monthsOf(one), monthsOf(other)];
  if (months !== null && otherMonths !== null) return months <= otherMonths;
  return mostDays(one) <= fewestDays(other);
}

function monthsOf({ count, unit }: Period): number | null {
  return unit === 'days' ? null : unit === 'months' ? count : count * 12;
}

/** No day of the calendar has more, or fewer, days before the same day so many months earlier. */
function mostDays(period: Period): number {
  const months = monthsOf(period);
  if (months === null) return period.count;
  const [years, rest] = [Math.floor(months / 12), months % 12];
  return years * 365 + Math.ceil(years / 4) + (rest === 0 ? 0 : Math.ceil(rest * 30.5) + 1);
}

function fewestDays(period: Period): number {
  const months = monthsOf(period);
  if (months === null) return period.count;
  const [years, rest] = [Math.floor(months / 12), months % 12];
  // A century without a leap day can lie in it.
  return years * 365 + Math.max(0, Math.floor(years / 4) - 1) + Math.max(0, Math.floor(rest * 30.5) - 3);
}

/** The first day on which what ages by a day is gone by a period, as it is written; null where there is none. */
export function goneOn(text: string | null | undefined, day: number): string | null {
  const period = parsePeriod(text ?? '');
  return period === null ? null : showDay(reachedOn(period, day as Day));
}
