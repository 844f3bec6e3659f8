/** What a leg is of its call, where the record says so. One vocabulary for all drivers, explained in docs/calls.md. */
export const LEG_PARTS = [
  'transfer',
  'consultation',
  'conference',
  'forward',
  'queue',
  'pickup',
  'park',
  'monitoring',
  'ringing',
] as const;
export type LegPart = (typeof LEG_PARTS)[number];
