/** Millionths of a currency, whole; costs are never negative. */
export type Micros = number & { readonly __brand: 'Micros' };

const MICROS = 1_000_000;
/** Decimals of a millionth. */
const DECIMALS = 6;

/** More than any carrier asks for a minute or a connection, so that no cost of a call leaves the whole numbers that are exact. */
export const DEAREST_MICROS: Micros = (10_000 * MICROS) as Micros;

/** Three capital letters, ISO 4217. */
export const CURRENCY_PATTERN: RegExp = /^[A-Z]{3}$/;

export type ParsedAmount =
  | { readonly kind: 'amount'; readonly micros: Micros }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * A decimal amount exactly as it is written, with a point or a comma before the decimals. Refused are signs, separators of
 * thousands, and what is finer than a millionth: nothing is rounded here.
 */
export function parseAmount(text: string): ParsedAmount {
  const refused = (why: string): ParsedAmount => ({ kind: 'refused', why });
  const [, whole = '', decimals = ''] = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === '') return refused('is no amount such as 0.0525 or 0,0525');
  const exact = decimals.replace(/0+$/, '');
  if (exact.length > DECIMALS) return refused('is finer than a millionth');
  const micros = Number(whole) * MICROS + Number(exact.padEnd(DECIMALS, '0'));
  if (micros > DEAREST_MICROS) return refused(`is more than ${DEAREST_MICROS / MICROS}`);
  return { kind: 'amount', micros: micros as Micros };
}

/** Of an amount that is told by itself. */
const FEWEST_DECIMALS = 2;

/** `0.0525`, `12.00`: two decimals at least, or as many as are wanted, and as many as there are. */
export function showAmount(micros: number, fewest: number = FEWEST_DECIMALS): string {
  const sign = micros < 0 ? '-' : '';
  const digits = String(Math.abs(micros)).padStart(DECIMALS + 1, '0');
  const exact = digits.slice(-DECIMALS).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -DECIMALS)}.${exact.padEnd(fewest, '0')}`;
}

/** How many decimals the finest of these amounts has, so that all can be written alike; two at least. */
export function decimalsOf(amounts: Iterable<number>): number {
  let most = FEWEST_DECIMALS;
  for (const micros of amounts) while (most < DECIMALS && micros % 10 ** (DECIMALS - most) !== 0) most += 1;
  return most;
}
