import type { PhoneNumber } from './number.ts';

/**
 * One piece of a mask, which is a table of them: a number n from `from` to below `to`, whose low part (n modulo `modulus`)
 * is from `low` to below `high`, becomes n with its low part divided by `drop` (rounded down), and `add` added. Whole numbers
 * below 2^53, so that a database computes the same as this program.
 */
export interface MaskPiece {
  readonly from: number;
  readonly to: number;
  readonly modulus: number;
  readonly low: number;
  readonly high: number;
  readonly drop: number;
  readonly add: number;
}

/** The first piece that fits decides; a number that none fits stays as it is. */
export function applyMask(pieces: readonly MaskPiece[], number: PhoneNumber): PhoneNumber {
  for (const { from, to, modulus, low, high, drop, add } of pieces) {
    if (number < from || number >= to) continue;
    const part = number % modulus;
    if (part < low || part >= high) continue;
    return (number - part + Math.floor(part / drop) + add) as PhoneNumber;
  }
  return number;
}
