import type { NumberToFind } from '../../privacy/number-traces.ts';
import type { SearchEnd } from '../../record/erasure-certificate.ts';
import { KIND, showNumber } from '../../record/number.ts';
import { type Subject, TELLING_DIGITS } from '../../record/subject.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';
import type { StayingText } from '../../store/subject-store.ts';
import { knownSites } from '../known-sites.ts';
import { numbersToFind } from '../numbers-to-find.ts';
import { searchFolder } from './byte-search-process.ts';

export type SubjectSearch = (
  subject: Subject,
  staying: readonly StayingText[],
  signal: AbortSignal,
) => Promise<SearchEnd>;

/** The byte search behind an erasure, over every file of a folder. */
export function subjectSearchIn(
  folder: string,
  configuration: () => Promise<Pick<Configuration, 'sites' | 'sources' | 'attachments'>>,
): SubjectSearch {
  return async (subject, staying, signal) => {
    if (subject.from_day !== null || subject.to_day !== null)
      return { not_done: 'calls of other days keep the number' };
    const inForce = await configuration();
    const store = openReadingConnection(folder);
    const sites = await Promise.resolve(knownSites(store, inForce)).finally(() => store.close());
    const numbers = numbersOfSubject(subject, sites);
    const { attachments } = inForce;
    if (numbers.length > 0) return await searchFolder({ folder, numbers, attachments, staying }, signal);
    return {
      not_done: `no number of ${TELLING_DIGITS} digits or more; fewer, and names, stand for anything`,
    };
  };
}

/** Those with so many digits that they stand nowhere by chance. */
export function numbersOfSubject(
  { numbers }: Pick<Subject, 'numbers'>,
  sites: Configuration['sites'],
): NumberToFind[] {
  const whole = numbers.filter((number) => number < KIND).map((number) => `+${number}`);
  // What no plan knows is nothing but digits.
  const sent = numbers
    .filter((number) => number >= 2 * KIND && number < 4 * KIND)
    .map((number) => showNumber(number, null).replace(/\D/g, ''));
  const found = (whole.length > 0 ? whole : sent).flatMap((text) => numbersToFind(text, sites));
  const each = new Map(found.map((one) => [`${one.country_code} ${one.national}`, one]));
  return [...each.values()].filter(({ national }) => national.length >= TELLING_DIGITS);
}
