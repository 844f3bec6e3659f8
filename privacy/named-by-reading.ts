import { canName, type Naming, namingOf } from '../record/naming.ts';
import type { Subject } from '../record/subject.ts';
import type { ErasureToPlan } from '../store/subject-store.ts';
import { type ErasingParts, isDamaged } from './erase-subject.ts';

export interface ReadingParts {
  readonly store: Pick<ErasingParts['store'], 'standingCopies' | 'chunksOf'>;
  readonly inTurn: ErasingParts['inTurn'];
  readonly naming: Pick<ErasingParts['naming'], 'lines' | 'calls' | 'entries'>;
}

/** Lines and calls in which somebody stands. */
export interface FoundByReading {
  readonly chunks: ErasureToPlan['chunks'];
  readonly calls: ErasureToPlan['named'];
  readonly entry_texts: ErasureToPlan['entry_texts'];
  /** Raw copies that could not be read. */
  readonly damaged: readonly number[];
}

/** What an erasure finds of a person by reading alone: every raw copy is read, and every text of a call. */
export async function namedByReading(
  parts: ReadingParts,
  subject: Subject,
  signal: AbortSignal,
): Promise<FoundByReading> {
  const naming = namingOf(subject);
  if (!canName(naming)) return { chunks: [], calls: [], entry_texts: [], damaged: [] };
  const { chunks, damaged } = await chunksNaming(parts, naming, signal);
  const calls: (readonly number[])[] = [];
  for await (const ids of parts.naming.calls(naming, subject)) {
    signal.throwIfAborted();
    calls.push(ids);
  }
  return { chunks, calls, entry_texts: await parts.naming.entries(naming), damaged };
}

async function chunksNaming(
  { store, inTurn, naming: hands }: ReadingParts,
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
