/** How large the first batch is, and how large and small one may get. */
export interface BatchLimits {
  readonly first: number;
  readonly largest: number;
  readonly smallest: number;
}

/** What arrives waits for no longer than this. */
const BATCH_MS = 10;
/** By so much a batch is smaller or larger than the one before it at most: one that the disk held up says little of the next. */
const CHANGE = { down: 0.5, up: 1.5 };

/** Makes batches so large that each takes about as long as what arrives may wait. */
export function batchSize(now: () => number, { first, largest, smallest }: BatchLimits) {
  let limit = first;
  return {
    async timed<Result>(batch: (limit: number) => Promise<Result>): Promise<Result> {
      const before = now();
      const result = await batch(limit);
      const took = Math.max(now() - before, 1);
      const change = Math.min(Math.max(BATCH_MS / took, CHANGE.down), CHANGE.up);
      limit = Math.min(Math.max(Math.round(limit * change), smallest), largest);
      return result;
    },
  };
}
