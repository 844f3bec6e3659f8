/** Rows in their order as groups that differ in nothing but the currency; these stand one behind the other. */
export function overCurrencies<Row extends Readonly<Record<string, unknown>>>(
  rows: readonly Row[],
  keys: readonly string[],
): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const same = last !== undefined && keys.every((key) => last[0]?.[key] === row[key]);
    if (same) last.push(row);
    else groups.push([row]);
  }
  return groups;
}
