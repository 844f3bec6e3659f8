import { isDeepStrictEqual } from 'node:util';
import { withReached } from '../privacy/reached-edges.ts';
import { ageEdges, dayIn } from '../privacy/retention.ts';
import { NO_EDGES } from '../record/age-edges.ts';
import { type Day, showDay } from '../record/calendar.ts';
import type { Configuration } from '../settings/configuration.ts';
import { reachedEdges } from '../store/queries/kept-calls.ts';
import type { CommandCall } from './command.ts';

/** What steps that were taken before a document is in force mean for lines that still come; nothing where it asks for as much. */
export function reachedText(
  call: CommandCall,
  before: Configuration | null,
  { thresholds, retention }: Configuration,
): string {
  const demanded =
    retention === null ? NO_EDGES : ageEdges(retention, dayIn(retention.time_zone, call.now()));
  const known = reachedEdges(call.reading().connection);
  const [reached, then] = [withReached(NO_EDGES, known), withReached(demanded, known)];
  const texts: string[] = [];
  if (!isDeepStrictEqual(before?.retention, retention)) {
    const gone = further(reached.calls.gone, demanded.calls.gone);
    if (gone !== null)
      texts.push(`Calls of days before ${showDay(gone)} have gone by an earlier retention. A line of one that still comes is excluded (expired), whatever
this one says; nobody can tell whether it was here.
`);
    const masked = further(reached.calls.masked, demanded.calls.masked);
    if (masked !== null)
      texts.push(`Calls of days before ${showDay(masked)} were masked by an earlier retention, and so are those that still come.
`);
  }
  const held = further(reached.held_calls.gone, then.calls.gone);
  const isSorted = before !== null && before.thresholds.length > 0;
  if (isSorted && held !== null && !isDeepStrictEqual(before.thresholds, thresholds))
    texts.push(`Calls of days before ${showDay(held)} that thresholds held have gone. A line of one that still comes is excluded (expired), whatever
the thresholds are now; nobody can tell whether it was here.
`);
  return texts.map((text) => `\n${text}`).join('');
}

const further = (reached: Day | null, demanded: Day | null): Day | null =>
  reached !== null && (demanded === null || demanded < reached) ? reached : null;
