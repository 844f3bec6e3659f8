import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../record/operation-error.ts';

/** The first and the longest wait before a full disk is tried again. */
const RETRY_MS = { first: 50, last: 1_000 };

/**
 * Does a piece of work for which the disk may have no room yet; `full` is told once. Rejects with any other trouble, and
 * with that one when `giveUp` fires.
 */
export async function whenThereIsRoom<Result>(
  work: () => Promise<Result>,
  giveUp: AbortSignal,
  full: (error: OperationError) => void = () => {},
): Promise<Result> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof OperationError) || !error.retryable || giveUp.aborted) throw error;
      if (tries === 0) full(error);
      const wait = Math.min(RETRY_MS.first * 2 ** tries, RETRY_MS.last);
      await sleep(wait, undefined, { signal: giveUp }).catch(() => {});
    }
  }
}
