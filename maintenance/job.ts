import type { DirectoryDelivery } from '../directory/plan-delivery.ts';
import type { DirectoryImport } from '../directory/settings.ts';
import type { RawCopiesExpired } from '../privacy/expire-raw-copies.ts';
import type { Gateway } from '../privacy/gateway.ts';
import type { Retention } from '../privacy/retention.ts';
import type { Taking } from '../privacy/share-brake.ts';
import type { CallEdges } from '../record/age-edges.ts';
import type { Directory } from '../record/directory.ts';
import type { LoggedErasure } from '../record/erasure.ts';
import type { NotedErasure } from '../record/erasure-certificate.ts';
import type { JobCounts } from '../record/job-run.ts';
import type { RawCopy } from '../record/raw-copy.ts';
import type { AttachmentsToExpire } from '../store/attachment-store.ts';
import type { DirectoryStore } from '../store/directory-store.ts';
import type { CallsOfDay, DueDay, DueRows, ExpiringRows, TotalsStore } from '../store/job-store.ts';
import type { StatementsToExpire } from '../store/statement-store.ts';
import type { UpkeepStore } from '../store/store.ts';
import type { RequestsGoneOn } from './erasing-requests.ts';

/** What jobs do to raw copies; the files themselves are the journal's. */
export interface RawCopyUpkeep {
  /** Packs a plain copy beside it, durable; the plain one stays. */
  seal(path: string, length: number): Promise<RawCopy>;
  /** True when both hold the same bytes. */
  same(plain: RawCopy, sealed: RawCopy, length: number): Promise<boolean>;
  /** Nothing happens where it is gone already. */
  remove(path: string): Promise<void>;
  /** The same, after its bytes were overwritten. */
  destroy(path: string): Promise<void>;
  /** Overwrites what the store lists as not to stay. */
  blank(): Promise<void>;
}

/** What the job `backup` does at the targets of the document. */
export interface BackupHands {
  /** Resolves when no copy of the databases stands in the folder: who is erased while a backup is made stands in there. */
  copiesGone(signal: AbortSignal): Promise<void>;
  /** Writes a backup to each target. */
  make(signal: AbortSignal): Promise<readonly { readonly bytes: number; readonly missing: number }[]>;
  /** Removes the backups that must not stay; gives how many. */
  removeSurplus(): Promise<number>;
  /** Notes an erasure at every target, for good. */
  appendErasure(erasure: LoggedErasure): Promise<NotedErasure>;
  /** Brings the list of erasures to targets that were away. */
  bringErasures(): Promise<NotedErasure>;
}

/** What the job `archive` does: calls go into encrypted files at the targets, and out of them when these reach their age. */
export interface ArchiveHands {
  run(signal: AbortSignal, count: (name: string, rows: number) => void): Promise<void>;
}

/** What the job `reports` does: scheduled reports are made, stored, and brought to where they are to go. */
export interface ReportHands {
  /** A schedule is due, or something waits to be delivered (again). */
  isDue(): Promise<boolean>;
  run(signal: AbortSignal, count: (name: string, rows: number) => void): Promise<void>;
}

