import { destroyRawCopy } from '../../collector/journal/blank-raw-copy.ts';
import { strayRawCopiesBefore } from '../../collector/journal/stray-raw-copies.ts';
import type { LineReader } from '../../pipeline-worker.ts';
import type { RawCopyHands } from '../../privacy/expire-raw-copies.ts';
import type { ProcessingSettings } from '../../processor/processing-context.ts';
import type { AgeEdges } from '../../record/age-edges.ts';
import type { Blank } from '../../record/blank.ts';
import { BLANK_LETTERS } from '../../record/outcome.ts';
import { SEALED } from '../../record/raw-copy.ts';
import type { ChunkToBlank } from '../../store/raw-copy-store.ts';

/** What was judged together is read together again, however many lines it is. */
const LINES_A_CHUNK = 1e9;

/** What the gateway does to the raw copies of a data folder, by the hands of the journal and the reader. */
export function rawCopyHands(
  folder: string,
  reader: Pick<LineReader, 'read'>,
  blank: () => Promise<void>,
): RawCopyHands {
  const destroy = async (path: string): Promise<void> => {
    const plain = path.endsWith(SEALED) ? path.slice(0, -SEALED.length) : path;
    for (const form of [plain, plain + SEALED]) await destroyRawCopy(folder, form);
  };
  return {
    oldLines: (chunk, edges) => oldLines(reader, chunk, edges),
    blank,
    destroy,
    async destroyStrays(before, only_try) {
      const strays = await strayRawCopiesBefore(folder, before);
      if (!only_try) for (const path of strays) await destroyRawCopy(folder, path);
      return strays.length;
    },
  };
}

/** Cut and read as they were when they were judged, by the ladder of today. */
async function oldLines(
  reader: Pick<LineReader, 'read'>,
  { copy, first_offset, end_offset: to, ends: end, received_at, ...chunk }: ChunkToBlank,
  edges: AgeEdges,
): Promise<Blank[]> {
  // What a call costs says nothing of its age.
  const { rating: _, ...settings } = JSON.parse(chunk.settings) as ProcessingSettings;
  const range = { copy, to, end, received_at, settings, edges, lines_max: LINES_A_CHUNK };
  const lines: Blank[] = [];
  for (let [from, state] = [first_offset, chunk.state]; from < to; ) {
    const { end_offset, state_after, blanks } = await reader.read({ ...range, from, state });
    lines.push(...blanks.filter(({ code, length }) => length > 0 && BLANK_LETTERS[code] === 'expired'));
    if (end_offset === from) break;
    [from, state] = [end_offset, state_after];
  }
  return lines;
}
