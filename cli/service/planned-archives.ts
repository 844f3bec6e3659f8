import { type ArchivePolicy, archiveEdge, dueInArchives, lastSteps } from '../../privacy/archive-policy.ts';
import { ageEdges, dayIn, type Retention } from '../../privacy/retention.ts';
import { CALL_STEPS, NO_EDGES, stepOf } from '../../record/age-edges.ts';
import { type ArchiveGroup, monthOf } from '../../record/archive.ts';
import type { Day } from '../../record/calendar.ts';
import { legalHolds } from '../../store/legal-holds.ts';
import type { Connection } from '../../store/open-database.ts';
import { archivable, archivePieces, returnedMonths } from '../../store/queries/archives.ts';

interface Planned {
  readonly archive: ArchivePolicy | null;
  readonly retention: Retention | null;
  readonly now: number;
  /** When calls first take the steps of their age, in a preview: archives come behind that. Null: calls are as they are. */
  readonly firstNight?: number | null;
}

/** What the next run would move into archives, and out of them. */
export function plannedArchives(
  connection: Connection,
  { archive, retention, now, firstNight = null }: Planned,
): { archived: number; gone: number; kept: number; in_archives: number } {
  const today = dayIn(retention?.time_zone ?? 'UTC', now);
  const pieces = archivePieces(connection);
  const edges = retention === null ? NO_EDGES : ageEdges(retention, today);
  const holds = legalHolds(connection, today).map(({ conditions }) => conditions);
  const { due, kept } = dueInArchives(pieces, { ...edges, holds });
  const back = returnedMonths(connection).filter(({ until }) => until > now);
  const months = new Set(back.map(({ month }) => month));
  const isReady =
    retention === null || firstNight === null ? null : readyBy(retention, { today, firstNight });
  const steps = isReady === null ? lastSteps(retention) : { calls: 0, held_calls: 0 };
  const found =
    archive === null ? [] : archivable(connection, { today, steps, before: archiveEdge(archive, today) });
  return {
    archived: sumOf(found.filter((group) => !months.has(monthOf(group.day)) && (isReady?.(group) ?? true))),
    gone: sumOf(due),
    kept: sumOf(kept),
    in_archives: sumOf(pieces),
  };
}

/** Which calls have nothing but `gone` before them by a day, and were not gone before anything could be archived. */
function readyBy(
  retention: Retention,
  { today, firstNight }: { today: Day; firstNight: number },
): (group: ArchiveGroup) => boolean {
  const last = lastSteps(retention);
  const edges = ageEdges(retention, today);
  const firstEdges = ageEdges(retention, dayIn(retention.time_zone, firstNight));
  return ({ day, held, step }) => {
    const name = held === 0 ? 'calls' : 'held_calls';
    if (stepOf(day, firstEdges[name]) === 'gone') return false;
    const demanded = stepOf(day, edges[name]);
    return demanded === 'gone' || Math.max(step, CALL_STEPS.indexOf(demanded)) >= last[name];
  };
}

function sumOf(groups: readonly { readonly calls: number }[]): number {
  return groups.reduce((sum, { calls }) => sum + calls, 0);
}
