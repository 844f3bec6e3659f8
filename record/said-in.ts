import { folded, foldedName } from './same-name.ts';
import { TELLING_DIGITS } from './subject.ts';

/** As many last digits are the same in every spelling of a number. */
const TAIL_DIGITS = 6;

/** Whether a text that somebody wrote names what they asked for: the number in any spelling, or the name as a word. */
export function isSaidIn(text: string, asked: string): boolean {
  if (/^(?:tel:)?[+\d\s()./-]+$/i.test(asked)) {
    const digits = asked.replace(/\D/g, '');
    if (digits.length < TELLING_DIGITS) return false;
    return text.replace(/[\s()./-]/g, '').includes(digits.slice(-TAIL_DIGITS));
  }
  const name = foldedName(asked);
  if (name.length < 2) return false;
  return new RegExp(`(?<![\\p{L}\\d])${RegExp.escape(name)}(?![\\p{L}\\d])`, 'u').test(folded(text));
}
