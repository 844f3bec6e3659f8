/**
 * Splits a line of a template that puts each value in quotes and escapes none, as FreeSWITCH expands it: a quote inside
 * a name is text, since only a quote, a comma, perhaps a blank, and a quote part two values. Null where the line does
 * not begin and end with a quote.
 */
export function splitUnescaped(line: string): string[] | null {
  if (line.length < 2 || !line.startsWith('"') || !line.endsWith('"')) return null;
  return line.slice(1, -1).split(/", ?"/);
}
