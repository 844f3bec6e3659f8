import type { Anonymity } from '../record/age-edges.ts';
import type { UtcMs } from '../record/intake.ts';
import type { JobAlarm, JobCounts, JobResult } from '../record/job-run.ts';

/** Runs of jobs, and what somebody must see of them. */
export interface JobRunStore {
  /** Gives the number of the run; null when a run was due then and was made: no job runs twice. */
  startJobRun(run: { job: string; due_at: UtcMs | null; at: UtcMs; by: string }): Promise<number | null>;
  endJobRun(
    id: number,
    end: { at: UtcMs; result: JobResult; counts: JobCounts; detail: string | null },
  ): Promise<void>;
  /** The last run that was due by now and not interrupted; what a clock that was ahead said does not count. */
  lastJobRun(job: string, now: UtcMs): Promise<{ due_at: UtcMs; result: JobResult } | null>;
  /**
   * Ends the sessions and job runs that a killed process left open; such a run is due again, and a session has what is
   * known of it. For the start, when nobody else can be at work.
   */
  endLeftOver(now: UtcMs): Promise<void>;
  /** One that stands already keeps the moment since which it does. */
  raiseAlarm(alarm: JobAlarm): Promise<void>;
  /** True when there was one. */
  clearAlarm(subject: string): Promise<boolean>;
  alarms(): Promise<readonly JobAlarm[]>;
  /** The scheduler looked what is due. */
  noteRound(at: UtcMs): Promise<void>;
}

/** Kinds of rows that go by their age alone. */
export const EXPIRING_ROWS = [
  'sessions',
  'runs_done',
  'runs_failed',
  'runs_cancelled',
  'configuration_versions',
  'settings',
  'directory_versions',
  'intakes',
  'memory_accesses',
  'holds',
] as const;
export type ExpiringRows = (typeof EXPIRING_ROWS)[number];

export interface RowsToExpire {
  readonly kind: ExpiringRows;
  readonly before: UtcMs;
  /** The id of the last row that was looked at; -1 to begin with. */
  readonly after: number;
  readonly limit: number;
  readonly today: number;
  /** The installation's key, for what files are known by from then on. */
  readonly key: Uint8Array;
}

/** Entries of call memories of days before the edge. */
export interface EntriesToExpire {
  readonly edge: number;
  readonly limit: number;
  /** Holds that are in force on this day keep what they name. */
  readonly today: number;
}

export interface ExpiredRows {
  readonly rows: number;
  readonly done: boolean;
  readonly after: number;
}

/** The step of totals that stand by direction, class and trunk only. */
export const TOTAL_ANONYMOUS = 3;

/** Totals of calls that are gone, of days before one. */
export interface TotalsToAge {
  readonly step: 'anonymous' | 'gone';
  readonly before: number;
  /** The last day that was looked at. */
  readonly after: number;
  readonly limit: number;
  readonly today: number;
  readonly anonymity: Anonymity;
}

export type AgedTotals = ExpiredRows;

/** Calls of one day that are due for a step, without those that are due for a later one. */
export interface DueDay {
  readonly step: 'masked' | 'anonymous' | 'gone';
  readonly day: number;
  /** That the step takes. */
  readonly calls: number;
  /** That a legal hold keeps from it. */
  readonly deferred: number;
}

/** Calls of one local day: held by a threshold (1) or not (0), at a place of CALL_STEPS. */
export interface CallsOfDay {
  readonly day: number;
  readonly held: number;
  readonly step: number;
  readonly legs: number;
}

/** Rows that are due to go, those that a legal hold keeps from it, and how many there are at all. */
export interface DueRows {
  readonly rows: number;
  readonly deferred: number;
  readonly of: number;
}

/** Quality records of days before one, the call of which is not there. */
export interface LoneQuality {
  readonly edge: number;
  readonly limit: number;
  readonly today: number;
}

/** Calls that are gone and of days before one: no leg of theirs can arrive any more. */
export interface CallsToForget {
  readonly before: number;
  readonly limit: number;
}

/** What goes, or becomes less clear, by nothing but its age: a part of what only the gateway (privacy/gateway.ts) asks for. */
export interface ExpiringStore {
  expireRows(wish: RowsToExpire): Promise<ExpiredRows>;
  ageTotals(wish: TotalsToAge): Promise<AgedTotals>;
  /** Gives how many. */
  removeLoneQuality(wish: LoneQuality): Promise<number>;
  /** Gives how many. */
  forgetGoneCalls(wish: CallsToForget): Promise<number>;
  /** From now on it is known which texts rows are given. */
  watchLabels(): Promise<void>;
  /** Of these, those that no row was given since; gives how many. */
  removeLabels(ids: readonly number[]): Promise<number>;
  /** For those who delete batch after batch: resolves when the log of the database is not being moved. */
  logInTime(): Promise<void>;
  /** Moves most of the log into the database while others write. */
  moveLog(): Promise<void>;
}

/**
 * How a slice ended: there are more pages; all unused parts of pages are overwritten; somebody reads the log; or there are so
 * many pages that their kinds cannot be told apart.
 */
export type Scrubbed = 'more' | 'done' | 'kept' | 'too large';

/** What SQLite leaves of deleted rows in unused parts of pages. Only the gateway asks for it. */
export interface ScrubbingStore {
  /**
   * Overwrites it in the next so many pages. Where it `begins`, an earlier scrub that was held up is gone on with only if
   * nothing was deleted since. Nothing to do, and `done`, where nothing was deleted since the last one came to its end.
   */
  scrubGaps(pages: number, begins: boolean): Promise<Scrubbed>;
  /** From now on entries that arrivals displaced from call memories count as deleted. */
  claimDisplaced(): Promise<void>;
  /** Puts on disk what was overwritten. */
  flushScrubbed(): Promise<void>;
}

/** Totals of days, and which are to be made anew. */
export interface TotalsStore {
  staleDays(): Promise<number>;
  /** Totals a part of the next day anew; false when there is nothing to do. */
  totalSlice(): Promise<boolean>;
}

/** How far the ladder was ever applied: nothing older is young again, whatever the policy says later. */
export interface ReachedEdge {
  readonly class: string;
  readonly step: string;
  readonly day: number;
}

/** The classes under which stands how far calls aged when they came (store/arrival-edges.ts). */
export const ARRIVED_CLASSES = { calls: 'arrived_calls', held_calls: 'arrived_held_calls' } as const;

/** The same, and the day before which a run that came to its end has taken everything; null where none has. */
export interface KnownEdge extends ReachedEdge {
  readonly completed: number | null;
}
