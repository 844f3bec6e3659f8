import type { Site } from '../../processor/site.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Somebody with an extension. */
export interface Person {
  readonly extension: string;
  readonly name: string;
  /** Whom this person calls and is called by, again and again. */
  readonly contacts: readonly string[];
}

/** One telephone system of the company; in the configuration it is a source of this name. */
export interface TelephoneSystem {
  readonly name: 'headquarters' | 'london' | 'warehouse';
  readonly site: keyof typeof SITES;
  readonly people: readonly Person[];
  /** The direct numbers in E.164 digits: an extension stands behind it. */
  readonly direct: string;
}

/** Both sites as they stand in the configuration, and as the generated records write their numbers. */
export const SITES = {
  berlin: {
    country: 'DE',
    area_code: '30',
    time_zone: 'Europe/Berlin',
    outside_line_prefix: '0',
    extensions: ['200-319'],
  },
  london: {
    country: 'GB',
    area_code: '20',
    time_zone: 'Europe/London',
    outside_line_prefix: '9',
    extensions: ['400-479'],
  },
} as const satisfies Record<string, Partial<Site>>;

/** The country code of a site, and whom people there call in need. */
export const DIALLING = {
  berlin: { own: '49', emergency: '112' },
  london: { own: '44', emergency: '999' },
} as const;

/**
 * Numbers that belong to nobody: the ranges that Bundesnetzagentur, Ofcom, ARCEP, ACMA, PTS and the North American
 * plan keep free for films and books. `#` is any digit, in E.164 without the plus sign.
 */
const OUTSIDE = {
  german: ['4969900090##', '4940669691##', '492214710###', '498999998###'],
  berlin: ['4930231256##', '4930231257##', '4930231258##'],
  german_mobile: ['4917139200##', '49176040690##', '491729925904', '4915228817386'],
  british: ['441134960###', '441614960###', '441314960###', '441174960###'],
  london: ['4420794606##', '4420794607##', '4420794608##'],
  british_mobile: ['447700900###'],
  british_freephone: ['448081570###'],
  british_premium: ['449098790###'],
  abroad: ['120255501##', '3319900####', '6125550####', '468465004##'],
} as const;
export type OutsideKind = keyof typeof OUTSIDE;

/** How often which kind of number is called from a site. */
const MIX: Readonly<Record<keyof typeof SITES, Readonly<Partial<Record<OutsideKind, number>>>>> = {
  berlin: { german: 40, berlin: 24, german_mobile: 24, british: 4, abroad: 6, london: 2 },
  london: {
    british: 44,
    london: 24,
    british_mobile: 4,
    british_freephone: 3,
    german_mobile: 6,
    german: 8,
    abroad: 8,
  },
};

export function outsideNumber(kind: OutsideKind, random: SeededRandom): string {
  return random.pick(OUTSIDE[kind]).replace(/#/g, () => String(random.between(0, 9)));
}

const FIRST_NAMES =
  'Ada Amir Bela Carla Deniz Elif Emil Fiona George Hanna Ines Jonas Kofi Lena Marek Nadia Olga Paul Rosa Tariq';
const LAST_NAMES =
  'Abel Brandt Carter Dietz Evans Fuchs Grant Hollis Ivanov Jansen Keller Lang Moore Novak Otto Price Quinn Reuter Shaw Vogt';

/** Two sites, three telephone systems, 200 extensions. */
export function foundCompany(random: SeededRandom): readonly TelephoneSystem[] {
  const hire = (site: keyof typeof SITES, first: number, count: number): Person[] =>
    Array.from({ length: count }, (_, index) => ({
      extension: String(first + index),
      name: `${random.pick(FIRST_NAMES.split(' '))} ${random.pick(LAST_NAMES.split(' '))}`,
      contacts: Array.from({ length: 10 }, () => outsideNumber(random.weighted(MIX[site]), random)),
    }));
  return [
    { name: 'headquarters', site: 'berlin', people: hire('berlin', 200, 120), direct: '493023125' },
    { name: 'london', site: 'london', people: hire('london', 400, 60), direct: '442079460' },
    { name: 'warehouse', site: 'london', people: hire('london', 460, 20), direct: '442079460' },
  ];
}

/** A number as it is printed at a site for a caller: national with a leading zero, international with two. */
export function asPrinted(number: string, site: keyof typeof SITES): string {
  const { own } = DIALLING[site];
  return number.startsWith(own) ? `0${number.slice(own.length)}` : `00${number}`;
}

/** A number as people of a site dial it. In need nobody thinks of the digit for an outside line. */
export function asDialled(number: string, site: keyof typeof SITES): string {
  if (number === DIALLING[site].emergency) return number;
  return SITES[site].outside_line_prefix + asPrinted(number, site);
}
