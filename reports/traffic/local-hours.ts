import { DAY_MS, type Day, dayOf, showTime } from '../../record/calendar.ts';

export const HOUR_MS = 3_600_000;
/** Clocks are changed at quarters of an hour. */
const QUARTER_MS = 900_000;

interface Hour {
  readonly start: number;
  readonly end: number;
}

/**
 * The hours of a zone as they follow each other, in UTC milliseconds: one that occurs twice is two hours, and one that is
 * left out is none. Where the clock is changed by half an hour, the hour ends there.
 */
export class LocalHours {
  private readonly zone: string;
  private readonly offsets = new Map<number, number>();
  private readonly hours = new Map<number, Hour>();

  constructor(zone: string) {
    this.zone = zone;
  }

  /** When the hour of a moment began. */
  start(moment: number): number {
    return this.around(moment).start;
  }

  /** When it ends. */
  end(moment: number): number {
    return this.around(moment).end;
  }

  /** The local day of a moment, and its hour of the day. */
  day(moment: number): Day {
    return dayOf(moment + this.offset(moment));
  }

  hourOfDay(moment: number): number {
    return Math.floor((((moment + this.offset(moment)) % DAY_MS) + DAY_MS) / HOUR_MS) % 24;
  }

  /** From the first midnight to the last one. */
  edges({ from_day, to_day }: { from_day: number; to_day: number }): { from: number; to: number } {
    return { from: this.midnight(from_day), to: this.midnight(to_day + 1) };
  }

  show(moment: number): string {
    return showTime(moment, this.offset(moment) / 60_000);
  }

  /** Of a quarter once: no hour begins within one. */
  private around(moment: number): Hour {
    const quarter = Math.floor(moment / QUARTER_MS);
    const known = this.hours.get(quarter);
    if (known !== undefined) return known;
    const offset = this.offset(moment);
    const full = Math.floor((moment + offset) / HOUR_MS) * HOUR_MS - offset;
    let [start, end] = [quarter * QUARTER_MS, (quarter + 1) * QUARTER_MS];
    while (start > full && this.offset(start - QUARTER_MS) === offset) start -= QUARTER_MS;
    while (end < full + HOUR_MS && this.offset(end) === offset) end += QUARTER_MS;
    const found = { start, end };
    this.hours.set(quarter, found);
    return found;
  }

  private midnight(day: number): number {
    const date = new Temporal.PlainDate(1970, 1, 1).add({ days: day });
    return date.toZonedDateTime(this.zone).epochMilliseconds;
  }

  private offset(moment: number): number {
    const quarter = Math.floor(moment / QUARTER_MS);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    const instant = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS);
    const offset = instant.toZonedDateTimeISO(this.zone).offsetNanoseconds / 1_000_000;
    this.offsets.set(quarter, offset);
    return offset;
  }
}
