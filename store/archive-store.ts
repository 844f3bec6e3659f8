import type { Anonymity, CallEdges } from '../record/age-edges.ts';
import type { ArchiveGroup, ArchivePiece, ReturnedMonth } from '../record/archive.ts';
import type { Erasing } from '../record/erasure.ts';
import type { UtcMs } from '../record/intake.ts';
import type { MaskPiece } from '../record/number-mask.ts';

/** A piece on its way to the targets. */
export type NewPiece = Omit<ArchivePiece, 'id' | 'state' | 'calls'>;

/** What is known of archives. Nothing of it takes a call away. */
export interface ArchiveRegister {
  archivePieces(): Promise<readonly ArchivePiece[]>;
  /** Noted before anything is written. */
  beginPieces(pieces: readonly NewPiece[]): Promise<void>;
  /** They stand at every target, read back. */
  piecesWritten(names: readonly string[]): Promise<void>;
  /** Their files have them no more, and no call stands in them. */
  forgetPieces(names: readonly string[]): Promise<void>;
  archiveFiles(): Promise<readonly { readonly target: string; readonly month: string }[]>;
  noteArchiveFile(file: { target: string; month: string; there: boolean }): Promise<void>;
  returnedMonths(): Promise<readonly ReturnedMonth[]>;
  noteReturn(returned: ReturnedMonth): Promise<void>;
  /** Those whose time was over by then. */
  forgetReturns(now: UtcMs): Promise<void>;
}

/** Calls that stand in a piece at every target, each with the line that stands there. */
export interface CallsToArchive {
  readonly piece: string;
  readonly calls: readonly { readonly id: number; readonly line: string }[];
  readonly today: number;
  /** The installation's key, for what their parties are known by. */
  readonly key: Uint8Array;
}

/** Archived calls whose day has reached an age that their file cannot follow. */
export interface ArchivedToDrop extends ArchiveGroup {
  readonly limit: number;
  readonly today: number;
}

/** A call on its way back, and what an erasure since demands of it. */
export interface ReturningCall {
  readonly line: string;
  readonly erased: Erasing | null;
  /** Another leg of the call stands elsewhere in archives, and a legal hold keeps it. */
  readonly leg_held: boolean;
}

export interface CallsToReturn {
  /** The name of the piece that they stand in. */
  readonly piece: string;
  readonly calls: readonly ReturningCall[];
  readonly today: number;
  readonly edges: { readonly calls: CallEdges; readonly held_calls: CallEdges };
  readonly mask: readonly MaskPiece[];
  readonly anonymity: Anonymity;
  readonly key: Uint8Array;
}

export interface ReturnedCalls {
  /** That stood in the archive and in no other place. */
  readonly returned: number;
  /** Of these, calls of people who were erased since, which did not come back as they were. */
  readonly erased: number;
  /** Others of such people, by id, which stay in the archive because a legal hold keeps them. */
  readonly kept: readonly number[];
}

/** What takes calls out of the store, or out of archives, for good. Only the gateway asks for it. */
export interface ArchivingStore {
  /** Those that are still as they were written and that no hold keeps; gives how many. */
  archiveCalls(wish: CallsToArchive): Promise<number>;
  /** Gives how many; fewer than the limit where there are no more, or a hold keeps their day by now. */
  dropArchived(wish: ArchivedToDrop): Promise<number>;
  returnCalls(wish: CallsToReturn): Promise<ReturnedCalls>;
}

export type ArchiveStore = ArchiveRegister & ArchivingStore;
