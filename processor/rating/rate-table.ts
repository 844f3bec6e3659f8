import { DIGITS, HIDDEN, isWithheld, KIND } from '../../record/number.ts';
import type { Rate } from '../../record/tariff.ts';

/** All rows of one prefix. */
export interface PrefixRates {
  readonly prefix: string;
  /** What holds where no band does. */
  readonly always: Rate;
  readonly banded: ReadonlyMap<string, Rate>;
}

/** Numbers whose rows are remembered; a site calls far fewer in a day. */
const NUMBERS_KEPT = 20_000;

/** The rows of one tariff, found by the longest prefix of a number. */
export class RateTable {
  private readonly byPrefix = new Map<string, PrefixRates>();
  /** Of prefixes, the longest first. */
  private readonly lengths: readonly number[];
  private readonly known = new Map<number, PrefixRates | null>();

  /** Every prefix has a row without a band: a sheet in which one lacks it is refused. */
  constructor(rates: readonly Rate[]) {
    for (const rate of rates)
      if (rate.band === null)
        this.byPrefix.set(rate.prefix, { prefix: rate.prefix, always: rate, banded: new Map() });
    for (const rate of rates) {
      const found = this.byPrefix.get(rate.prefix);
      if (rate.band === null || found === undefined) continue;
      const banded = new Map(found.banded).set(rate.band, rate);
      this.byPrefix.set(rate.prefix, { ...found, banded });
    }
    this.lengths = [...new Set([...this.byPrefix.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  }

  /** The rows for a called number as it is stored; null where the carrier has no price for it. */
  ofNumber(called: number): PrefixRates | null {
    const known = this.known.get(called);
    if (known !== undefined) return known;
    const digits = isWithheld(called) ? null : shownDigits(called);
    const found = digits === null ? null : this.ofDigits(digits);
    if (this.known.size >= NUMBERS_KEPT) this.known.clear();
    this.known.set(called, found);
    return found;
  }

  /**
   * The same for a number of which digits are withheld at its end: `hidden` where these could lead to another price, and of
   * digits as sent, which can be those of a national number.
   */
  ofWithheld(called: number): PrefixRates | 'hidden' | null {
    if (Math.floor(called / KIND) !== 5) return 'hidden';
    const digits = shownDigits(called) ?? '';
    const isLonger = (prefix: string) => prefix.length > digits.length && prefix.startsWith(digits);
    return [...this.byPrefix.keys()].some(isLonger) ? 'hidden' : this.ofDigits(digits);
  }

  /** Digits of E.164, or `=` and digits as sent. */
  ofDigits(digits: string): PrefixRates | null {
    const sent = digits.startsWith('=');
    for (const length of this.lengths) {
      // The empty prefix stands for numbers of E.164 alone.
      if (length > digits.length || (sent && length === 0)) continue;
      const found = this.byPrefix.get(digits.slice(0, length));
      if (found !== undefined) return found;
    }
    return null;
  }
}

/** The digits that prefixes are compared with, as far as they are shown; null for extensions, texts, and digits as sent of which some are withheld. */
export function shownDigits(called: number): string | null {
  const kind = Math.floor(called / KIND);
  const rest = called % KIND;
  if (kind === 0 || kind === 3) return String(rest);
  if (kind === 5) return String(rest % HIDDEN || '');
  if (kind !== 2) return null;
  return `=${String(rest % DIGITS).padStart(Math.floor(rest / DIGITS), '0')}`;
}
