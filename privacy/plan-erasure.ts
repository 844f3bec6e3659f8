import { namingOf } from '../record/naming.ts';
import type { PlannedErasure } from '../store/subject-store.ts';
import {
  type ErasingParts,
  type ErasureResult,
  type ErasureWish,
  namedStatements,
  namedTexts,
  namesTexts,
  StepSums,
} from './erase-subject.ts';
import { namedByReading } from './named-by-reading.ts';

export type ErasurePlan = ErasureResult & Omit<PlannedErasure, 'steps'>;

type PlanningParts = Pick<ErasingParts, 'store' | 'inTurn' | 'naming'>;

/** What `eraseSubject` would do: everything is looked through as it does, and what it would take is counted. */
export async function planErasure(
  parts: PlanningParts,
  { request: _, ...wish }: Omit<ErasureWish, 'naming'>,
  signal: AbortSignal,
): Promise<ErasurePlan> {
  const naming = namingOf(wish.subject);
  const found = await namedByReading(parts, wish.subject, signal);
  const { chunks, damaged, entry_texts, calls: named } = found;
  const statements: number[] = [];
  for await (const id of namedStatements(parts, wish.subject, naming, signal)) statements.push(id);
  const texts = namesTexts(wish, naming) ? await namedTexts(parts, naming) : null;
  // Not in a turn of its own: it changes nothing, and what arrives has its turn behind each step.
  const { steps, ...planned } = await parts.store.tryErasure(
    { ...wish, chunks, named, entry_texts, statements, texts },
    signal,
  );
  const sums = new StepSums(() => {});
  for (const step of steps) sums.add(step);
  return { ...sums.result(), damaged, ...planned };
}
