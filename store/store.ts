import type { Batch, ProcessState } from '../record/batch.ts';
import type { BlankRegister } from '../record/blank.ts';
import type { Intake, IntakeId, IntakeRegister, UtcMs } from '../record/intake.ts';
import type { LineCounts } from '../record/outcome.ts';
import type { RawCopy, RawFrame } from '../record/raw-copy.ts';

/** A batch with what the store needs to account for it. */
export interface ChunkCommit {
  readonly intake: IntakeId;
  readonly delivery: number;
  /** The settings it was judged by, from `settingsId`. */
  readonly settings: number;
  readonly received_at: UtcMs;
  readonly committed_at: UtcMs;
  readonly batch: Batch;
}

/** Where the pipeline goes on with an intake. */
export interface Position {
  readonly intake: Intake;
  readonly state: ProcessState | null;
  /** The delivery that the bytes at the cursor belong to, with its place in the intake. */
  readonly delivery: number;
  readonly delivery_received_at: UtcMs;
  readonly delivery_end: number | null;
  /**
   * Of a stream, when a connection begins at the cursor: `anew`, or `continued` from another day, with the `state` it
   * ended that day with; `too early` while that day is not accounted for to its end. Null within a delivery.
   */
  readonly begins: 'anew' | 'continued' | 'too early' | null;
  readonly copy: RawCopy;
}

/** What the pipeline asks of the store. */
export interface PipelineStore {
  /** The number of these settings for this source and program version; new ones are remembered. */
  settingsId(source: string, settings: string, program: string, now: UtcMs): Promise<number>;
  /** The settings a source was judged by last, for intakes that wait after a restart. */
  lastSettings(source: string): Promise<string | null>;
  /** Intakes with bytes that are not accounted for, in order of arrival. */
  waiting(): Promise<readonly IntakeId[]>;
  position(intake: IntakeId): Promise<Position>;
  /** One transaction: calls, held calls, undefined lines, duplicates, counts, cursor and the chunk row. */
  commit(chunk: ChunkCommit): Promise<{ counts: LineCounts; cursor: number }>;
  /**
   * Accounts for a resent intake by the earlier one. `unsettled` while that one is not accounted for as far;
   * `otherwise` when the lines must be read anew, because that one was read in another way than `settings` say, or grew.
   */
  settleResent(intake: IntakeId, settings: string): Promise<'settled' | 'unsettled' | 'otherwise'>;
}

/** What jobs and commands that write ask of the store. */
export interface UpkeepStore {
  addConfigurationVersion(version: {
    applied_at: UtcMs;
    applied_by: string;
    reason: string;
    text: string;
  }): Promise<number>;
  /** Plain raw copies of finished, fully accounted intakes, oldest first, with their event days by chunk. */
  sealable(limit: number): Promise<readonly Sealable[]>;
  /**
   * The packed copy stands in the place of the plain one; false, and nothing changes, when the file grew, or
   * something in it was or is to be overwritten, meanwhile.
   */
  recordSeal(sealed: {
    intake: IntakeId;
    path: string;
    frames: readonly RawFrame[];
    places_blanked: number;
  }): Promise<boolean>;
  /**
   * Ends the sessions and job runs that a killed process left open; such a run is due again. For the start, when nobody
   * else can be at work.
   */
  endLeftOver(): Promise<void>;
  /** Runs no job twice: false when this run is known already. */
  startJobRun(job: string, dueAt: UtcMs, now: UtcMs): Promise<boolean>;
  endJobRun(
    job: string,
    dueAt: UtcMs,
    now: UtcMs,
    result: string,
    counts: Record<string, number>,
  ): Promise<void>;
  lastJobRun(job: string): Promise<{ due_at: UtcMs; result: string } | null>;
  /** Every raw copy the store knows, relative to the data folder. */
  rawPaths(): Promise<readonly string[]>;
}

export interface Sealable {
  readonly intake: IntakeId;
  readonly path: string;
  readonly length: number;
  /** How many places of it were overwritten when it was looked at. */
  readonly places_blanked: number;
  /** Chunk borders with the first and last day of their calls; a frame never splits a chunk it can hold. */
  readonly chunks: readonly { end_offset: number; first_day: number | null; last_day: number | null }[];
}

/** Everything that writes. There is one in the world of a data folder, behind its lock. */
export type WritingStore = IntakeRegister &
  PipelineStore &
  UpkeepStore &
  BlankRegister & { close(): Promise<void> };
