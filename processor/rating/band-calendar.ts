import type { Day } from '../../record/calendar.ts';
import { BAND_DAYS, type Band, type BandDay, type RatingPolicy } from '../../record/tariff.ts';
import type { TimeZone } from '../times/time-zone.ts';

/** The bands that hold at a moment, in the order of the document, and until when nothing changes; UTC seconds. */
export interface BandSpan {
  readonly bands: readonly string[];
  readonly until: number;
}

/** Tells which bands hold when, in the zone of a site. */
export interface BandCalendar {
  spanAt(utcSeconds: number): BandSpan;
}

const MINUTES_A_DAY = 1440;
const SECONDS_A_DAY = 86_400;
/** 1970-01-01 was a Thursday, the fourth of the days. */
const FIRST_WEEKDAY = 3;

interface Hours {
  readonly from: number;
  readonly to: number;
}

/** `08:00-18:00` in minutes of the day; null for anything else, and where nothing lies between. */
export function parseHours(text: string): Hours | null {
  const [, ...parts] = /^(\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)$/.exec(text) ?? [];
  const [fromHour = 99, fromMinute = 0, toHour = 99, toMinute = 0] = parts.map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return from < to && to <= MINUTES_A_DAY ? { from, to } : null;
}

export function createBandCalendar(
  { bands, holidays }: Pick<RatingPolicy, 'bands' | 'holidays'>,
  zone: TimeZone,
): BandCalendar {
  const hoursOf = new Map(
    bands.map(({ name, hours }) => [name, hours.flatMap((text) => parseHours(text) ?? [])]),
  );
  const inside = [...hoursOf.values()].flat().flatMap(({ from, to }) => [from, to]);
  const edges = [...new Set([...inside, MINUTES_A_DAY])].filter((edge) => edge > 0).sort((a, b) => a - b);
  const holiday = new Set<number>(holidays);
  const holds = ({ name, days }: Band, day: BandDay, minute: number): boolean => {
    const hours = hoursOf.get(name) ?? [];
    const atThisHour = hours.length === 0 || hours.some(({ from, to }) => minute >= from && minute < to);
    return atThisHour && (days.length === 0 || days.includes(day));
  };
  const dayName = (day: Day): BandDay =>
    holiday.has(day) ? 'holiday' : (BAND_DAYS[(((day + FIRST_WEEKDAY) % 7) + 7) % 7] ?? 'mon');
  return {
    spanAt(utcSeconds) {
      // Whole seconds: a fraction of a minute, times sixty, is not always the second it came from.
      const wall = utcSeconds + zone.offsetAt(utcSeconds * 1000) / 1000;
      const day = Math.floor(wall / SECONDS_A_DAY) as Day;
      const second = wall - day * SECONDS_A_DAY;
      const minute = Math.floor(second / 60);
      const edge = edges.find((at) => at > minute) ?? MINUTES_A_DAY;
      const until = utcSeconds + edge * 60 - second;
      const name = dayName(day);
      return {
        bands: bands.filter((band) => holds(band, name, minute)).map((band) => band.name),
        until: beforeClockChange(zone, utcSeconds, until),
      };
    },
  };
}

/** The clocks may change before the hour that would end a band; behind the change it is looked at anew. */
function beforeClockChange(zone: TimeZone, from: number, until: number): number {
  const offset = zone.offsetAt(from * 1000);
  if (zone.offsetAt(until * 1000) === offset) return until;
  let [before, behind] = [from, until];
  while (behind - before > 1) {
    const middle = Math.floor((before + behind) / 2);
    if (zone.offsetAt(middle * 1000) === offset) before = middle;
    else behind = middle;
  }
  return behind;
}
