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

/** `0.0525`, `12.00`: two decimals at least, and as many as there are. */
export function showAmount(micros: number): string {
  const sign = micros < 0 ? '-' : '';
  const digits = String(Math.abs(micros)).padStart(DECIMALS + 1, '0');
  const decimals = digits.slice(-DECIMALS).replace(/0{1,4}$/, '');
  return `${sign}${digits.slice(0, -DECIMALS)}.${decimals}`;
}
