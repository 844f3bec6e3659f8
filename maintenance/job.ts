import type { RawCopy } from '../record/raw-copy.ts';
import type { UpkeepStore } from '../store/store.ts';

/** What a job would do, or did: counts by a plain name, for example `raw_copies_sealed`. */
export type JobCounts = Readonly<Record<string, number>>;

/** What jobs do to raw copies; the files themselves are the journal's. */
export interface RawCopyUpkeep {
  /** Packs a plain copy beside it, durable; the plain one stays. */
  seal(path: string, length: number): Promise<RawCopy>;
  /** True when both hold the same bytes. */
  same(plain: RawCopy, sealed: RawCopy, length: number): Promise<boolean>;
  remove(path: string): Promise<void>;
}

export interface JobContext {
  readonly store: UpkeepStore;
  readonly rawCopies: RawCopyUpkeep;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** When a job is due: every day at a local time of a zone. */
export interface DailySchedule {
  readonly hour: number;
  readonly minute: number;
}

/** One piece of upkeep: one file, one constant, one line in jobs.ts. */
export interface Job {
  readonly name: string;
  readonly summary: string;
  readonly schedule: DailySchedule;
  /** What `run` would do now, by the same code, changing nothing. */
  plan(context: JobContext): Promise<JobCounts>;
  run(context: JobContext): Promise<JobCounts>;
}
