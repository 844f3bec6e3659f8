/** Keys and sums of a total; `calls` says how many it is made of. */
type Row = Readonly<Record<string, number>>;

/** By what rows are one group, and how many calls one must have. */
export interface GroupRule {
  readonly keys: readonly string[];
  readonly smallest: number;
}

/** Rows, those of groups that are too small under the keys that they share then. What is still too small takes the smallest beside it along. */
export function joinSmall<Total extends Row>(
  rows: readonly Total[],
  { keys, smallest }: GroupRule,
  shared: Partial<Total>,
): Total[] {
  const keyOf = (row: Total): string => keys.map((name) => row[name]).join(' ');
  const isOther = (row: Total): boolean => keyOf(row) === keyOf({ ...row, ...shared });
  const others = rows.filter(isOther);
  const groups = [
    ...Map.groupBy(
      rows.filter((row) => !isOther(row)),
      keyOf,
    ).values(),
  ].sort((one, other) => callsOf(one) - callsOf(other));
  const isTooFew = (): boolean => others.length > 0 && callsOf(others) < smallest;
  while (groups[0] !== undefined && (callsOf(groups[0]) < smallest || isTooFew()))
    others.push(...(groups.shift() ?? []).map((row) => ({ ...row, ...shared })));
  return [...others, ...groups.flat()];
}

function callsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { calls = 0 }) => sum + calls, 0);
}
