import type { LegPart } from '../../record/leg-part.ts';

/** Fields that are filled when a service had a hand in the call; the first that is counts. */
const SERVICES = [
  ['conferenceId', 'conference'],
  ['confId', 'conference'],
  ['transferInvokeTime', 'transfer'],
  ['transferRelatedCallId', 'transfer'],
  ['pickupInvokeTime', 'pickup'],
  ['directedPickupInvokeTime', 'pickup'],
  ['parkInvokeTime', 'park'],
  ['parkRetrieveTime', 'park'],
] as const satisfies readonly (readonly [string, LegPart])[];

export type BroadworksLegField = (typeof SERVICES)[number][0] | 'redirectingReason';

/** Reasons of a redirection that are no forwarding. */
const BY_REASON: Readonly<Record<string, LegPart | undefined>> = {
  transfer: 'transfer',
  'hunt-group': 'queue',
  'call-center': 'queue',
};

export function broadworksLeg(text: (field: BroadworksLegField) => string): LegPart | '' {
  const service = SERVICES.find(([field]) => text(field) !== '');
  if (service !== undefined) return service[1];
  const reason = text('redirectingReason').toLowerCase();
  if (reason === '' || reason === 'unknown') return '';
  return BY_REASON[reason] ?? 'forward';
}
