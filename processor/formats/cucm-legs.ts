import type { LegPart } from '../../record/leg-part.ts';

/** Codes of OnBehalfOf (what had a hand in the leg) and of RedirectReason that tell its part; the first that fits counts. */
const PARTS: readonly (readonly [LegPart, behalf: readonly number[], reasons: readonly number[]])[] = [
  ['monitoring', [27, 28], [354, 370]],
  ['conference', [4, 6, 15], [98, 114]],
  ['transfer', [10], [4, 34, 130, 146]],
  ['pickup', [16], [5]],
  ['park', [3, 26], [7, 8, 11]],
  ['forward', [5, 14], [1, 2, 10, 15, 18, 50, 162, 178]],
  ['queue', [34], [786, 802]],
];

/** `hunted` where the call went to a hunt pilot or waited in a queue. */
export function cucmLeg(record: {
  readonly behalf: readonly number[];
  readonly reasons: readonly number[];
  readonly hunted: boolean;
}): LegPart | '' {
  for (const [part, behalf, reasons] of PARTS) {
    if (record.behalf.some((code) => behalf.includes(code))) return part;
    if (record.reasons.some((code) => reasons.includes(code))) return part;
  }
  return record.hunted ? 'queue' : '';
}
