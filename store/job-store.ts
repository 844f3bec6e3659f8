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
] as const;
export type ExpiringRows = (typeof EXPIRING_ROWS)[number];

export interface RowsToExpire {
  readonly kind: ExpiringRows;
  readonly before: UtcMs;
  /** The id of the last row that was looked at; -1 to begin with. */
  readonly after: number;
  readonly limit: number;
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
  readonly smallest_group: number;
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

/** What goes, or becomes less clear, by nothing but its age: a part of what only the gateway (privacy/gateway.ts) asks for. */
export interface ExpiringStore {
  expireRows(wish: RowsToExpire): Promise<ExpiredRows>;
  ageTotals(wish: TotalsToAge): Promise<AgedTotals>;
  /** Gives how many. */
  removeLoneQuality(wish: LoneQuality): Promise<number>;
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
