/** One part of a distinguished name: `ou=Sales`, its type in small letters. */
export interface NamePart {
  readonly type: string;
  readonly value: string;
}

/** The parts from the entry up to the root. Of a part with several types (`cn=Anna+uid=a`) the first counts. */
export function nameParts(name: string): NamePart[] {
  return splitAt(name, ',').map((part) => {
    const [first = ''] = splitAt(part, '+');
    const at = first.indexOf('=');
    return { type: first.slice(0, at).trim().toLowerCase(), value: unescaped(trimmed(first.slice(at + 1))) };
  });
}

/** The same for every way in which servers write one name: case, blanks and escapes are no differences. */
export function comparableName(name: string): string {
  return splitAt(name, ',')
    .map((part) => splitAt(part, '+').map(comparablePart).sort().join('+'))
    .join(',');
}

function comparablePart(part: string): string {
  const at = part.indexOf('=');
  const value = unescaped(trimmed(part.slice(at + 1)))
    .normalize('NFC')
    .toLowerCase()
    .replace(/\s+/g, ' ');
  return `${part.slice(0, at).trim().toLowerCase()}=${value.replace(/[\\,+]/g, '\\$&')}`;
}

/** Organisational units of an entry below a base, from the top down. */
export function unitsBelow(name: string, base: string): string[] {
  const above = splitAt(base, ',').length;
  const parts = nameParts(name);
  return parts
    .slice(0, Math.max(0, parts.length - above))
    .filter(({ type }) => type === 'ou')
    .map(({ value }) => value)
    .reverse();
}

/** Where a sign stands that is not escaped. */
function splitAt(text: string, sign: string): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const [letter = '', next = ''] = [text[at], text[at + 1]];
    if (letter === sign) parts.push('');
    else parts[parts.length - 1] += letter === '\\' ? letter + next : letter;
    if (letter === '\\') at += 1;
  }
  return parts;
}

/** A blank at the end may be escaped, and belongs to the value then. */
function trimmed(value: string): string {
  const text = value.trimStart();
  return /\\\s*$/.test(text) ? text.replace(/(\\\s)\s*$/, '$1') : text.trimEnd();
}

/** `\,` is a comma, `\C3\BC` the two bytes of an ü. */
function unescaped(value: string): string {
  return value.replace(/(?:\\[0-9A-Fa-f]{2})+|\\(.)/gs, (escaped, sign: string | undefined) =>
    sign === undefined ? new TextDecoder().decode(bytesOf(escaped)) : sign,
  );
}

function bytesOf(escaped: string): Uint8Array {
  return Uint8Array.from(escaped.split('\\').slice(1), (pair) => Number.parseInt(pair, 16));
}
