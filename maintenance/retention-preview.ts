import { ageEdges, dayIn, type Retention } from '../privacy/retention.ts';
import { shareTrouble, type Taking } from '../privacy/share-brake.ts';
import { CALL_STEPS } from '../record/age-edges.ts';
import { DAY_MS, showDay } from '../record/calendar.ts';
import { nextDueOf } from './due.ts';
import type { Job, JobReads } from './job.ts';
import { JOBS } from './jobs.ts';
import { dailySchedule, type Schedule } from './schedule.ts';

/** What a night takes, by the name under which the job counts it. */
export interface PreviewRow {
  /** The local day of the night, `2026-11-29`. */
  readonly night: string;
  readonly job: string;
  readonly what: string;
  readonly rows: number;
}

export interface Preview {
  readonly rows: readonly PreviewRow[];
  /** Rows due tonight that legal holds keep. */
  readonly deferred: number;
  /** Jobs that the brake will stop tonight, and why. */
  readonly brakes: readonly { readonly job: string; readonly message: string; readonly taking: Taking }[];
}

const MINUTE_MS = 60_000;

/** When a job is due, or asked whether it is, the next time. */
export function nextDue(job: Job, schedule: Schedule, now: number): number {
  const daily = dailySchedule(schedule, job) ?? job.schedule;
  if (daily === null) return now - (now % MINUTE_MS) + MINUTE_MS;
  return nextDueOf(daily, now, schedule.time_zone);
}

/**
 * What a retention takes tonight, by the plans of the jobs that will do it, to the row; and what in the nights behind it, by
 * what is there today: calls by whole days, from their totals.
 */
export async function previewRetention(
  given: JobReads,
  {
    retention,
    schedule,
    now,
    nights,
  }: { retention: Retention; schedule: Schedule; now: number; nights: number },
): Promise<Preview> {
  // Of ten million calls a million totals, which are looked at once.
  const days = await given.callsByDay();
  // Which texts nothing has any more is known when the calls of the night are gone; before that every call would be looked at.
  const reads: JobReads = { ...given, callsByDay: async () => days, unusedLabels: async () => [] };
  const rows: PreviewRow[] = [];
  const brakes: { job: string; message: string; taking: Taking }[] = [];
  let deferred = 0;
  for (const job of Object.values(JOBS).filter(({ ladder }) => ladder)) {
    const first = nextDue(job, schedule, now);
    const plan = (night: number) => job.plan({ reads, retention, now: () => first + night * DAY_MS });
    const tonight = await plan(0);
    deferred += tonight.deferred;
    const { taking } = tonight;
    const usual = await reads.usual(job.name);
    const message = taking === null ? null : shareTrouble(taking, retention.brake_share, usual);
    if (taking !== null && message !== null) brakes.push({ job: job.name, message, taking });
    const night = (at: number): string => showDay(dayIn(retention.time_zone, first + at * DAY_MS));
    const add = (at: number, counts: Readonly<Record<string, number>>): void => {
      for (const [what, count] of Object.entries(counts))
        if (count > 0 && what !== 'days_totalled')
          rows.push({ night: night(at), job: job.name, what, rows: count });
    };
    add(0, tonight.counts);
    if (job.name === 'calls' || job.name === 'held-calls') {
      const later = await callNights(reads, retention, { held: job.name === 'held-calls', first, nights });
      for (const [at, counts] of later) add(at, counts);
      continue;
    }
    let before = tonight.counts;
    for (let at = 1; at < nights; at++) {
      const { counts } = await plan(at);
      add(at, lessThan(counts, before));
      before = counts;
    }
  }
  rows.sort((one, other) => one.night.localeCompare(other.night));
  return { rows, deferred, brakes };
}

/** What is due by a later night and was not by the one before. */
function lessThan(counts: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) {
  return Object.fromEntries(
    Object.entries(counts).map(([what, count]) => [what, count - (before[what] ?? 0)]),
  );
}

/** The steps that calls take in the nights behind tonight. */
async function callNights(
  reads: JobReads,
  retention: Retention,
  { held, first, nights }: { held: boolean; first: number; nights: number },
): Promise<[night: number, counts: Record<string, number>][]> {
  const name = held ? 'held_calls' : 'calls';
  let left = (await reads.callsByDay()).filter((row) => row.held === (held ? 1 : 0));
  const found: [number, Record<string, number>][] = [];
  for (let night = 0; night < nights; night++) {
    const edges = ageEdges(retention, dayIn(retention.time_zone, first + night * DAY_MS))[name];
    const counts: Record<string, number> = {};
    left = left.flatMap((row) => {
      for (const [step, to] of [
        ['gone', CALL_STEPS.length],
        ['anonymous', 2],
        ['masked', 1],
      ] as const) {
        const edge = edges[step];
        if (edge === null || row.day >= edge || row.step >= to) continue;
        counts[`${name}_${step}`] = (counts[`${name}_${step}`] ?? 0) + row.legs;
        return step === 'gone' ? [] : [{ ...row, step: to }];
      }
      return [row];
    });
    // Tonight is known to the row; here it only moves what it takes.
    if (night > 0 && Object.keys(counts).length > 0) found.push([night, counts]);
  }
  return found;
}