/** What jobs look up before they do anything: read beside the writer, so that lines that arrive do not wait for it. */
export interface JobReads {
  dueCalls(wish: { held: boolean; edges: CallEdges; today: number }): Promise<readonly DueDay[]>;
  /** Since when the retention in force is as it is; null where there is no configuration. */
  appliedAt(): Promise<number | null>;
  staleDays(): Promise<number>;
  /** Requests to be forgotten that are not done. */
  openRequests(): Promise<number>;
  /** How many rows the last run of a job took that came to its end; 0 where there was none. */
  usual(job: string): Promise<number>;
  /** Raw copies that are accounted for and not packed yet. */
  sealable(): Promise<readonly { readonly length: number }[]>;
  /** How many calls of each local day there are, held ones (1) and others, and at which place of the steps. */
  callsByDay(): Promise<readonly CallsOfDay[]>;
  dueLines(wish: { before: number; today: number }): Promise<DueRows>;
  dueRows(wish: { kind: ExpiringRows; before: number; today: number }): Promise<DueRows>;
  /** Entries of call memories of days before one, and those that holds kept. */
  dueEntries(wish: { before: number; today: number }): Promise<DueRows>;
  dueAttachments(wish: Omit<AttachmentsToExpire, 'limit'>): Promise<DueRows>;
  /** Records of the audit log from before a moment. */
  dueAudit(before: number): Promise<DueRows>;
  /** Files of the operating log from before a day; none where nobody said where they are. */
  oldLogFiles(before: number): Promise<number>;
  dueTotals(wish: { from: number; to: number; below: number; today: number }): Promise<DueRows>;
  /** What would become of raw copies, and of old lines in them. */
  rawCopies(wish: { retention: Retention; now: number }): Promise<RawCopiesExpired>;
  /** Files that came in part and that nobody went on with since then. */
  cutTransfers(before: number): Promise<number>;
  directory(): Promise<Directory>;
  /** What the configuration says is to be taken into the directory. */
  directoryImports(): Promise<readonly DirectoryImport[]>;
  directoryDelivery(wish: { of: DirectoryImport; now: number }): Promise<DirectoryDelivery>;
  /** Ids of contacts whose number a call has. */
  contactsWithCalls(): Promise<ReadonlySet<number>>;
  /** The intakes, to be verified one after the other. */
  intakes(): Promise<readonly number[]>;
  /** At how many targets a backup is to be made, and how many others are not to stay then. */
  backups(now: number): Promise<{ readonly targets: number; readonly surplus: number }>;
  /** Texts that nothing has any more. */
  unusedLabels(): Promise<readonly number[]>;
  /** What is to go into archives, what is to go out of them and what holds keep of that, and how many calls are in them. */
  archives(now: number): Promise<{
    readonly archived: number;
    readonly gone: number;
    readonly kept: number;
    readonly in_archives: number;
  }>;
  /** Schedules of reports that are due, and places to which something is to be brought. */
  dueReports(now: number): Promise<{ readonly schedules: number; readonly dispatches: number }>;
  dueStatements(wish: Omit<StatementsToExpire, 'limit'>): Promise<DueRows>;
  /** How many things of these intakes do not add up. */
  mismatches(intakes: readonly number[]): Promise<number>;
}

export interface JobContext {
  readonly store: UpkeepStore & TotalsStore & Pick<DirectoryStore, 'directory' | 'changeDirectory'>;
  /** The one way in which something is taken away. */
  readonly gateway: Gateway;
  readonly erasing: { goOn(signal: AbortSignal): Promise<RequestsGoneOn> };
  readonly reads: JobReads;
  readonly rawCopies: RawCopyUpkeep;
  readonly audit: {
    /** Signs how the audit log stands, in every place. */
    checkpoint(): Promise<void>;
  };
  readonly backups: BackupHands;
  readonly archives: ArchiveHands;
  readonly reports: ReportHands;
  /** Shares the free minutes of months out again of which calls changed since their totals were made; gives how many cost something else. */
  readonly rateFreeMinutes: (signal: AbortSignal) => Promise<number>;
  /** The one in force; null where there is none. */
  readonly retention: Retention | null;
  readonly now: () => number;
  /** Runs a piece of work while no line is accounted for. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** A job that is told to stop ends after the batch in hand, by an exception. */
  readonly signal: AbortSignal;
  /** Counts what was done: what is counted stays, however the run ends. */
  readonly count: (name: string, rows: number) => void;
}

/** What a plan looks at: it writes nothing, so a command may make one beside the service. */
export type PlanContext = Pick<JobContext, 'reads' | 'retention' | 'now'>;

/** When a job is due: every day at a local time of a zone. */
export interface DailySchedule {
  readonly hour: number;
  readonly minute: number;
}

/** What `run` would do now, by the same code, changing nothing. */
export interface JobPlan {
  readonly counts: JobCounts;
  /** Rows that would be due and that a legal hold keeps. */
  readonly deferred: number;
  /** What it would take for good, for the brake; null where it takes nothing. */
  readonly taking: Taking | null;
}

/** One piece of upkeep: one file, one constant, one line in jobs.ts. */
export interface Job {
  readonly name: string;
  readonly summary: string;
  /** Null: `isDue` is asked every minute. */
  readonly schedule: DailySchedule | null;
  isDue?(context: Pick<JobContext, 'reports'>): Promise<boolean>;
  /** It carries out the retention in force: nothing without one, never by a clock that is not believed, and never off. */
  readonly ladder: boolean;
  /** Once in a night also what arrivals displaced from call memories is seen to; whatever else keeps this job from its work. */
  readonly claims_displaced?: true;
  /** The job that must not be waiting for somebody when this one runs. */
  readonly after?: string;
  plan(context: PlanContext): Promise<JobPlan>;
  /** A run after a run takes what the first one left: it may be broken off anywhere. */
  run(context: JobContext): Promise<void>;
}
