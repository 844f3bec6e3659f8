import type { Erasure, SubjectMac } from '../record/erasure.ts';
import { type Naming, namingOf } from '../record/naming.ts';
import type { PhoneNumber } from '../record/number.ts';
import type { Subject } from '../record/subject.ts';

/**
 * Whom an erasure was about, found again by its keyed hashes among all parties that are stored. A number that stands in no
 * call, and in lines only, is found by the hash of each number that is read in them.
 */
export function recovered(
  { numbers, extensions, names, from_day, to_day }: Erasure,
  stored: { readonly numbers: readonly number[]; readonly names: readonly string[] },
  mac: SubjectMac,
): { subject: Subject; naming: Naming } {
  const [known, inside, named] = [new Set(numbers), new Set(extensions), new Set(names)];
  const among = (hashes: ReadonlySet<string>): PhoneNumber[] =>
    hashes.size === 0
      ? []
      : (stored.numbers.filter((number) => hashes.has(mac('number', String(number)))) as PhoneNumber[]);
  const subject = {
    numbers: among(known),
    extensions: among(inside),
    names: stored.names.filter((name) => named.has(mac('name', name))),
    from_day,
    to_day,
  };
  if (known.size === 0) return { subject, naming: namingOf(subject) };
  const judged = new Map<number, boolean>();
  const isNumber = (number: PhoneNumber): boolean => {
    const before = judged.get(number);
    if (before !== undefined) return before;
    if (judged.size >= NUMBERS_REMEMBERED) judged.clear();
    const is = known.has(mac('number', String(number)));
    judged.set(number, is);
    return is;
  };
  return { subject, naming: { ...namingOf(subject), isNumber, tails: null } };
}

/** Numbers come again and again. */
const NUMBERS_REMEMBERED = 200_000;
