import type { LegPart } from '../../record/leg-part.ts';

/** The part of a leg by the application that its channel ended in; of bridge and all others nothing is known. */
const BY_APPLICATION: ReadonlyMap<string, LegPart> = new Map([
  ['conference', 'conference'],
  ['callcenter', 'queue'],
  ['fifo', 'queue'],
  ['park', 'park'],
  ['valet_park', 'park'],
  ['intercept', 'pickup'],
  ['pickup', 'pickup'],
  ['att_xfer', 'transfer'],
  ['deflect', 'forward'],
  ['eavesdrop', 'monitoring'],
]);

export function freeswitchLeg(application: string): LegPart | '' {
  return BY_APPLICATION.get(application) ?? '';
}
