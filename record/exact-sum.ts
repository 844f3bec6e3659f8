import { OperationError } from './operation-error.ts';

/** What the database says when a sum leaves 64 bits. */
const OVERFLOW = 'integer overflow';

/** A sum of whole numbers that is exact; beyond 2^53 the last digits would silently be others. */
export function exactSum(sum: number): number {
  if (Number.isSafeInteger(sum)) return sum;
  throw sumTooLarge();
}

/** Amounts of each currency, or counts of what has one, added up. */
export function sumsByCurrency(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of all)
    for (const [currency, amount] of Object.entries(one))
      sums[currency] = exactSum((sums[currency] ?? 0) + amount);
  return sums;
}

/** The trouble behind an error of the database, where it is this one. */
export function asSumTooLarge(error: unknown): unknown {
  return error instanceof Error && error.message === OVERFLOW ? sumTooLarge() : error;
}

function sumTooLarge(): OperationError {
  const most = `${Math.floor(Number.MAX_SAFE_INTEGER / 1_000_000)}`;
  return new OperationError(
    'SUM_TOO_LARGE',
    `A sum is larger than ${most} of a currency, and could not be told to the millionth.`,
    {
      hint: 'Ask for a shorter period, or for fewer calls; look for prices that are too high: ./ledgerline report run top-calls.',
    },
  );
}
