import type { ProcessState } from '../record/batch.ts';
import type { Blank } from '../record/blank.ts';
import type { IntakeId, UtcMs } from '../record/intake.ts';
import type { HoldConditions } from '../record/legal-hold.ts';
import type { RawCopy } from '../record/raw-copy.ts';

/** Which raw copies are meant: files that came before a moment, streams of days that ended before it. */
export interface RawCopiesWish {
  readonly before: UtcMs;
  readonly after: IntakeId;
  readonly limit: number;
  /** Legal holds in force on this day keep what they name. */
  readonly today: number;
}

export interface DueRawCopy {
  readonly intake: IntakeId;
  readonly length: number;
  readonly lines: number;
  /** Legal holds keep lines of it. */
  readonly held: boolean;
  /** All but those are blanked. */
  readonly blanked: boolean;
}

export interface OldChunksWish {
  readonly edge: number;
  /** Raw copies that came before it go as a whole. */
  readonly before: UtcMs;
  readonly after: { readonly intake: IntakeId; readonly first_offset: number };
  readonly limit: number;
  readonly today: number;
}

/** A chunk whose lines are cut again to find those that must not stay. */
export interface ChunkToBlank {
  readonly intake: IntakeId;
  readonly first_offset: number;
  readonly end_offset: number;
  readonly ends: 'more' | 'file' | 'connection';
  readonly received_at: UtcMs;
  /** As JSON, those it was judged by. */
  readonly settings: string;
  readonly state: ProcessState | null;
  readonly copy: RawCopy;
}

export interface OldLines {
  readonly intake: IntakeId;
  readonly first_offset: number;
  readonly end_offset: number;
  readonly lines: readonly Blank[];
  /** Lines of earlier days are meant; null where all lines are. */
  readonly edge: number | null;
  readonly today: number;
  /** Nothing is changed, only counted. */
  readonly only_try: boolean;
}

/**
 * What takes raw copies, and old lines in them, away for good; what legal holds keep is left. Only the gateway
 * (privacy/gateway.ts) asks for it.
 */
export interface RawCopyStore {
  /** The next raw copies, in the order of intakes, that came before a moment and are accounted for. */
  dueRawCopies(wish: RawCopiesWish): Promise<readonly DueRawCopy[]>;
  /** What of the store is about a raw copy goes; the file is to follow. False when a hold keeps lines of it, or it is not due. */
  giveUpRawCopy(
    intake: IntakeId,
    wish: Omit<RawCopiesWish, 'after' | 'limit'> & { now: UtcMs },
  ): Promise<boolean>;
  /** How many lines stand in them all. */
  standingLines(): Promise<number>;
  /** Files of raw copies that were given up and are perhaps still there. */
  rawCopiesGivenUp(): Promise<readonly { readonly intake: IntakeId; readonly path: string }[]>;
  rawCopyDestroyed(intake: IntakeId): Promise<void>;
  /** Names of files that came before a moment and of which no raw copy is left go. */
  forgetOldNames(before: UtcMs): Promise<void>;
  /** Numbers in settings by which no line can be read again go. */
  forgetOldSettings(): Promise<void>;
  /** The next chunks of younger raw copies that have lines of calls of earlier days than the edge. */
  oldChunks(wish: OldChunksWish): Promise<readonly ChunkToBlank[]>;
  /** Where the bytes of an intake stand now: a packed copy of which something was overwritten is a plain one. */
  rawCopyOf(intake: IntakeId): Promise<RawCopy | null>;
  /** All chunks of a raw copy, those of intakes that share it too. */
  chunksOf(intake: IntakeId): Promise<readonly ChunkToBlank[]>;
  /** One transaction: lines of a chunk that no hold keeps are put on the list of what is to be overwritten; gives how many. */
  blankOldLines(lines: OldLines): Promise<number>;
  /** All of a raw copy is blanked but for what holds keep. */
  rawCopyBlanked(intake: IntakeId, now: UtcMs): Promise<void>;
  /** What holds kept until they ended is looked at again. */
  settleEndedHolds(now: UtcMs, today: number): Promise<void>;
  /** Those in force. */
  holdsInForce(today: number): Promise<readonly HoldConditions[]>;
}
