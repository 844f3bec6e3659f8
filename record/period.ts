import { type Day, showDay } from './calendar.ts';

const UNITS = ['days', 'months', 'years'] as const;

/** How long something is kept, counted in calendar days, months or years. */
export interface Period {
  readonly count: number;
  readonly unit: (typeof UNITS)[number];
}

/** Nothing is kept for longer. */
export const LONGEST_PERIOD = '10 years';
const MOST: Readonly<Record<Period['unit'], number>> = { days: 3652, months: 120, years: 10 };
const FORM = /^([1-9]\d{0,5}) (day|month|year)s?$/;

/** Reads `90 days`, `12 months` or `3 years`; says why a text is none that may be used. */
export function readPeriod(text: string): Period | 'no period' | 'too long' {
  const [, digits = '', name = ''] = FORM.exec(text) ?? [];
  const unit = UNITS.find((known) => known === `${name}s`);
  if (unit === undefined) return 'no period';
  const count = Number(digits);
  return count > MOST[unit] ? 'too long' : { count, unit };
}

/** As it is written: `1 year`, `90 days`. */
export function showPeriod({ count, unit }: Period): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

/** The day that lies a period before another; of a month that is too short its last day. */
export function dayBefore(today: Day, { count, unit }: Period): Day {
  if (unit === 'days') return (today - count) as Day;
  const before = Temporal.PlainDate.from(showDay(today)).subtract({ [unit]: count });
  return Temporal.PlainDate.from('1970-01-01').until(before, { largestUnit: 'days' }).days as Day;
}
