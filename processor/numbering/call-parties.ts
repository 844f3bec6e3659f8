import type { DestinationClass, Direction } from '../../record/call.ts';
import { asSentNumber, extensionNumber, isDigitsNumber, type PhoneNumber } from '../../record/number.ts';
import type { CallReading } from '../../record/reading.ts';
import type { NumberingPlan, Role } from './numbering.ts';
import type { Party } from './party.ts';

/** Who called whom, as the site's numbering plan sees it. */
export interface CallParties {
  readonly calling: Party | null;
  readonly called: Party | null;
  /** Always the digits as the record has them. */
  readonly dialled: string | null;
  readonly direction: Direction;
  /** The inside party; of an internal call the caller's. */
  readonly extension: string | null;
  /** The class of where the call went: `internal` for every call that ended inside. */
  readonly destination_class: DestinationClass;
  readonly destination_country: string | null;
}

export function callParties(reading: CallReading, plan: NumberingPlan): CallParties {
  const calling = reading.calling === null ? null : plan.party(reading.calling, 'calling');
  const called = calledParty(reading, calling, plan);
  const callingExtension = calling?.extension ?? reading.calling_extension;
  const calledExtension = called?.extension ?? reading.called_extension;
  const direction =
    reading.direction ??
    directionOf(
      calling?.inside === true || callingExtension !== null,
      called === null || called.inside || calledExtension !== null || isLabel(reading.called),
    );
  return {
    calling,
    called,
    dialled: reading.dialled ?? reading.called,
    direction,
    extension: direction === 'incoming' ? calledExtension : direction === 'transit' ? null : callingExtension,
    destination_class: classOf(reading, direction, called),
    destination_country: goesOut(direction) && !reading.feature ? (called?.country ?? null) : null,
  };
}

function directionOf(callingInside: boolean, calledInside: boolean): Direction {
  if (callingInside) return calledInside ? 'internal' : 'outgoing';
  return calledInside ? 'incoming' : 'transit';
}

/**
 * Digits that are an emergency number where they are dialled are a station where a call came in to them, or where the
 * record shows that very station.
 */
function calledParty(reading: CallReading, calling: Party | null, plan: NumberingPlan): Party | null {
  if (reading.called === null) return null;
  const dialled = plan.party(reading.called, 'called');
  if (dialled.destination_class !== 'emergency') return dialled;
  return isStation(reading, calling) ? plan.party(reading.called, 'calling') : dialled;
}

function isStation(reading: CallReading, calling: Party | null): boolean {
  const inside = reading.direction === 'incoming' || reading.direction === 'internal';
  const fromOutside =
    reading.direction === null && reading.calling_extension === null && calling !== null && !calling.inside;
  return inside || fromOutside || reading.called_extension === reading.called;
}

/** As what the called number of a call is read. */
export function calledRole(reading: CallReading, calling: Party | null, plan: NumberingPlan): Role {
  if (reading.called === null || !isStation(reading, calling)) return 'called';
  return plan.party(reading.called, 'called').destination_class === 'emergency' ? 'calling' : 'called';
}

function goesOut(direction: Direction): boolean {
  return direction === 'outgoing' || direction === 'transit';
}

function classOf(reading: CallReading, direction: Direction, called: Party | null): DestinationClass {
  if (reading.feature || called?.destination_class === 'feature') return 'feature';
  if (called?.destination_class === 'emergency') return 'emergency';
  if (!goesOut(direction)) return 'internal';
  // A called number that looks like an extension (a short number of another system) is of no known class.
  return called === null || called.destination_class === 'internal' ? 'unknown' : called.destination_class;
}

/** A label of the dial plan (`s`, `voicemail`, `vmu204`) is a service of the telephone system itself, not a number. */
export function isLabel(called: string | null): boolean {
  return called !== null && /^[a-z][a-z_-]*\d{0,6}$/i.test(called);
}

/** An extension as the record names it: digits, or a label such as `ATT1`. */
export function extensionAsNumber(extension: string): PhoneNumber {
  const asSent = asSentNumber(extension);
  return extension.length <= 12 && isDigitsNumber(asSent) ? extensionNumber(extension) : asSent;
}
