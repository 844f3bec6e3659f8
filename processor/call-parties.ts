import type { DestinationClass, Direction } from '../record/call.ts';
import { asSentNumber, extensionNumber, type PhoneNumber } from '../record/number.ts';
import type { CallReading } from '../record/reading.ts';
import type { NumberingPlan, Party } from './numbering.ts';

/** Who called whom, as the site's numbering plan sees it. */
export interface CallParties {
  readonly calling: Party | null;
  readonly called: Party | null;
  /** Always the digits as the record has them. */
  readonly dialled: string | null;
  readonly direction: Direction;
  /** The inside party; of an internal call the caller's. */
  readonly extension: string | null;
  /** The class of the outside party's number, and of the called number where there is none. */
  readonly destination_class: DestinationClass;
  readonly destination_country: string | null;
}

export function callParties(reading: CallReading, plan: NumberingPlan): CallParties {
  const calling = reading.calling === null ? null : plan.party(reading.calling, 'calling');
  const called = reading.called === null ? null : plan.party(reading.called, 'called');
  const callingExtension = calling?.extension ?? reading.calling_extension;
  const calledExtension = called?.extension ?? reading.called_extension;
  const direction =
    reading.direction ??
    directionOf(
      calling?.inside === true || callingExtension !== null,
      called === null || called.inside || calledExtension !== null || isLabel(reading.called),
    );
  const far = reading.feature ? null : farParty(direction, calling, called);
  return {
    calling,
    called,
    dialled: reading.dialled ?? reading.called,
    direction,
    extension: direction === 'incoming' ? calledExtension : direction === 'transit' ? null : callingExtension,
    destination_class: classOf(reading, direction, called, far),
    destination_country: far?.country ?? null,
  };
}

function directionOf(callingInside: boolean, calledInside: boolean): Direction {
  if (callingInside) return calledInside ? 'internal' : 'outgoing';
  return calledInside ? 'incoming' : 'transit';
}

function farParty(direction: Direction, calling: Party | null, called: Party | null): Party | null {
  if (direction === 'internal') return null;
  return direction === 'incoming' ? calling : called;
}

function classOf(
  reading: CallReading,
  direction: Direction,
  called: Party | null,
  far: Party | null,
): DestinationClass {
  if (reading.feature || called?.destination_class === 'feature') return 'feature';
  if (called?.destination_class === 'emergency') return 'emergency';
  if (direction === 'internal') return 'internal';
  // A far party that looks like an extension (a short number of another system) is of no known class.
  return far === null || far.destination_class === 'internal' ? 'unknown' : far.destination_class;
}

/** A label of the dial plan (`s`, `voicemail`, `vmu204`) is a service of the telephone system itself, not a number. */
function isLabel(called: string | null): boolean {
  return called !== null && /^[a-z][a-z_-]*\d{0,6}$/i.test(called);
}

/** An extension as the record names it: digits, or a label such as `ATT1`. */
export function extensionAsNumber(extension: string): PhoneNumber {
  return /^\d{1,12}$/.test(extension) ? extensionNumber(extension) : asSentNumber(extension);
}
