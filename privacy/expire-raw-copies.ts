import type { AgeEdges } from '../record/age-edges.ts';
import type { Blank } from '../record/blank.ts';
import type { Day } from '../record/calendar.ts';
import { OperationError } from '../record/operation-error.ts';
import type { ChunkToBlank, DueRawCopy, RawCopyStore } from '../store/raw-copy-store.ts';
import { edge, type Retention, startOf } from './retention.ts';

/** What is done to the files themselves. */
export interface RawCopyHands {
  /** The whole lines of a chunk that must not stay where they were received. */
  oldLines(chunk: ChunkToBlank, edges: AgeEdges): Promise<readonly Blank[]>;
  /** Overwrites what the store has on its list. */
  blank(): Promise<void>;
  /** Overwrites and removes a raw copy in whichever form it is there; no error when it is not. */
  destroy(path: string): Promise<void>;
  /** Removes copies that no intake has and that came before a moment; gives how many, or would remove, where it is only tried. */
  destroyStrays(before: number, only_try: boolean): Promise<number>;
}

export interface RawCopiesExpired {
  /** Gone as a whole, with their lines. */
  copies: number;
  copy_lines: number;
  bytes: number;
  /** Lines of all raw copies there were. */
  of: number;
  /** Of calls older than the raw copies they stand in, or beside lines that a hold keeps. */
  lines: number;
  /** Kept, wholly or in part, because a hold names lines of it. */
  deferred: number;
  /** That could not be read to find their old lines; `verify` names them. */
  damaged: number;
  /** That no intake had. */
  strays: number;
}

interface Parts {
  readonly store: RawCopyStore;
  readonly now: () => number;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly hands: RawCopyHands;
  readonly edges: (retention: Retention) => Promise<AgeEdges>;
}

interface Going {
  /** The day on which the run began, however late it comes to this. */
  readonly today: Day;
  readonly signal: AbortSignal;
  readonly told: (rows: number) => void;
}

const COPIES_AT_ONCE = 100;
const CHUNKS_AT_ONCE = 50;

/**
 * Lets raw copies go that have reached their age, and blanks old lines in younger ones; or, where it is only tried, counts what
 * that would come to. Killed anywhere, what was begun is ended by the next start (`finishRawCopies`).
 */
export async function expireRawCopies(
  parts: Parts,
  retention: Retention,
  only_try: boolean,
  { today, signal, told }: Going,
): Promise<RawCopiesExpired> {
  const of = await parts.store.standingLines();
  const expired = { of, copies: 0, copy_lines: 0, bytes: 0, lines: 0, deferred: 0, damaged: 0, strays: 0 };
  const reached = edge(retention.raw_copies, today);
  const before = startOf(reached, retention.time_zone);
  if (reached === null || before === null) return expired;
  if (!only_try) await parts.inTurn(() => parts.store.settleEndedHolds(parts.now(), today));
  const wish = { ...{ parts, retention, only_try, expired, today, before, reached }, signal, told };
  await wholeCopies(wish);
  await oldLines(wish);
  expired.strays = await parts.hands.destroyStrays(before, only_try);
  return expired;
}

interface Wish extends Going {
  readonly parts: Parts;
  readonly retention: Retention;
  readonly only_try: boolean;
  readonly expired: RawCopiesExpired;
  readonly before: number;
  /** The edge. */
  readonly reached: number;
}

/** Those that came before the edge. */
async function wholeCopies(wish: Wish): Promise<void> {
  const { parts, expired, before, today, signal, told } = wish;
  for (let after = -1; ; ) {
    const due = await parts.store.dueRawCopies({ before, today, after, limit: COPIES_AT_ONCE });
    for (const copy of due) {
      signal.throwIfAborted();
      if (copy.held) await allButHeld(wish, copy);
      else if (await giveUp(wish, copy)) {
        expired.copies += 1;
        expired.copy_lines += copy.lines;
        expired.bytes += copy.length;
        told(1);
      }
      after = copy.intake;
    }
    if (due.length < COPIES_AT_ONCE) break;
  }
  if (wish.only_try) return;
  await finishRawCopies(parts);
  await parts.inTurn(() => parts.store.forgetOldNames(before));
  await parts.inTurn(() => parts.store.forgetOldSettings());
}

/** The file itself goes outside of the turn, so that nothing that arrives waits for a large one. */
async function giveUp({ parts, only_try, before, today }: Wish, { intake }: DueRawCopy): Promise<boolean> {
  const { store, inTurn, now } = parts;
  return only_try || (await inTurn(() => store.giveUpRawCopy(intake, { before, today, now: now() })));
}

/** Ends what was begun: files of raw copies that were given up. */
export async function finishRawCopies({ store, hands }: Pick<Parts, 'store' | 'hands'>): Promise<void> {
  for (const { intake, path } of await store.rawCopiesGivenUp()) {
    await hands.destroy(path);
    await store.rawCopyDestroyed(intake);
  }
}

/** Once, and again when a hold has ended. */
async function allButHeld(wish: Wish, { intake, blanked }: DueRawCopy): Promise<void> {
  const { parts, expired, only_try, retention } = wish;
  expired.deferred += 1;
  if (blanked) return;
  const edges = { ...(await parts.edges(retention)), all_lines: true as const };
  for (const chunk of await parts.store.chunksOf(intake))
    if (!(await blankLines(wish, chunk, edges, null))) return;
  if (!only_try) await parts.inTurn(() => parts.store.rawCopyBlanked(intake, parts.now()));
}

/** Lines of calls older than the edge in raw copies that are younger. */
async function oldLines(wish: Wish): Promise<void> {
  const { parts, retention, before, reached, today } = wish;
  const edges = await parts.edges(retention);
  for (let after = { intake: -1, first_offset: -1 }; ; ) {
    const chunks = await parts.store.oldChunks({
      edge: reached,
      before,
      today,
      after,
      limit: CHUNKS_AT_ONCE,
    });
    for (const chunk of chunks) {
      await blankLines(wish, chunk, edges, reached);
      after = { intake: chunk.intake, first_offset: chunk.first_offset };
    }
    if (chunks.length < CHUNKS_AT_ONCE) return;
  }
}

/** False when the chunk could not be read: its lines stay until somebody puts the raw copy back. */
async function blankLines(
  { parts, expired, only_try, today, signal, told }: Wish,
  chunk: ChunkToBlank,
  edges: AgeEdges,
  to: number | null,
): Promise<boolean> {
  signal.throwIfAborted();
  const { intake, first_offset, end_offset } = chunk;
  const { store, hands, inTurn } = parts;
  try {
    const lines = await inTurn(async () => {
      // The chunk before may have unpacked it.
      const copy = (await store.rawCopyOf(intake)) ?? chunk.copy;
      const found = await hands.oldLines({ ...chunk, copy }, edges);
      const place = { intake, first_offset, end_offset, lines: found, edge: to, today, only_try };
      const count = await store.blankOldLines(place);
      if (!only_try && count > 0) await hands.blank();
      return count;
    });
    expired.lines += lines;
    told(lines);
    return true;
  } catch (error) {
    if (!(error instanceof OperationError) || !['NOT_FOUND', 'LEDGER_BROKEN'].includes(error.code))
      throw error;
    expired.damaged += 1;
    return false;
  }
}
