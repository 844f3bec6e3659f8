/** How large the first batch is, and how large and small one may get. */
export interface BatchLimits {
  readonly first: number;
  readonly largest: number;
  readonly smallest: number;
}

/** What arrives waits for no longer than this. */
const BATCH_MS = 15;

/** Makes batches so large that each takes about as long as what arrives may wait. */
export function batchSize(now: () => number, { first, largest, smallest }: BatchLimits) {
  let limit = first;
  return {
    async timed<Result>(batch: (limit: number) => Promise<Result>): Promise<Result> {
      const before = now();
      const result = await batch(limit);
      const took = now() - before;
      limit = took > BATCH_MS ? Math.max(smallest, limit >> 1) : Math.min(largest, limit + first);
      return result;
    },
  };
}
