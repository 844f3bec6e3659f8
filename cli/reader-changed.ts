import { isDeepStrictEqual } from 'node:util';
import type { Sight } from '../access/sight.ts';
import type { CallView } from '../record/call-view.ts';
import type { ReportReceipt } from '../reports/report-receipt.ts';
import { directoryVersion } from '../store/queries/directory.ts';
import { restrictionsInForce } from '../store/queries/restrictions.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { sightIn } from './viewer.ts';

/** A report as it was made, and when. */
export interface MadeThen {
  readonly receipt: ReportReceipt;
  readonly started_at: number;
}

/** Why the reader of a report may not be shown any more what is in it; null where nothing of that has changed since. */
export async function readerChanged(
  store: ReadingStore,
  { receipt, started_at }: MadeThen,
): Promise<string | null> {
  const as = readerOf(receipt);
  const now = await sightIn(store, 'os:', as);
  const then = await sightIn(store, 'os:', as, receipt.versions.configuration);
  if ('unknown' in now || 'unknown' in then) return `there is no ${receipt.viewer} any more`;
  const hidden = restrictionsInForce(store.connection).some(({ placed_at }) => placed_at >= started_at);
  if (hidden && !now.sees_restricted) return 'a person was hidden since it was made';
  if (!isDeepStrictEqual(shownTo(now), shownTo(then))) return `${receipt.viewer} is shown something else now`;
  // Whose calls these are says the directory, also of days that are over.
  const corrected = directoryVersion(store.connection) !== receipt.versions.directory;
  return corrected && now.view.cost_centres !== null
    ? `the directory, by which ${receipt.viewer} is shown calls, has changed since it was made`
    : null;
}

export function readerOf({ viewer }: ReportReceipt): string {
  return viewer.split(' ')[1] ?? '';
}

/** A source that was added since shows nobody more of what was there before. */
export function scopeOf({ cost_centres, ...view }: CallView): object {
  return { ...view, cost_centres: cost_centres?.each_of ?? null };
}

function shownTo({ view, audit, undefined_lines }: Sight): object {
  return { ...scopeOf(view), audit, undefined_lines };
}
