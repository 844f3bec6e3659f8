import { canName, type Naming, namingOf } from '../record/naming.ts';
import type { ErasureToPlan, PlannedErasure } from '../store/subject-store.ts';
import {
  type ErasingParts,
  type ErasureResult,
  type ErasureWish,
  isDamaged,
  namedStatements,
  namedTexts,
  namesTexts,
  StepSums,
} from './erase-subject.ts';

export type ErasurePlan = ErasureResult & Omit<PlannedErasure, 'steps'>;

type PlanningParts = Pick<ErasingParts, 'store' | 'inTurn' | 'naming'>;

/** What `eraseSubject` would do: everything is looked through as it does, and what it would take is counted. */
export async function planErasure(
  parts: PlanningParts,
  { request: _, ...wish }: Omit<ErasureWish, 'naming'>,
  signal: AbortSignal,
): Promise<ErasurePlan> {
  const naming = namingOf(wish.subject);
  const { chunks, damaged } = canName(naming)
    ? await chunksNaming(parts, naming, signal)
    : { chunks: [], damaged: [] };
  const named: (readonly number[])[] = [];
  if (canName(naming))
    for await (const ids of parts.naming.calls(naming, wish.subject)) {
      signal.throwIfAborted();
      named.push(ids);
    }
  const statements: number[] = [];
  for await (const id of namedStatements(parts, wish.subject, naming, signal)) statements.push(id);
  const texts = namesTexts(wish, naming) ? await namedTexts(parts, naming) : null;
  // Not in a turn of its own: it changes nothing, and what arrives has its turn behind each step.
  const { steps, ...planned } = await parts.store.tryErasure(
    { ...wish, chunks, named, statements, texts },
    signal,
  );
  const sums = new StepSums(() => {});
  for (const step of steps) sums.add(step);
  return { ...sums.result(), damaged, ...planned };
}

async function chunksNaming(
  { store, inTurn, naming: hands }: PlanningParts,
  naming: Naming,
  signal: AbortSignal,
): Promise<{ chunks: ErasureToPlan['chunks']; damaged: number[] }> {
  const chunks: ErasureToPlan['chunks'][number][] = [];
  const damaged: number[] = [];
  for (const intake of await store.standingCopies()) {
    try {
      for (const chunk of await store.chunksOf(intake)) {
        signal.throwIfAborted();
        const lines = await inTurn(() => hands.lines(chunk, naming));
        if (lines.length > 0) chunks.push({ chunk, lines });
      }
    } catch (error) {
      if (!isDamaged(error)) throw error;
      damaged.push(intake);
    }
  }
  return { chunks, damaged };
}
