import { splitEscaped } from '../formats/escaped-values.ts';
import { type SeparatedFields, splitFields, splitQuoted } from '../formats/separated-values.ts';
import type { Definition } from './delimited-definition.ts';

/** How a line becomes columns; null where its quotes or escapes do not close. */
export function compileSplit({
  delimiter,
  quoting,
  line_quoted,
}: Pick<Definition, 'delimiter' | 'quoting' | 'line_quoted'>): (line: string) => SeparatedFields {
  const split = (line: string): SeparatedFields => {
    if (quoting === 'rfc4180') return splitFields(line, delimiter);
    return quoting === 'backslash' ? splitEscaped(line, delimiter) : line.split(delimiter);
  };
  if (!line_quoted) return split;
  return (line) => {
    const whole = line.charCodeAt(0) === 34 ? splitQuoted(line, delimiter) : null;
    return split(whole?.length === 1 && whole[0] !== undefined ? whole[0] : line);
  };
}
