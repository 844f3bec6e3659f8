import type { Connection } from '../open-database.ts';
import { callsOfLines } from '../queries/calls-of-lines.ts';
import type { LinePlace } from '../queries/subject-found.ts';
import type { ErasedStep, LinesToErase } from '../subject-store.ts';
import type { createErasedCalls } from './erased-calls.ts';
import type { ErasingHands } from './erasing-hands.ts';
import { heldLines } from './raw-copies.ts';
import { requestCounts, StepCounts } from './request-counts.ts';

/**
 * Lines of raw copies in which a number or name of one person stands, whatever they were read as: what is stored of them goes,
 * and so do their bytes. A call in whose line it stands, and be it in a field that says nothing of parties, is a call of the person.
 */
export function createErasedLines(
  connection: Connection,
  {
    hands,
    eraseIds,
    keeps = () => {},
  }: {
    readonly hands: ErasingHands;
    readonly eraseIds: ReturnType<typeof createErasedCalls>['eraseIds'];
    readonly keeps?: (line: LinePlace) => void;
  },
): (wish: LinesToErase) => ErasedStep {
  const addCounts = requestCounts(connection);
  const callsOf = callsOfLines(connection);
  return (wish) => {
    const { intake, first_offset, end_offset } = wish.chunk;
    const held = heldLines(connection, wish.today).within(intake, first_offset, end_offset);
    const counts = new StepCounts();
    const ids = new Set<number>();
    for (const { offset, length } of wish.lines) {
      const { calls, isMeant } = callsOf({ intake, offset }, wish.subject);
      if (!isMeant) continue;
      if (held.has(offset)) {
        counts.kept('raw_lines');
        keeps({ intake, offset });
        continue;
      }
      for (const id of calls) ids.add(id);
      if (hands.line({ intake, offset, length, day: null })) counts.gone('raw_lines');
      if (hands.undefinedLine({ intake, offset })) counts.gone('undefined_lines');
      counts.gone('quality_records', hands.qualityRecords({ intake, offset }));
    }
    eraseIds([...ids], wish, counts);
    addCounts(wish.request, counts);
    return counts.step();
  };
}
