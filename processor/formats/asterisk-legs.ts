import type { LegPart } from '../../record/leg-part.ts';

/** The part of a leg by the application that its channel ended in; of Dial and all others nothing is known. */
const BY_APPLICATION: ReadonlyMap<string, LegPart> = new Map([
  ['Queue', 'queue'],
  ['AppQueue', 'queue'],
  ['ConfBridge', 'conference'],
  ['MeetMe', 'conference'],
  ['Pickup', 'pickup'],
  ['PickupChan', 'pickup'],
  ['Park', 'park'],
  ['ParkedCall', 'park'],
  ['ParkAndAnnounce', 'park'],
  ['FollowMe', 'forward'],
  ['Transfer', 'transfer'],
  ['BlindTransfer', 'transfer'],
  ['AttendedTransfer', 'transfer'],
  ['Transferred Call', 'transfer'],
  ['ChanSpy', 'monitoring'],
  ['ExtenSpy', 'monitoring'],
]);

export function asteriskLeg(application: string): LegPart | '' {
  return BY_APPLICATION.get(application) ?? '';
}
