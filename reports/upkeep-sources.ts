import type { AuditRecord } from '../record/audit-record.ts';
import type { JobRun } from '../record/job-run.ts';
import type { LedgerTableRow } from './ledger-table.ts';

/** A line that could not be read: where it stands, not what stands there. */
export interface ReportedLine {
  readonly source: string;
  readonly intake: number;
  readonly offset: number;
  readonly reason: string;
  readonly received_at: number;
  readonly written_off_at: number | null;
}

/** When a source was last seen. */
export interface SourceSeen {
  readonly source: string;
  readonly last_received_at: number | null;
}

/** One class of what is stored, and what its retention does to it. */
export interface RetentionClass {
  readonly name: string;
  /** As the configuration says it. */
  readonly policy: string;
  /** Local day of the oldest of it; null where there is none, or where nobody can say. */
  readonly oldest: string | null;
  readonly rows: number | null;
  /** What the next run takes. */
  readonly due: number;
  /** What legal holds keep from it. */
  readonly held: number;
  readonly next_at: number;
  /** Why that takes nothing before somebody has answered; null where it goes. */
  readonly waits: string | null;
}

export type ReportedAudit = Pick<
  AuditRecord,
  'n' | 'utc_ms' | 'account' | 'address' | 'computer' | 'action' | 'object' | 'level' | 'result'
>;

/** What reports are made of besides calls. Moments are UTC milliseconds, from the first to before the last. */
export interface UpkeepSources {
  /** The file of a carrier's bill, for who is shown numbers whole. */
  bill(file: string): Promise<Uint8Array>;
  /** By source and UTC day of arrival, or by intake. */
  ledger(by: 'day' | 'intake'): Promise<LedgerTableRow[]>;
  undefinedLines(from: number, to: number): Promise<ReportedLine[]>;
  sourcesSeen(): Promise<SourceSeen[]>;
  /** Null where no retention is in force. */
  retention(): Promise<readonly RetentionClass[] | null>;
  /** Runs of jobs that began then, the earliest first. */
  jobRuns(from: number, to: number): Promise<JobRun[]>;
  /** Newest first. */
  auditRecords(from: number, to: number, limit: number): Promise<ReportedAudit[]>;
}
