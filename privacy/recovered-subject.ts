import { type Erasure, erasureHashes, type SubjectMac } from '../record/erasure.ts';
import { type Naming, namingOf } from '../record/naming.ts';
import type { PhoneNumber } from '../record/number.ts';
import type { Subject } from '../record/subject.ts';

/** Whom an erasure was about, of which nothing but hashes is left. */
export type ErasedParties = Omit<Erasure, 'id' | 'at_ms'>;

export interface StoredParties {
  readonly numbers: readonly number[];
  readonly names: readonly string[];
}

/** Of all parties that are stored those whom any of these erasures was about: each is found among few then. */
export function partiesOf(
  erasures: readonly Erasure[],
  { numbers, names }: StoredParties,
  mac: SubjectMac,
): StoredParties {
  const known = new Set(erasures.flatMap(erasureHashes));
  return {
    numbers: numbers.filter((number) => known.has(mac('number', String(number)))),
    names: names.filter((name) => known.has(mac('name', name))),
  };
}

/**
 * Erasures as few: those that follow each other and go the same way are one of everybody, so that all that is stored is read once for
 * them. Where one deletes and the next anonymises, their order says what becomes of a call of both.
 */
export function together(erasures: readonly ErasedParties[]): ErasedParties[] {
  const all: ErasedParties[] = [];
  for (const { how, numbers, extensions, names, from_day, to_day } of erasures) {
    const last = all.at(-1);
    if (last?.how !== how || last.from_day !== from_day || last.to_day !== to_day) {
      all.push({ how, numbers, extensions, names, from_day, to_day });
      continue;
    }
    all[all.length - 1] = {
      ...last,
      numbers: [...last.numbers, ...numbers],
      extensions: [...last.extensions, ...extensions],
      names: [...last.names, ...names],
    };
  }
  return all;
}

/**
 * Whom an erasure was about, found again by its keyed hashes among all parties that are stored. A number that stands in no
 * call, and in lines only, is found by the hash of each number that is read in them.
 */
export function recovered(
  { numbers, extensions, names, from_day, to_day }: ErasedParties,
  stored: StoredParties,
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
