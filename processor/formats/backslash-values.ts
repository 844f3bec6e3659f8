/**
 * Splits one line of values without quotes, in which a backslash takes the meaning from the next character: `\,` is a
 * comma, `\\` a backslash, and a quote a quote. Null when the line ends in the middle of an escape.
 */
export function splitBackslashed(line: string, delimiter: string): string[] | null {
  if (line.indexOf('\\') === -1) return line.split(delimiter);
  const fields: string[] = [];
  let field = '';
  for (let at = 0; at < line.length; at++) {
    const sign = line.charAt(at);
    if (sign === delimiter) {
      fields.push(field);
      field = '';
    } else if (sign === '\\') {
      at += 1;
      if (at === line.length) return null;
      field += line.charAt(at);
    } else {
      field += sign;
    }
  }
  fields.push(field);
  return fields;
}
