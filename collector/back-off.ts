import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../record/operation-error.ts';

/** How long to wait after a failure: the first wait doubles until it reaches the last. */
export interface BackOff {
  readonly first_ms: number;
  readonly last_ms: number;
}

/** `retries` tries in a row have failed, at least one. */
function waitAfter(retries: number, { first_ms, last_ms }: BackOff): number {
  return Math.min(first_ms * 2 ** Math.min(retries - 1, 30), last_ms);
}

/**
 * Does something again and again until `signal` fires: after `pause_ms` when it went well, after the back-off when the
 * world misbehaved. What no retry can mend (a failed disk, our own mistake) is thrown.
 */
export async function again(
  signal: AbortSignal,
  times: BackOff & { readonly pause_ms: number },
  work: (retries: number) => Promise<void>,
): Promise<void> {
  let retries = 0;
  while (!signal.aborted) {
    try {
      await work(retries);
      retries = 0;
    } catch (error) {
      if (signal.aborted && isAbort(error)) break;
      if (!(error instanceof OperationError) || error.code === 'DISK_FAILED') throw error;
      retries += 1;
    }
    const wait = retries === 0 ? times.pause_ms : waitAfter(retries, times);
    await sleep(wait, undefined, { signal }).catch(() => {});
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
