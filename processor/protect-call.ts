import type { PolicyCall } from '../privacy/exclusion.ts';
import type { Protection } from '../privacy/protection.ts';
import type { Blank } from '../record/blank.ts';
import { isWhollyWithheld, showNumber } from '../record/number.ts';
import { BLANK_LETTERS, type ExcludedReason } from '../record/outcome.ts';
import type { CallReading, Reading } from '../record/reading.ts';
import type { Unit } from './lines/cut.ts';
import { type CallParties, callParties } from './numbering/call-parties.ts';
import type { NumberingPlan } from './numbering/numbering.ts';
import type { Party } from './numbering/party.ts';

/** A call as it may be written down: its line and its reading are those that stay. */
export interface KeptCall {
  readonly unit: Unit;
  readonly reading: CallReading;
  readonly parties: CallParties;
  readonly blanks: readonly Blank[];
  readonly private: boolean;
  /** As it arrived, where something was withheld; nothing of it may be stored. */
  readonly whole: { readonly raw: string; readonly reading: CallReading } | null;
}

export interface ExcludedCall {
  readonly excluded: ExcludedReason;
  readonly blanks: readonly Blank[];
}

export function wholeLine({ offset, length }: Unit, reason: ExcludedReason): Blank {
  const [code = ''] = Object.entries(BLANK_LETTERS).find(([, known]) => known === reason) ?? [];
  return { offset, length, code };
}

/** Fewer digits are counters and marks. */
const TELLING = /\d{4,}/g;

/** Whatever number a further line of a private call has; the call was made of the first one. */
export function numbersOf({ offset, raw }: Unit): Blank[] {
  return [...raw.matchAll(TELLING)].map(({ 0: run, index }) => ({
    offset: offset + index,
    length: run.length,
    code: '*',
  }));
}

/**
 * What of a call may be written down, before anything is. Where it went (direction, class, country) comes from the
 * whole number; everything else from the line as it will stand, so that reading it again gives the same.
 */
export function protectCall(
  { unit, reading, text }: { unit: Unit; reading: CallReading; text: string },
  { protection, plan, read }: { protection: Protection; plan: NumberingPlan; read: (raw: string) => Reading },
): KeptCall | ExcludedCall {
  const whole = policyCall(reading, callParties(reading, plan));
  const parties = callParties(withoutPrefix(reading, protection.prefixOf(whole, reading)), plan);
  const call = policyCall(reading, parties);
  const judged = protection.protect(call, { raw: unit.raw, text, reading, read });
  if (judged.kind === 'excluded') {
    return { excluded: judged.reason, blanks: [wholeLine(unit, judged.reason)] };
  }
  const line = judged.kind === 'withheld' ? judged.line : { raw: unit.raw, reading, spans: [] };
  const standing = callParties(line.reading, plan);
  const { calling, called, dialled } = standing;
  const kept = protection.collected(judged.private ? { ...line.reading, private: true } : line.reading);
  return {
    unit: { ...unit, raw: line.raw },
    reading: withoutStars(kept),
    parties: { ...parties, calling, called, dialled: protection.collects('dialled') ? dialled : null },
    blanks: line.spans.map(({ at, length }) => ({ offset: unit.offset + at, length, code: '*' })),
    private: judged.private,
    whole: judged.kind === 'withheld' ? { raw: unit.raw, reading } : null,
  };
}

/** A line whose other party was withheld whole was that of a private call, whatever else marked it then. */
export function isPrivateByStars({ direction, calling, called }: CallParties): boolean {
  const other = direction === 'incoming' ? calling : called;
  return other !== null && isWhollyWithheld(other.number);
}

function withoutPrefix(reading: CallReading, prefix: string): CallReading {
  if (prefix === '' || reading.called?.startsWith(prefix) !== true) return reading;
  return { ...reading, called: reading.called.slice(prefix.length) };
}

/** What the rules look at. */
export function policyCall(reading: CallReading, parties: CallParties): PolicyCall {
  const { direction, destination_class, extension, calling, called } = parties;
  const { calling_extension, called_extension, account_code } = reading;
  const inside = [extension, calling?.extension, called?.extension, calling_extension, called_extension];
  return {
    direction,
    destination_class,
    account_code,
    extensions: inside.flatMap((found) => found ?? []),
    calling: spellings(calling, reading.calling),
    called: [...spellings(called, reading.called), ...(reading.dialled === null ? [] : [reading.dialled])],
  };
}

function spellings(party: Party | null, sent: string | null): string[] {
  return [
    ...(sent === null ? [] : [sent]),
    ...(party === null ? [] : [showNumber(party.number, party.text)]),
  ];
}

/** Nobody is called `****`: a text of stars alone is one that was withheld. */
function withoutStars(reading: CallReading): CallReading {
  const { calling_name, called_name, account_code } = reading;
  const known = (text: string | null): string | null =>
    text !== null && /^[*\s]+$/.test(text) ? null : text;
  return {
    ...reading,
    calling_name: known(calling_name),
    called_name: known(called_name),
    account_code: known(account_code),
  };
}
