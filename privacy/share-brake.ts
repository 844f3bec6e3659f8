/** Of fewer rows a share says nothing. */
const FEWEST_ROWS = 1_000;
/** What takes no more than so many times what the last run took is a night like others: short periods take a large share each. */
const USUAL_TIMES = 3;

/** What a job is about to take, of how many rows of its class. */
export interface Taking {
  readonly takes: number;
  readonly of: number;
}

/**
 * Why a job must not go on without somebody's word; null where it may. A policy that shortens everything by mistake takes a
 * large share at once, and the first retention on a full store does, too: nobody gets back what is gone. `usual` is what the last
 * run took that came to its end, 0 where there was none.
 */
export function shareTrouble({ takes, of }: Taking, sharePercent: number, usual: number): string | null {
  if (takes < FEWEST_ROWS || takes * 100 <= of * sharePercent || takes <= usual * USUAL_TIMES) return null;
  const percent = Math.min(100, Math.floor((takes * 100) / Math.max(of, 1)));
  return `it would take ${takes} of ${of} rows (${percent} %), more than ${sharePercent} % at once`;
}
