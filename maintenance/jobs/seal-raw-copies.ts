import { OperationError, type OperationErrorCode } from '../../record/operation-error.ts';
import type { RawCopy, RawFrame } from '../../record/raw-copy.ts';
import type { Sealable } from '../../store/store.ts';
import type { Job, JobContext } from '../job.ts';

/** Taken from the store at once. */
const BATCH = 100;

const DAMAGED: ReadonlySet<OperationErrorCode> = new Set(['LEDGER_BROKEN', 'NOT_FOUND']);

/** Packs raw copies that are accounted for, and removes the plain one only when the packed one was read back equal. */
export const sealRawCopies: Job = {
  name: 'seal-raw-copies',
  summary: 'Packs raw copies that are fully accounted for, reads them back, and removes the plain ones.',
  schedule: { hour: 2, minute: 0 },
  ladder: false,
  async plan({ reads }) {
    const waiting = await reads.sealable();
    const bytes = waiting.reduce((sum, { length }) => sum + length, 0);
    return { counts: { raw_copies_sealed: waiting.length, bytes_sealed: bytes }, deferred: 0, taking: null };
  },
  async run(context) {
    const left = new Set<number>();
    for (;;) {
      const waiting = (await context.store.sealable(BATCH + left.size)).filter(
        ({ intake }) => !left.has(intake),
      );
      if (waiting.length === 0) return;
      for (const copy of waiting) {
        context.signal.throwIfAborted();
        await sealOne(context, copy, left);
      }
    }
  },
};

async function sealOne(
  context: JobContext,
  { intake, path, length, places_blanked, chunks }: Sealable,
  left: Set<number>,
): Promise<void> {
  const { store, rawCopies } = context;
  const sealed = await packed(context, path, length);
  if (typeof sealed === 'string') {
    left.add(intake);
    context.count(sealed, 1);
    return;
  }
  const frames = (sealed.frames ?? []).map((frame) => ({ ...frame, ...daysOf(frame, chunks) }));
  if (!(await store.recordSeal({ intake, path: sealed.path, frames, places_blanked }))) {
    // Its turn comes again when it is finished and accounted for.
    await rawCopies.remove(sealed.path);
    return;
  }
  await rawCopies.remove(path);
  context.count('raw_copies_sealed', 1);
  context.count('bytes_sealed', length);
}

/** The packed copy, which reads back as the plain one; or the count of those that stay plain, and why. */
async function packed(
  { rawCopies }: JobContext,
  path: string,
  length: number,
): Promise<RawCopy | 'raw_copies_unequal' | 'raw_copies_damaged'> {
  try {
    const sealed = await rawCopies.seal(path, length);
    if (await rawCopies.same({ path, frames: null }, sealed, length)) return sealed;
    await rawCopies.remove(sealed.path);
    return 'raw_copies_unequal';
  } catch (error) {
    // One copy that was cut or taken away must not keep all later ones from being packed; verify names it.
    if (error instanceof OperationError && DAMAGED.has(error.code)) return 'raw_copies_damaged';
    throw error;
  }
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
