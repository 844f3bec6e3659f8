import { requireRaw } from '../access/lines.ts';
import { notShown } from '../access/not-shown.ts';
import { seesSource } from '../access/sees-source.ts';
import type { Sight } from '../access/sight.ts';
import { readRawCopy } from '../collector/journal/raw-copies.ts';
import type { BlockEnd } from '../processor/lines/cut.ts';
import { type ReadLine, readLines } from '../processor/lines/explain-line.ts';
import { createProcessor } from '../processor/process.ts';
import {
  type ProcessingContext,
  type ProcessingSettings,
  processingContext,
} from '../processor/processing-context.ts';
import { showTime } from '../record/calendar.ts';
import { OperationError } from '../record/operation-error.ts';
import { findIntake, type IntakeFound } from '../store/queries/intakes.ts';
import { type ChunkFound, chunkAt } from '../store/queries/lines.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { restrictedLines } from './restricted-lines.ts';

const BLOCK_BYTES = 1024 * 1024;

/** A line found again: its intake, the chunk that accounts for it, and what the driver makes of it. */
export interface FoundLine {
  readonly intake: IntakeFound;
  readonly chunk: ChunkFound;
  readonly line: ReadLine;
  readonly settings: ProcessingSettings;
  /** The end of the call before it, which decides which of two doubled hours is meant. */
  readonly lastEnd: () => Promise<number | null>;
}

/** Finds the line that stands at a place of an intake by cutting and reading its chunk again, from the state it began with. */
export async function findLine(
  folder: string,
  { store, sight }: { readonly store: ReadingStore; readonly sight: Sight },
  intakeId: number,
  offset: number,
): Promise<FoundLine> {
  requireRaw(sight);
  const intake = await findIntake(store, intakeId);
  if (intake === null || !seesSource(sight, intake.source)) throw notFound(`There is no intake ${intakeId}.`);
  refuseGone(intake);
  const chunk =
    (await chunkAt(store.query, intakeId, offset)) ??
    (intake.same_as === null || offset >= intake.length
      ? null
      : await chunkAt(store.query, intake.same_as, offset));
  if (chunk === null) {
    throw notFound(
      offset < intake.length
        ? `The bytes at ${offset} of intake ${intakeId} are received and not judged yet.`
        : `Intake ${intakeId} has ${intake.length} bytes; there is none at ${offset}.`,
    );
  }
  const settings = JSON.parse(chunk.settings) as ProcessingSettings;
  // Identities and costs play no part in reading a line, so neither key nor tariffs are needed.
  const { rating: _, ...read } = settings;
  const context = processingContext(read, new Uint8Array(32));
  let line: ReadLine | null = null;
  const next = blocksOf(folder, intake, chunk.end_offset, settings.stream ? 'connection' : 'file');
  const range = { from: chunk.first_offset, state: chunk.state_before, received_at: chunk.received_at, next };
  await readLines(context, range, (read) => {
    if (read.unit.offset > offset) return true;
    line = read;
    return read.unit.offset === offset;
  });
  if (line === null) throw notFound(`There is no line at ${offset} of intake ${intakeId}.`);
  const { place, unit }: ReadLine = line;
  const isRestricted = await restrictedLines(store, sight);
  if (isRestricted({ intake: intakeId, offset }, unit.raw)) throw notShown(sight, 'This line is');
  return { intake, chunk, line, settings, lastEnd: () => lastEndBefore(context, range, place) };
}

/** What was received of an intake cannot be shown any more when its raw copy has reached its age. */
export function refuseGone({ id, raw_gone_at }: Pick<IntakeFound, 'id' | 'raw_gone_at'>): void {
  if (raw_gone_at === null) return;
  throw notFound(
    `The raw copy of intake ${id} went on ${showTime(raw_gone_at, 0).slice(0, 10)} because of its age: its lines cannot be shown or read again.`,
    './ledgerline ledger says what became of them; ./ledgerline calls lists the calls that are still kept.',
  );
}

/** Judges the lines before a place again, as they were. */
async function lastEndBefore(
  context: ProcessingContext,
  { from: first, state: before, received_at, next }: Parameters<typeof readLines>[1],
  place: number,
): Promise<number | null> {
  const processor = createProcessor(context);
  let state = before;
  let from = first;
  for (let lines_max = place; lines_max > 0; ) {
    const batch = await processor.process({ from, state, received_at, lines_max, next });
    if (batch.end_offset === from) break;
    lines_max -= batch.codes.length;
    from = batch.end_offset;
    state = batch.state_after;
  }
  return state.last_end;
}

/** Blocks of a raw copy up to a place, a character per byte. */
function blocksOf(
  folder: string,
  { copy }: Pick<IntakeFound, 'copy'>,
  to: number,
  end: BlockEnd,
): (offset: number) => Promise<{ block: string; end: BlockEnd } | null> {
  return async (offset) => {
    if (offset >= to) return null;
    const bytes = await readRawCopy(folder, copy, offset, Math.min(BLOCK_BYTES, to - offset));
    return { block: bytes.toString('latin1'), end: offset + bytes.length >= to ? end : 'more' };
  };
}

const PLACES =
  './ledgerline ledger lists the intakes; ./ledgerline calls and undefined list give places in them.';

export function notFound(message: string, hint: string = PLACES): OperationError {
  return new OperationError('NOT_FOUND', message, { hint });
}
