/** The allowed word a person most likely meant, or null when none is near: at most a third of the letters differ, or it is cut short. */
export function nearest(written: string, allowed: readonly string[]): string | null {
  if (written.length > 64) return null;
  let best: string | null = null;
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const word of allowed) {
    const steps = begins(word, written) ? 1 : distance(plain(written), plain(word));
    if (steps < least) [best, least] = [word, steps];
  }
  return best;
}

/** Cut short, as in `start` for `started`, or the other way round. */
function begins(word: string, written: string): boolean {
  const [short, long] = [plain(word), plain(written)].sort((one, other) => one.length - other.length);
  return short !== undefined && short.length > 2 && long?.startsWith(short) === true;
}

/** Case, - and _ are confused more often than letters. */
const plain = (word: string): string => word.toLowerCase().replaceAll('-', '_');

/** Letters added, removed, replaced or swapped with their neighbour. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const steps = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      ];
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) steps.push((beforeLast[column - 2] ?? 0) + 1);
      current.push(Math.min(...steps));
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}
