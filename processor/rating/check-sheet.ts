import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { showAmount } from '../../record/money.ts';
import type { SheetRate } from '../../record/tariff.ts';
import type { ReadSheet, SheetProblem } from './rate-sheet.ts';

/** What is odd in a sheet that can be taken all the same. */
export interface SheetNotes {
  /** With the calling codes of E.164 nobody reaches these. */
  readonly undiallable: readonly SheetProblem[];
  /** Countries, by calling code, to which no row leads. */
  readonly gaps: readonly string[];
  /** Prices of a minute that look as if a comma had been taken for a separator of thousands. */
  readonly dear: readonly SheetProblem[];
}

/** So many times the middle price of a minute. */
const DEAR = 100;
const UNIT_MICROS = 1_000_000;

/** Of no country: freephone, shared cost, satellites and networks of the whole world. */
const WORLDWIDE = ['800', '808', '870', '878', '881', '882', '883', '888', '979'];

/** What one row says against another: such a sheet is refused. */
export function sheetProblems({ rates }: ReadSheet, bands: readonly string[]): SheetProblem[] {
  const problems: SheetProblem[] = [];
  const lines = new Map<string, number>();
  const always = new Set(rates.filter(({ band }) => band === null).map(({ prefix }) => prefix));
  for (const { line, prefix, band } of rates) {
    const key = `${prefix} ${band ?? ''}`;
    const before = lines.get(key);
    const of = band === null ? '' : ` in the band ${band}`;
    if (before !== undefined)
      problems.push({ line, what: `prefix ${shown(prefix)}${of} has a price in line ${before} already` });
    else lines.set(key, line);
    if (band !== null && !bands.includes(band)) problems.push({ line, what: unknownBand(band, bands) });
    if (!always.has(prefix)) {
      const what = `prefix ${shown(prefix)} has no row without a band, so that it has no price outside of ${band}`;
      problems.push({ line, what });
    }
  }
  return problems;
}

function unknownBand(band: string, bands: readonly string[]): string {
  const known = bands.length === 0 ? 'it has none' : `it has ${bands.join(', ')}`;
  return `there is no band ${band} under tariffs in the configuration; ${known}`;
}

export function sheetNotes({ rates }: ReadSheet): SheetNotes {
  const codes = [
    ...new Set([...getCountries().map((country) => getCountryCallingCode(country)), ...WORLDWIDE]),
  ].sort();
  const prefixes = [...new Set(rates.map(({ prefix }) => prefix))].filter(
    (prefix) => !prefix.startsWith('='),
  );
  const reaches = (prefix: string): boolean =>
    codes.some((code) => code.startsWith(prefix) || prefix.startsWith(code));
  const lost = new Set(prefixes.filter((prefix) => !reaches(prefix)));
  const led = new Set(prefixes);
  const undiallable = rates
    .filter(({ prefix }) => lost.has(prefix))
    .map(({ line, prefix }) => ({
      line,
      what: `nobody can dial ${shown(prefix)}: no calling code begins so`,
    }));
  const beginnings = (code: string): string[] =>
    Array.from({ length: code.length + 1 }, (_, at) => code.slice(0, at));
  const gaps = codes.filter(
    (code) =>
      !beginnings(code).some((begin) => led.has(begin)) &&
      !prefixes.some((prefix) => prefix.startsWith(code)),
  );
  return { undiallable, gaps, dear: dearMinutes(rates) };
}

/** A spreadsheet that reads 0,035 by another country’s rules stores 35, and nothing in the cell tells. */
function dearMinutes(rates: ReadSheet['rates']): SheetProblem[] {
  const prices = rates.map(({ per_minute }) => per_minute).filter((price) => price > 0);
  const middle = prices.toSorted((one, other) => one - other)[Math.floor((prices.length - 1) / 2)] ?? 0;
  return rates
    .filter(
      ({ per_minute }) =>
        per_minute % UNIT_MICROS === 0 && per_minute >= DEAR * middle && per_minute > middle,
    )
    .map(({ line, prefix, per_minute }) => ({
      line,
      what: `a minute to ${shown(prefix)} costs ${showAmount(per_minute)}, the middle price is ${showAmount(middle)}: was a comma taken for a separator of thousands?`,
    }));
}

/** As people write it. */
export function shown(prefix: string): string {
  return prefix.startsWith('=') ? prefix : `+${prefix}`;
}

/** How the prices of a sheet differ from those that it takes the place of. */
export interface SheetDifference {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly same: number;
}

export function sheetDifference(before: readonly SheetRate[], after: readonly SheetRate[]): SheetDifference {
  const was = new Map(before.map((rate) => [keyOf(rate), priceOf(rate)]));
  const is = new Map(after.map((rate) => [keyOf(rate), priceOf(rate)]));
  const kept = [...is].filter(([key]) => was.has(key));
  const same = kept.filter(([key, price]) => was.get(key) === price).length;
  return { added: is.size - kept.length, removed: was.size - kept.length, changed: kept.length - same, same };
}

const keyOf = ({ prefix, band }: SheetRate): string => `${prefix} ${band ?? ''}`;

function priceOf({ connection_fee, per_minute, steps, ...rate }: SheetRate): string {
  const seconds = [rate.minimum_seconds, rate.first_increment_seconds, rate.next_increment_seconds];
  return JSON.stringify([connection_fee, per_minute, ...seconds, steps]);
}
