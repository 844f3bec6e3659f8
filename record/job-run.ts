import type { UtcMs } from './intake.ts';

/**
 * How a run of a job ended: `done`; `failed`; `stopped` by the brake; `cancelled` by somebody; `interrupted` because the service
 * stopped or was killed, and due again. `running` until then.
 */
export const JOB_RESULTS = ['running', 'done', 'failed', 'stopped', 'cancelled', 'interrupted'] as const;
export type JobResult = (typeof JOB_RESULTS)[number];

/** What a job would do, or did: counts by a plain name, for example `calls_masked`. */
export type JobCounts = Readonly<Record<string, number>>;

/** Counts of what is taken for good, or made less clear. */
const TAKEN = /^(?!bytes_).*_(?:gone|masked|anonymous|blanked)$/;

export function isTaken(count: string): boolean {
  return TAKEN.test(count);
}

export interface JobRun {
  readonly id: number;
  readonly job: string;
  /** Null where somebody asked for it. */
  readonly due_at: UtcMs | null;
  readonly started_at: UtcMs;
  readonly ended_at: UtcMs | null;
  /** `schedule`, or who asked. */
  readonly started_by: string;
  readonly result: JobResult;
  readonly counts: JobCounts;
  readonly detail: string | null;
}

/** Something about jobs that somebody must see; it stands until it is confirmed or no longer so. */
export interface JobAlarm {
  /** The job that stopped, or `clock`, `log`, `verify`, or `slow-` and a job. */
  readonly subject: string;
  readonly raised_at: UtcMs;
  readonly message: string;
  readonly hint: string;
  /** What a job wanted to take, and of how many; null for alarms of another kind. */
  readonly planned: number | null;
  readonly total: number | null;
}
