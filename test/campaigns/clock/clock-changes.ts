import { DEFAULT_SCHEDULE } from '../../../maintenance/schedule.ts';
import { ClockedService } from './clocked-service.ts';
import { DueMoments, iso, type Times } from './due-moments.ts';
import { FakeClock } from './fake-clock.ts';
import type { ClockResult } from './jumps.ts';
import { retentionIn } from './lines-by-age.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A night in which the clocks of a zone change. */
export interface ClockChange {
  readonly time_zone: string;
  /** The change is the next one behind this moment. */
  readonly after: string;
}

/** Spring and autumn on both halves of the earth; half an hour; at midnight; and a day that never was. */
export const CLOCK_CHANGES: readonly ClockChange[] = [
  { time_zone: 'Australia/Lord_Howe', after: '2026-09-20' },
  { time_zone: 'Europe/Berlin', after: '2026-10-10' },
  { time_zone: 'Europe/Berlin', after: '2026-03-10' },
  { time_zone: 'Australia/Lord_Howe', after: '2026-03-20' },
  { time_zone: 'America/New_York', after: '2026-03-01' },
  { time_zone: 'America/New_York', after: '2026-10-20' },
  { time_zone: 'America/Santiago', after: '2026-08-20' },
  { time_zone: 'America/Santiago', after: '2026-03-20' },
  { time_zone: 'Pacific/Apia', after: '2011-12-20' },
];

/** When the clock is looked at, in minutes from the change. No job is due in the minutes behind any of them. */
const LOOKS_MIN = [-25, 2, 17, 33, 63, 95, 14 * 60, 20 * 60];
/** When jobs are due, in minutes from the first local time that is skipped or comes twice. */
const TIMES_MIN = [0, 10, 29, 30, 59, 60, -30, 85];

/** A service that lives through the change, with its jobs due around and in the hour that is skipped or comes twice. */
export async function throughClockChange(
  place: string,
  library: string,
  { time_zone, after }: ClockChange,
  sabotage: string | null = null,
): Promise<ClockResult> {
  const change = changeIn(time_zone, after);
  const begin = change.at - 14 * HOUR_MS;
  const clock = new FakeClock(`${place}.clock`, library);
  clock.set(begin - HOUR_MS);
  const jobs = Object.fromEntries(
    Object.keys(DEFAULT_SCHEDULE.jobs).map((job, place_) => [
      job,
      timeOfDay(change.first_time_min + (TIMES_MIN[place_ % TIMES_MIN.length] ?? 0)),
    ]),
  );
  const times: Times = { time_zone, jobs, in_force_since: begin - HOUR_MS };
  const sections = { retention: retentionIn(time_zone), schedule: { time_zone, jobs } };
  const service = await ClockedService.start({ place, clock, sections, sabotage });
  const due = new DueMoments(times);
  const problems: string[] = [];
  try {
    for (const now of [begin, ...LOOKS_MIN.map((minutes) => change.at + minutes * MINUTE_MS)]) {
      await service.at(now);
      due.passed(now);
      const found = due.breaches(service.runs(), service.said);
      problems.push(...found.map((problem) => `${time_zone}, ${iso(now)}: ${problem}`));
    }
    const runs = service.runs().length;
    await service.stop();
    return { moments: LOOKS_MIN.length + 1, runs, problems };
  } finally {
    service.kill();
  }
}

/** When the clock changes, and the first local time of day, in minutes, that it skips or shows twice. */
function changeIn(timeZone: string, after: string): { at: number; first_time_min: number } {
  const found = Temporal.PlainDate.from(after).toZonedDateTime({ timeZone }).getTimeZoneTransition('next');
  if (found === null) throw new Error(`no clock changes in ${timeZone} after ${after}`);
  const at = found.epochMilliseconds;
  const before = found.subtract({ nanoseconds: 1 }).offsetNanoseconds / 6e10;
  const offset = Math.min(before, found.offsetNanoseconds / 6e10);
  return { at, first_time_min: (((at / MINUTE_MS + offset) % 1440) + 1440) % 1440 };
}

function timeOfDay(minutes: number): string {
  const shown = new Date(((minutes * MINUTE_MS) % DAY_MS) + DAY_MS).toISOString();
  return shown.slice(11, 16);
}
