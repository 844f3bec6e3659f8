/** More lines than any trunk has. */
const MOST_LINES = 100_000;

/** The share of calls that find every line taken (Erlang B): traffic in Erlang is offered to so many lines. */
export function blockedShare(erlang: number, lines: number): number {
  // Of its inverse the recursion has neither powers nor factorials, which no number would hold.
  if (erlang <= 0) return lines > 0 ? 0 : 1;
  let inverse = 1;
  for (let line = 1; line <= lines; line++) inverse = 1 + (inverse * line) / erlang;
  return 1 / inverse;
}

/** The fewest lines of which no more than this share of calls is blocked. */
export function linesNeeded(erlang: number, share: number): number {
  if (erlang <= 0) return 0;
  let [lines, inverse] = [0, 1];
  while (1 / inverse > share && lines < MOST_LINES) {
    lines += 1;
    inverse = 1 + (inverse * lines) / erlang;
  }
  return lines;
}
