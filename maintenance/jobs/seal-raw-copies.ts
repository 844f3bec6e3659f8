import type { RawFrame } from '../../record/raw-copy.ts';
import type { Sealable } from '../../store/store.ts';
import type { Job, JobContext } from '../job.ts';

/** Taken from the store at once. */
const BATCH = 100;

/** Packs raw copies that are accounted for, and removes the plain one only when the packed one was read back equal. */
export const sealRawCopies: Job = {
  name: 'seal-raw-copies',
  summary: 'Packs raw copies that are fully accounted for, reads them back, and removes the plain ones.',
  schedule: { hour: 3, minute: 10 },
  async plan({ store }) {
    const waiting = await store.sealable(Number.MAX_SAFE_INTEGER);
    return {
      raw_copies_to_seal: waiting.length,
      bytes_to_seal: waiting.reduce((sum, { length }) => sum + length, 0),
    };
  },
  async run(context) {
    const counts: SealCounts = { raw_copies_sealed: 0, bytes_sealed: 0, raw_copies_unequal: 0 };
    const unequal = new Set<number>();
    for (;;) {
      const waiting = (await context.store.sealable(BATCH + unequal.size)).filter(
        ({ intake }) => !unequal.has(intake),
      );
      if (waiting.length === 0) return counts;
      for (const copy of waiting) {
        if (context.signal.aborted) return counts;
        await sealOne(context, copy, counts, unequal);
      }
    }
  },
};

type SealCounts = { raw_copies_sealed: number; bytes_sealed: number; raw_copies_unequal: number };

async function sealOne(
  { store, rawCopies }: JobContext,
  { intake, path, length, chunks }: Sealable,
  counts: SealCounts,
  unequal: Set<number>,
): Promise<void> {
  const sealed = await rawCopies.seal(path, length);
  if (!(await rawCopies.same({ path, frames: null }, sealed, length))) {
    await rawCopies.remove(sealed.path);
    unequal.add(intake);
    counts.raw_copies_unequal += 1;
    return;
  }
  const frames = (sealed.frames ?? []).map((frame) => ({ ...frame, ...daysOf(frame, chunks) }));
  if (!(await store.recordSeal(intake, sealed.path, frames))) {
    // Its turn comes again when it is finished and accounted for.
    await rawCopies.remove(sealed.path);
    return;
  }
  await rawCopies.remove(path);
  counts.raw_copies_sealed += 1;
  counts.bytes_sealed += length;
}

/** First and last event day of the calls whose chunks reach into the frame. */
function daysOf(frame: RawFrame, chunks: Sealable['chunks']): Pick<RawFrame, 'first_day' | 'last_day'> {
  let begin = 0;
  let first_day: number | null = null;
  let last_day: number | null = null;
  for (const chunk of chunks) {
    const reaches = chunk.end_offset > frame.offset && begin < frame.offset + frame.length;
    if (reaches && chunk.first_day !== null)
      first_day = Math.min(first_day ?? chunk.first_day, chunk.first_day);
    if (reaches && chunk.last_day !== null) last_day = Math.max(last_day ?? chunk.last_day, chunk.last_day);
    begin = chunk.end_offset;
  }
  return { first_day, last_day };
}
