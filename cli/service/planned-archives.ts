import { type ArchivePolicy, archiveEdge, dueInArchives, lastSteps } from '../../privacy/archive-policy.ts';
import { ageEdges, dayIn, type Retention } from '../../privacy/retention.ts';
import { NO_EDGES } from '../../record/age-edges.ts';
import { monthOf } from '../../record/archive.ts';
import { legalHolds } from '../../store/legal-holds.ts';
import type { Connection } from '../../store/open-database.ts';
import { archivable, archivePieces, returnedMonths } from '../../store/queries/archives.ts';

/** What the next run would move into archives, and out of them. */
export function plannedArchives(
  connection: Connection,
  { archive, retention, now }: { archive: ArchivePolicy | null; retention: Retention | null; now: number },
): { archived: number; gone: number; kept: number; in_archives: number } {
  const today = dayIn(retention?.time_zone ?? 'UTC', now);
  const pieces = archivePieces(connection);
  const edges = retention === null ? NO_EDGES : ageEdges(retention, today);
  const holds = legalHolds(connection, today).map(({ conditions }) => conditions);
  const { due, kept } = dueInArchives(pieces, { ...edges, holds });
  const back = returnedMonths(connection).filter(({ until }) => until > now);
  const months = new Set(back.map(({ month }) => month));
  const wish = { today, steps: lastSteps(retention) };
  const found =
    archive === null ? [] : archivable(connection, { ...wish, before: archiveEdge(archive, today) });
  return {
    archived: sumOf(found.filter(({ day }) => !months.has(monthOf(day)))),
    gone: sumOf(due),
    kept: sumOf(kept),
    in_archives: sumOf(pieces),
  };
}

function sumOf(groups: readonly { readonly calls: number }[]): number {
  return groups.reduce((sum, { calls }) => sum + calls, 0);
}
