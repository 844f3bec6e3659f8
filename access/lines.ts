import type { CallStore } from '../store/queries/call-rows.ts';
import {
  undefinedLines as storedLines,
  undefinedReasons as storedReasons,
  type UndefinedFilter,
  type UndefinedLine,
} from '../store/queries/undefined-lines.ts';
import { notShown } from './not-shown.ts';
import { seesSource } from './sees-source.ts';
import type { Sight } from './sight.ts';

/** Lines that were not understood, in order of arrival: where they stand, not what stands there. */
export async function undefinedLines(
  { query }: Pick<CallStore, 'query'>,
  sight: Sight,
  filter: UndefinedFilter,
  limit: number | null,
): Promise<UndefinedLine[]> {
  requireUndefined(sight);
  return await storedLines(query, { ...filter, sources: sight.view.sources }, limit);
}

/** How many lines were not understood, by source and reason, most first. */
export async function undefinedReasons(
  { query }: Pick<CallStore, 'query'>,
  sight: Sight,
  { open = false } = {},
): Promise<{ source: string; reason: string; lines: number }[]> {
  requireUndefined(sight);
  return await storedReasons(query, { open, sources: sight.view.sources });
}

/** Before anything is told of lines that were not understood. */
export function requireUndefined(sight: Sight): void {
  if (!sight.undefined_lines) throw notShown(sight, 'Undefined lines are');
}

/** Before anything of a line as it was received is shown. */
export function requireRaw(sight: Sight): void {
  if (!sight.raw) throw notShown(sight, 'Lines as they were received are');
}

/** Before lines of a source, or of all there are, are read again and told about. */
export function requireRawOf(sight: Sight, source: string | null): void {
  requireRaw(sight);
  if (sight.view.sources !== null && (source === null || !seesSource(sight, source)))
    throw notShown(sight, source === null ? 'Lines of every source are' : `Lines of ${source} are`);
}
