import { DAY_MS, type Day, parseDay, showDay } from '../record/calendar.ts';

/** Whole local days from the first to the last. */
export interface ReportPeriod {
  readonly from_day: Day;
  readonly to_day: Day;
  /** As it was asked for: `last-month`, `2026-10`. */
  readonly asked: string;
}

/** Every way to name a period, for help and messages. */
export const PERIODS =
  'today, yesterday, this-week, last-week, this-month, last-month, this-quarter, last-quarter, this-year, last-year, last-30-days, 2026-10-31, 2026-W44, 2026-10, 2026-Q4, 2026, or 2026-10-01..2026-10-15';

const UNITS = ['week', 'month', 'quarter', 'year'] as const;
type Unit = (typeof UNITS)[number];

/** Null for what is no period. `today` is the local day; weeks begin on Monday (ISO 8601). */
export function readPeriod(asked: string, today: Day): ReportPeriod | null {
  const days = daysOf(asked.trim().toLowerCase(), dateOf(today));
  if (days === null || Temporal.PlainDate.compare(days[0], days[1]) > 0) return null;
  return { from_day: dayOf(days[0]), to_day: dayOf(days[1]), asked };
}

/** As many days, or the same month, quarter or year, before it: what a period is compared with. */
export function periodBefore({ from_day, to_day, asked }: ReportPeriod): ReportPeriod {
  const [from, to] = [dateOf(from_day), dateOf(to_day).add({ days: 1 })];
  const months = from.until(to, { largestUnit: 'months' });
  // Whole months are as long as they are: February comes before March.
  const whole = from.day === 1 && to.day === 1 && months.days === 0;
  const start = whole
    ? from.subtract({ months: months.months })
    : from.subtract({ days: to_day - from_day + 1 });
  return { from_day: dayOf(start), to_day: (from_day - 1) as Day, asked: `before ${asked}` };
}

/** The days, weeks or months of a period, called by their names; the first and the last end where it ends. */
export function partsOf(
  { from_day, to_day }: Pick<ReportPeriod, 'from_day' | 'to_day'>,
  unit: 'day' | 'week' | 'month',
): ReportPeriod[] {
  const parts: ReportPeriod[] = [];
  for (let day = from_day; day <= to_day; ) {
    const start = unit === 'day' ? dateOf(day) : startOf(dateOf(day), unit);
    const next = dayOf(start.add({ [`${unit}s`]: 1 }));
    parts.push({ from_day: day, to_day: Math.min(next - 1, to_day) as Day, asked: nameOf(start, unit) });
    day = next;
  }
  return parts;
}

function nameOf(start: Temporal.PlainDate, unit: 'day' | 'week' | 'month'): string {
  if (unit === 'week') return `${start.yearOfWeek}-W${String(start.weekOfYear).padStart(2, '0')}`;
  return start.toString().slice(0, unit === 'day' ? 10 : 7);
}

/** `2026-10-01 to 2026-10-31` */
export function showPeriod({ from_day, to_day }: Pick<ReportPeriod, 'from_day' | 'to_day'>): string {
  return from_day === to_day ? showDay(from_day) : `${showDay(from_day)} to ${showDay(to_day)}`;
}

type Days = readonly [Temporal.PlainDate, Temporal.PlainDate];

function daysOf(text: string, today: Temporal.PlainDate): Days | null {
  const [, named = '', unit = ''] = /^(this|last)-(week|month|quarter|year)$/.exec(text) ?? [];
  const known = UNITS.find((one) => one === unit);
  if (known !== undefined) {
    const start = startOf(today, known);
    return spanFrom(named === 'this' ? start : start.subtract(lengthOf(known)), known);
  }
  if (text === 'today') return [today, today];
  if (text === 'yesterday') return [today.subtract({ days: 1 }), today.subtract({ days: 1 })];
  const [, count] = /^last-([1-9]\d{0,3})-days$/.exec(text) ?? [];
  if (count !== undefined) return [today.subtract({ days: Number(count) }), today.subtract({ days: 1 })];
  const [first, last, ...more] = text.split('..');
  if (last !== undefined && more.length === 0) {
    const [from, to] = [writtenDays(first ?? ''), writtenDays(last)];
    return from === null || to === null ? null : [from[0], to[1]];
  }
  return writtenDays(text);
}

/** `2026-10-31`, `2026-10`, `2026-q4`, `2026-w44`, `2026` */
function writtenDays(text: string): Days | null {
  const day = parseDay(text);
  if (day !== null) return [dateOf(day), dateOf(day)];
  const [, year = '', kind = '', digits = ''] = /^(\d{4})(?:-(w|q|)(\d{1,2}))?$/.exec(text) ?? [];
  const number = Number(digits);
  if (year === '' || Number(year) < 1970 || Number(year) > 2200) return null;
  const january = new Temporal.PlainDate(Number(year), 1, 1);
  if (digits === '') return spanFrom(january, 'year');
  if (kind === 'q')
    return number < 1 || number > 4 ? null : spanFrom(january.add({ months: 3 * (number - 1) }), 'quarter');
  if (kind === 'w') return weekOf(january, number);
  return number < 1 || number > 12 ? null : spanFrom(january.add({ months: number - 1 }), 'month');
}

/** The first week of a year is the one with its 4 January. */
function weekOf(january: Temporal.PlainDate, number: number): Days | null {
  const start = startOf(january.add({ days: 3 }), 'week').add({ days: 7 * (number - 1) });
  return number < 1 || start.yearOfWeek !== january.year ? null : spanFrom(start, 'week');
}

function lengthOf(unit: Unit): Temporal.DurationLike {
  return unit === 'quarter' ? { months: 3 } : { [`${unit}s`]: 1 };
}

function startOf(day: Temporal.PlainDate, unit: Unit): Temporal.PlainDate {
  if (unit === 'week') return day.subtract({ days: day.dayOfWeek - 1 });
  if (unit === 'month') return day.with({ day: 1 });
  const month = unit === 'year' ? 1 : day.month - ((day.month - 1) % 3);
  return day.with({ month, day: 1 });
}

function spanFrom(start: Temporal.PlainDate, unit: Unit): Days {
  return [start, start.add(lengthOf(unit)).subtract({ days: 1 })];
}

const EPOCH = new Temporal.PlainDate(1970, 1, 1);

function dateOf(day: number): Temporal.PlainDate {
  return EPOCH.add({ days: day });
}

function dayOf(date: Temporal.PlainDate): Day {
  return (Date.UTC(date.year, date.month - 1, date.day) / DAY_MS) as Day;
}
