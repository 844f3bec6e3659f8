import type { LineReader } from './pipeline-worker.ts';
import type { ProcessingSettings } from './processor/processing-context.ts';
import { type AgeEdges, NO_EDGES } from './record/age-edges.ts';
import {
  atNewDelivery,
  type Batch,
  type BatchColumns,
  columnsOf,
  type ProcessState,
} from './record/batch.ts';
import type { Intake, IntakeId, IntakeKind } from './record/intake.ts';
import type { ReplayFilter } from './record/replay.ts';
import type { RecordedChunk, ReplayResult, ReplayStore } from './store/store.ts';

/** What was accounted for together is read together again, however many lines it is. */
const LINES_A_CHUNK = 1e9;

export interface ReplayParts {
  readonly store: ReplayStore;
  readonly reader: Pick<LineReader, 'read'>;
  /** How lines of a source are judged now, as its stream or as a file of it. */
  readonly settingsOf: (source: string, kind: IntakeKind) => Promise<ProcessingSettings>;
  readonly program: string;
  readonly now: () => number;
  /** What the ladder demands today; nothing where it is left out. */
  readonly edges?: () => Promise<AgeEdges>;
  /** Runs a piece of work while no line is accounted for; what arrives has its turn in between. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Overwrites in the raw copies what the lines just judged must not leave there. */
  readonly blank: () => Promise<void>;
  /** An intake has to be accounted for again in the ordinary way. */
  readonly arrived: (intake: IntakeId) => void;
}

export interface ReplayWish {
  readonly filter: ReplayFilter;
  /** Nothing is changed; only told what would be. */
  readonly only_try: boolean;
  readonly signal: AbortSignal;
  /** Told of each piece that was read again. */
  readonly told: (result: ReplayResult, intake: Intake) => void;
}

interface Replaying extends ReplayParts {
  /** Columns of batches that are committed, for the next ones. */
  readonly spares: BatchColumns[];
}

/**
 * Reads intakes again from their raw copies, by today's drivers, plans and thresholds: range after range, each committed
 * at once. Stopped anywhere it has left a sound ledger, and run again it does the rest; with nothing to change it
 * changes nothing. Intakes that a change reaches beyond the wish are read again, too.
 */
export async function replay(parts: ReplayParts, wish: ReplayWish): Promise<void> {
  const spares: BatchColumns[] = [];
  // Whatever is added while it is gone through has its turn, too, and each intake has one.
  const wanted = new Set<IntakeId>(await parts.store.replayable(wish.filter));
  for (const intake of wanted) {
    for (const other of await replayIntake(intake, { ...parts, spares }, wish)) wanted.add(other);
  }
}

/** Gives the intakes that have lines which became calls, or duplicates, because of this one. */
async function replayIntake(
  intake: IntakeId,
  parts: Replaying,
  { only_try, signal, told }: ReplayWish,
): Promise<ReadonlySet<IntakeId>> {
  const others = new Set<IntakeId>();
  let at: Reached | null = { offset: 0, state: null };
  while (at !== null) {
    signal.throwIfAborted();
    const from: Reached = at;
    at = await parts.inTurn(async () => {
      const piece = await readPiece(intake, from, parts);
      if (piece === null) return null;
      const { chunk, batches, end_offset } = piece;
      const settings = await settingsFor(chunk, parts);
      const { store, now, program } = parts;
      const { source } = chunk.intake;
      const { delivery, first_offset, received_at } = chunk;
      const number = only_try ? 0 : await store.settingsId(source, JSON.stringify(settings), program, now());
      const place = { intake, delivery, first_offset, end_offset, received_at };
      const result = await store.replay({
        ...place,
        settings: number,
        thresholds: settings.thresholds,
        committed_at: now(),
        batches,
        only_try,
      });
      for (const batch of batches) parts.spares.push(columnsOf(batch));
      told(result, chunk.intake);
      for (const other of result.others) others.add(other);
      if (!only_try) {
        if (result.to_blank) await parts.blank();
        for (const again of result.waiting) parts.arrived(again);
      }
      return { offset: end_offset, state: batches.at(-1)?.state_after ?? from.state };
    });
  }
  return others;
}

/** How far an intake has been read again, and the state that the next line begins with. */
interface Reached {
  readonly offset: number;
  readonly state: ProcessState | null;
}

interface Piece {
  readonly chunk: RecordedChunk;
  readonly batches: readonly Batch[];
  readonly end_offset: number;
}

function settingsFor({ intake }: RecordedChunk, { settingsOf }: ReplayParts): Promise<ProcessingSettings> {
  return settingsOf(intake.source, intake.kind);
}

/** Reads the next chunk again. A raw copy that was packed meanwhile is found at its new place. */
async function readPiece(intake: IntakeId, from: Reached, parts: Replaying): Promise<Piece | null> {
  const chunk = await parts.store.recorded(intake, from.offset);
  if (chunk === null) return null;
  try {
    return await readChunks(chunk, from, parts);
  } catch (error) {
    const again = await parts.store.recorded(intake, from.offset);
    if (again === null || again.copy.path === chunk.copy.path) throw error;
    return await readChunks(again, from, parts);
  }
}

/**
 * The chunk, and those behind it as long as the lines are cut in another way than they were and none ends where the
 * chunk does. Only at the end of what is accounted for may a line stay open.
 */
async function readChunks(chunk: RecordedChunk, { state }: Reached, parts: Replaying): Promise<Piece> {
  const settings = await settingsFor(chunk, parts);
  const { copy, received_at } = chunk;
  const batches: Batch[] = [];
  const edges = (await parts.edges?.()) ?? NO_EDGES;
  let before = beginningState(chunk, state);
  let from = chunk.first_offset;
  let last = chunk;
  for (;;) {
    const { end_offset: to, ends: end } = last;
    const lines_max = LINES_A_CHUNK;
    const batch = await parts.reader.read({
      copy,
      from,
      to,
      end,
      state: before,
      received_at,
      lines_max,
      settings,
      edges,
      spare: parts.spares.pop(),
    });
    if (batch.end_offset > from) batches.push(batch);
    const stuck = batch.end_offset === from;
    from = batch.end_offset;
    before = batch.state_after;
    if (from === to) return { chunk, batches, end_offset: to };
    if (!stuck) continue;
    const next = await parts.store.recorded(chunk.intake.id, to);
    if (next === null || next.delivery !== chunk.delivery) return { chunk, batches, end_offset: to };
    last = next;
  }
}

/** What the first line of a chunk begins with, where that before it was read up to a state. */
function beginningState(
  { begins, earlier_state }: RecordedChunk,
  reached: ProcessState | null,
): ProcessState | null {
  if (begins === null) return reached;
  const state = begins === 'anew' ? reached : earlier_state;
  return state === null ? null : atNewDelivery(state, begins);
}
