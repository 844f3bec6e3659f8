import type { LegPart } from '../../record/leg-part.ts';

/** Bits of the feature, its extension and the event that tell the part of a leg; the first that is set counts. */
const PARTS: readonly (readonly [LegPart, feature: number, extension: number, event: number])[] = [
  ['monitoring', 0, 16_384, 0],
  ['pickup', 0, 2_048 + 4_096, 8_192],
  ['queue', 0, 1_024, 128 + 256 + 512 + 1_024],
  ['forward', 2 + 4 + 8, 64, 65_536],
];

/** `printed` are the three places; `redirected` where the record says so apart from them. */
export function openscapeLeg(printed: readonly string[], redirected: boolean): LegPart | '' {
  for (const [part, ...masks] of PARTS)
    if (masks.some((mask, at) => hasBit(printed[at] ?? '', mask))) return part;
  return redirected ? 'forward' : '';
}

/** Whether one of the bits of a mask is set; what is no number has none. */
export function hasBit(printed: string, mask: number): boolean {
  return /^\d{1,10}$/.test(printed) && (Number(printed) & mask) !== 0;
}
