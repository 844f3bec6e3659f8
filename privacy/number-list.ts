/** Finds numbers of a list: whole ones, or by their beginning where the entry ends in `*`. */
export type NumberList = (number: string) => boolean;

export function numberList(entries: readonly string[]): NumberList {
  const whole = new Set(entries.filter((entry) => !entry.endsWith('*')));
  const beginnings = entries.filter((entry) => entry.endsWith('*')).map((entry) => entry.slice(0, -1));
  return (number) => whole.has(number) || beginnings.some((beginning) => number.startsWith(beginning));
}
