import type { Batch, DeliveryBeginning, ProcessState } from '../record/batch.ts';
import type { BlankRegister } from '../record/blank.ts';
import type { MemoryAccess, MemoryLock, MemoryProfile } from '../record/call-memory.ts';
import type { Intake, IntakeId, IntakeRegister, UtcMs } from '../record/intake.ts';
import type { LineCounts } from '../record/outcome.ts';
import type { RawCopy, RawFrame } from '../record/raw-copy.ts';
import type { ReplayDifference, ReplayFilter } from '../record/replay.ts';
import type { Threshold } from '../record/threshold.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { AttachmentRemovalStore, AttachmentStore } from './attachment-store.ts';
import type { BackupStore } from './backup-store.ts';
import type { DeletingStore, HoldStore } from './deleting-store.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { EntriesToExpire, JobRunStore, TotalsStore } from './job-store.ts';
import type { RawCopyStore } from './raw-copy-store.ts';
import type { HeldCallsStore } from './sorting-store.ts';
import type { StatementRemovalStore, StatementStore } from './statement-store.ts';
import type { SubjectStore } from './subject-store.ts';
import type { TariffStore } from './tariff-store.ts';

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

/** What a commit came to. */
export interface CommittedChunk {
  readonly counts: LineCounts;
  readonly cursor: number;
  /** Something of its lines must not stay where they were received. */
  readonly to_blank: boolean;
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
   * ended that day with; `too early` while that day is not accounted for to its end, with the `state` it has reached.
   * Null within a delivery.
   */
  readonly begins: DeliveryBeginning | null;
  /** The intake of the day that a connection goes on from; null everywhere else. */
  readonly earlier: IntakeId | null;
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
  commit(chunk: ChunkCommit): Promise<CommittedChunk>;
  /**
   * Accounts for a resent intake by the earlier one. `unsettled` while that one is not accounted for as far;
   * `otherwise` when the lines must be read anew, because that one was read in another way than `settings` say, or grew.
   */
  settleResent(intake: IntakeId, settings: string): Promise<'settled' | 'unsettled' | 'otherwise'>;
  /** Writes some of what commits of many calls left over for call memories; true when nothing is left. */
  settleMemories(): Promise<boolean>;
}

/** What call memories ask of the store. */
export interface CallMemoryStore {
  /**
   * Whose calls are remembered from now on. A profile that is not among them loses its memory, its password and every
   * access to it; of one with a lower cap what is too much goes at once.
   */
  keepMemories(profiles: readonly MemoryProfile[], now: UtcMs): Promise<void>;
  /** False when it is not there. */
  deleteMemoryEntry(profile: string, entry: number): Promise<boolean>;
  /**
   * Takes away entries whose age day is before the edge, and those that a hold kept which were to go before, a batch of them; gives
   * how many.
   */
  expireMemoryEntries(wish: EntriesToExpire): Promise<number>;
  memoryLock(profile: string): Promise<MemoryLock | null>;
  setMemoryPassword(profile: string, password: string): Promise<void>;
  noteMemoryTry(profile: string, isRight: boolean, at: UtcMs): Promise<void>;
  noteMemoryAccess(profile: string, access: MemoryAccess): Promise<void>;
}

/** A chunk as it was accounted for, with all that is needed to read it again. */
export interface RecordedChunk {
  readonly intake: Intake;
  readonly first_offset: number;
  readonly end_offset: number;
  /** What stands at its end as far as it is known now. */
  readonly ends: 'more' | 'file' | 'connection';
  readonly received_at: UtcMs;
  readonly delivery: number;
  /** Of a chunk with which a connection begins, as it is of a position, with the state it brings from the day before. */
  readonly begins: DeliveryBeginning | null;
  readonly earlier_state: ProcessState | null;
  readonly copy: RawCopy;
}

/** What a range of whole chunks reads as now. */
export interface ReplayCommit {
  readonly intake: IntakeId;
  readonly delivery: number;
  readonly first_offset: number;
  /** Where the last of the chunks that are replaced ends. */
  readonly end_offset: number;
  readonly settings: number;
  /** Those of the settings: asked again where a line does not say any more where its call went. */
  readonly thresholds: readonly Threshold[];
  readonly received_at: UtcMs;
  readonly committed_at: UtcMs;
  /** They follow each other without a gap from `first_offset` on. */
  readonly batches: readonly Batch[];
  /** Nothing is kept; the result says what would have been. */
  readonly only_try: boolean;
}

export interface ReplayResult {
  readonly lines: number;
  /** What the lines were counted as before. */
  readonly before: LineCounts;
  readonly differences: readonly ReplayDifference[];
  /** Further intakes of which lines became calls or duplicates because of it. */
  readonly others: readonly IntakeId[];
  /** Intakes that have to be accounted for again, in the ordinary way. */
  readonly waiting: readonly IntakeId[];
  /** Something of its lines must not stay where they were received. */
  readonly to_blank: boolean;
}

/** What a replay asks of the store besides. */
export interface ReplayStore extends Pick<PipelineStore, 'settingsId'> {
  /** Intakes with lines that are accounted for one by one, in the order in which they came. */
  replayable(filter: ReplayFilter): Promise<readonly IntakeId[]>;
  /** Lines of further intakes that are meant, whose raw copies went because of their age. */
  linesGone(filter: ReplayFilter): Promise<number>;
  /** The chunk that begins at a place; null where nothing is accounted for any more. */
  recorded(intake: IntakeId, offset: number): Promise<RecordedChunk | null>;
  /** One transaction: what its lines read as now in the place of what they were. */
  replay(piece: ReplayCommit): Promise<ReplayResult>;
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
  /** Marks open undefined lines as written off; gives how many. */
  writeOff(lines: WrittenOff, by: { at: UtcMs; by: string; reason: string }): Promise<number>;
  /**
   * Of files that came in part and that nobody went on with since then, what came counts for nothing any more. Gives the
   * raw copies that were begun for them.
   */
  forgetTransfersBefore(at: UtcMs): Promise<readonly string[]>;
  /** Every raw copy the store knows, relative to the data folder, also unfinished ones that are gone on with. */
  rawPaths(): Promise<readonly string[]>;
  /**
   * Names the plain form of a raw copy in the place of the packed one, which is gone; false, and nothing changes, where that had not
   * so many bytes.
   */
  standsPlain(path: string, bytes: number): Promise<boolean>;
}

/** Which undefined lines are meant; null is "any". */
export interface WrittenOff {
  readonly source: string | null;
  readonly reason: string | null;
  readonly intake: IntakeId | null;
  readonly offset: number | null;
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
  ReplayStore &
  HeldCallsStore &
  CallMemoryStore &
  UpkeepStore &
  JobRunStore &
  DeletingStore &
  RawCopyStore &
  TotalsStore &
  HoldStore &
  BackupStore &
  AttachmentStore &
  AttachmentRemovalStore &
  StatementStore &
  StatementRemovalStore &
  DirectoryStore &
  TariffStore &
  SubjectStore &
  ArchiveStore &
  BlankRegister & { close(): Promise<void> };
