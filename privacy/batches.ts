import type { batchSize } from './batch-size.ts';

/** How a piece of deleting goes on: told after each batch, and asked whether to. */
export interface Going {
  readonly signal: AbortSignal;
  readonly told: (rows: number) => void;
}

/** Pieces of deleting, each in its turn and as large as it may take long. */
export function batches(
  inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>,
  size: ReturnType<typeof batchSize>,
) {
  /** Batch after batch, each behind the last one, until there is no more. */
  async function inBatches(
    { signal, told }: Going,
    batch: (after: number, limit: number) => Promise<{ rows: number; done: boolean; after: number }>,
    first = -1,
  ): Promise<number> {
    let [after, rows] = [first, 0];
    for (;;) {
      signal.throwIfAborted();
      const from = after;
      const taken = await inTurn(() => size.timed((limit) => batch(from, limit)));
      rows += taken.rows;
      told(taken.rows);
      if (taken.done) return rows;
      after = taken.after;
    }
  }
  /** Batch after batch, of which each takes the first there are, until one takes fewer than it may. */
  async function untilFewer(
    { signal, told }: Going,
    batch: (limit: number) => Promise<number>,
  ): Promise<number> {
    for (let rows = 0; ; ) {
      signal.throwIfAborted();
      let most = 0;
      const gone = await inTurn(() =>
        size.timed((limit) => {
          most = limit;
          return batch(limit);
        }),
      );
      rows += gone;
      told(gone);
      if (gone < most) return rows;
    }
  }
  return { inBatches, untilFewer };
}
