import type { Reading } from '../../record/reading.ts';

/** The reading with the number that the system gave the record; without one where the line shows none. */
export function numbered(reading: Reading, digits: string | undefined, series = ''): Reading {
  return digits === undefined ? reading : { ...reading, sequence: { series, number: Number(digits) } };
}
