import { JOBS } from '../../../maintenance/jobs.ts';
import type { StoredRun } from './clocked-service.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Local times of day (`02:30`) at which jobs are due, in a zone. */
export interface Times {
  readonly time_zone: string;
  readonly jobs: Readonly<Record<string, string>>;
  /** When the retention was put in force: what it demands is done from the next due time on. */
  readonly in_force_since: number;
}

/**
 * When jobs are due, found out by looking at a clock of the zone every minute, with nothing of the program: at the first minute
 * of each day at which it shows that time or a later one of that day.
 */
export class DueMoments {
  private readonly times: Times;
  private readonly made = new Map<string, number[]>();

  constructor(times: Times) {
    this.times = times;
  }

  /** A clock that is believed said so: gives the jobs that are to run now. */
  passed(now: number): string[] {
    const { time_zone, jobs, in_force_since } = this.times;
    const clock = minutesBefore(time_zone, now);
    const running: string[] = [];
    for (const [job, time] of Object.entries(jobs)) {
      const due = lastDue(clock, time);
      const made = this.made.get(job) ?? [];
      const before = made.at(-1);
      if (time === 'off' || due === null || (before !== undefined && due <= before)) continue;
      if (JOBS[job]?.ladder === true && due < in_force_since) continue;
      this.made.set(job, [...made, due]);
      running.push(job);
    }
    return running;
  }

  /** What is wrong with the runs there were; each breach is a sentence. */
  breaches(runs: readonly StoredRun[], said: string): string[] {
    const found: string[] = [];
    for (const job of Object.keys(this.times.jobs)) {
      const of = runs.filter((run) => run.job === job);
      const expected = (this.made.get(job) ?? []).map(iso).join(' ');
      const stored = of.map(({ due_at }) => iso(due_at)).join(' ');
      if (stored !== expected)
        found.push(`${job} was due at ${expected || 'no time'} and ran for ${stored || 'none'}`);
      for (const { due_at, started_at, result } of of) {
        if (started_at < due_at)
          found.push(`${job} ran at ${iso(started_at)}, before it was due at ${iso(due_at)}`);
        if (result !== 'done') found.push(`${job}, due at ${iso(due_at)}, ended as ${result}`);
      }
      const done = said.split(`"job ${job} done"`).length - 1;
      if (done !== of.length)
        found.push(`${job} has ${of.length} runs and said ${done} times that it is done`);
    }
    return found;
  }
}

interface Minute {
  readonly at: number;
  readonly shows: string;
}

/** What clocks of a zone showed in the last days. */
function minutesBefore(timeZone: string, now: number): Minute[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const first = Math.ceil((now - 3 * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  const minutes: Minute[] = [];
  for (let at = first; at <= now; at += MINUTE_MS) minutes.push({ at, shows: format.format(at) });
  return minutes;
}

function lastDue(clock: readonly Minute[], time: string): number | null {
  const first = Date.parse(`${clock[0]?.shows.slice(0, 10)}T00:00Z`);
  // Of the first day the beginning is not seen. Also a day that never was has its run, when the next one begins.
  const days = [1, 2, 3, 4].map((day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10));
  let last: number | null = null;
  for (const day of days) {
    const found = clock.find(({ shows }) => shows >= `${day} ${time}`)?.at ?? null;
    if (found !== null && (last === null || found > last)) last = found;
  }
  return last;
}

export const iso = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 16);
