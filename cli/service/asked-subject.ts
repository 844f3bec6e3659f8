import { createByteSearch } from '../../privacy/byte-search.ts';
import { numberTraces, prefixesOf } from '../../privacy/number-traces.ts';
import { canName, createNamedPlaces, namingOf } from '../../record/naming.ts';
import { KIND, showNumber } from '../../record/number.ts';
import type { Subject } from '../../record/subject.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { createNumberForms } from '../number-forms.ts';
import { numbersOfSubject } from './search-for-subject.ts';

/** By what it is told that somebody was asked for, or is named in what somebody wrote. */
export interface AskedSubject {
  /** As they are typed; marks between digits, case and accents make no difference (record/mac.ts). */
  readonly typed: readonly string[];
  readonly isNamedIn: (text: string) => boolean;
}

/** Every spelling that the search of all bytes knows, and as the telephones inside know an extension. */
export function askedSubject(
  subject: Pick<Subject, 'numbers' | 'extensions' | 'names'>,
  sites: Configuration['sites'],
): AskedSubject {
  const numbers = numbersOfSubject(subject, sites);
  const dialled = numbers.flatMap((number) =>
    prefixesOf(number).flatMap((prefix) => [`${prefix}${number.national}`, `+${prefix}${number.national}`]),
  );
  const stored = [...subject.numbers, ...subject.extensions]
    .filter((number) => number < 4 * KIND)
    .map((number) => showNumber(number, null));
  const searches = numbers.map((number) => createByteSearch(numberTraces(number)));
  const naming = namingOf(subject);
  const places = canName(naming) ? createNamedPlaces(naming, createNumberForms(sites)) : () => [];
  return {
    typed: [...new Set([...dialled, ...stored, ...subject.names])],
    isNamedIn: (text) =>
      places(text).length > 0 ||
      searches.some((begin) => {
        const search = begin();
        return search.feed(Buffer.from(text)).length + search.end().length > 0;
      }),
  };
}
