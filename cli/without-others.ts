import { BETWEEN_DIGITS, type NamedPlace } from '../record/naming.ts';

/** As many digits can be a number. */
const NUMBER = new RegExp(`\\+?\\d(?:${BETWEEN_DIGITS}\\d){6,}`, 'g');
const HIDDEN = /\d(?=(?:\D*\d){0,3}\D*$)/g;

/** No number has more: what does is several, of which none may be left whole. */
const MOST_DIGITS = 15;

/** In a text that names a person every other number loses its last four digits, also where it stands right beside theirs. */
export function withoutOthers(name: string, own: readonly NamedPlace[]): string {
  let [shown, from] = ['', 0];
  for (const { index, length } of own.toSorted((one, other) => one.index - other.index)) {
    shown += masked(name.slice(from, index)) + name.slice(Math.max(from, index), index + length);
    from = Math.max(from, index + length);
  }
  return shown + masked(name.slice(from));
}

function masked(text: string): string {
  return text.replace(NUMBER, (number) =>
    number.replace(number.replace(/\D/g, '').length > MOST_DIGITS ? /\d/g : HIDDEN, '*'),
  );
}
