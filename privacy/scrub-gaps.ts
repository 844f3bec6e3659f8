import type { DeletingStore } from '../store/deleting-store.ts';
import type { Scrubbed } from '../store/job-store.ts';
import { type BatchLimits, batchSize } from './batch-size.ts';

/** Pages of one slice: from 4 to 64 MiB. */
const SLICE: BatchLimits = { first: 512, largest: 8_192, smallest: 512 };

/** How it ended: nothing is left; a reader keeps the log; it was told to stop; or the database has too many pages for it. */
export type Finished = Exclude<Scrubbed, 'more'> | 'stopped';

interface Parts {
  readonly store: Pick<DeletingStore, 'emptyLog' | 'scrubGaps' | 'flushScrubbed'>;
  readonly now: () => number;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Empties the log of the database and overwrites unused parts of its pages, slice by slice, where something was deleted. */
export async function scrubGaps({ store, now, inTurn }: Parts, signal: AbortSignal): Promise<Finished> {
  if (!(await inTurn(() => store.emptyLog()))) return 'kept';
  const size = batchSize(now, SLICE);
  for (let begins = true; ; begins = false) {
    const slice = await inTurn(() => size.timed((pages) => store.scrubGaps(pages, begins)));
    if (slice !== 'more') return slice;
    await store.flushScrubbed();
    if (signal.aborted) return 'stopped';
  }
}
