import type { PolicyCall } from '../privacy/exclusion.ts';
import { digitSpans, merged } from '../privacy/places.ts';
import type { Protected, Protection } from '../privacy/protection.ts';
import type { WithheldLine } from '../privacy/withhold.ts';
import type { Blank } from '../record/blank.ts';
import { isWhollyWithheld, isWithheld, showNumber } from '../record/number.ts';
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
  /** The called party as it arrived, by which the call is charged; nothing of it may be stored. */
  readonly charged: Party | null;
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
const TELLING = 4;

/** Whatever number a further line of a private call has; the call was made of the first one. */
export function numbersOf({ offset, raw }: Unit): Blank[] {
  return digitSpans(raw, TELLING).map(({ at, length }) => ({ offset: offset + at, length, code: '*' }));
}

/** What a line is judged by. */
interface Judges {
  readonly protection: Protection;
  readonly plan: NumberingPlan;
  readonly read: (raw: string) => Reading;
  readonly textOf: (raw: string) => string;
}

/** Stars can bring to light what was hidden behind other signs; more often than so it does not happen. */
const AGAIN_AT_MOST = 4;

/**
 * What of a call may be written down, before anything is. Where it went (direction, class, country) comes from the
 * whole number; everything else from the line as it will stand, so that reading it again gives the same.
 */
export function protectCall(unit: Unit, reading: CallReading, judges: Judges): KeptCall | ExcludedCall {
  const { protection, plan } = judges;
  const { judged, parties } = judgedBy(judges, unit.raw, reading);
  if (judged.kind === 'excluded') {
    return { excluded: judged.reason, blanks: [wholeLine(unit, judged.reason)] };
  }
  const asItIs = { raw: unit.raw, reading, spans: [] };
  const line = judged.kind === 'withheld' ? lasting(judges, judged, parties) : asItIs;
  if (line === null) return { excluded: 'unmaskable', blanks: [wholeLine(unit, 'unmaskable')] };
  const { calling, called, dialled } = callParties(line.reading, plan);
  const kept = protection.collected(judged.private ? { ...line.reading, private: true } : line.reading);
  return {
    unit: { ...unit, raw: line.raw },
    reading: withoutStars(kept),
    parties: { ...parties, calling, called, dialled: protection.collects('dialled') ? dialled : null },
    charged: parties.called,
    blanks: line.spans.map(({ at, length }) => ({ offset: unit.offset + at, length, code: '*' })),
    private: judged.private,
    whole: line.spans.length > 0 ? { raw: unit.raw, reading } : null,
  };
}

function judgedBy(
  { protection, plan, read, textOf }: Judges,
  raw: string,
  reading: CallReading,
): { judged: Protected; parties: CallParties } {
  const whole = policyCall(reading, callParties(reading, plan));
  const parties = callParties(withoutPrefix(reading, protection.prefixOf(whole, reading)), plan);
  const line = { raw, text: textOf(raw), reading, read };
  return { judged: protection.protect(policyCall(reading, parties), line), parties };
}

/**
 * The line with stars for all that is still found when it is judged with those it has, so that whoever reads it again
 * finds nothing more and the same call. Null when there is no such line.
 */
function lasting(
  judges: Judges,
  { line: first, private: isPrivate }: Withheld,
  parties: CallParties,
): WithheldLine | null {
  let line = first;
  for (let times = 0; times < AGAIN_AT_MOST; times++) {
    const again = judgedBy(judges, line.raw, line.reading);
    if (again.judged.kind === 'excluded') return null;
    if (again.judged.kind === 'as it is' || again.judged.line.raw === line.raw) {
      const same =
        showsPrivate(line.reading, isPrivate, judges) ===
          showsPrivate(line.reading, again.judged.private, judges) && sameWay(parties, again.parties);
      return same ? line : null;
    }
    line = { ...again.judged.line, spans: merged([...line.spans, ...again.judged.line.spans]) };
  }
  return null;
}

type Withheld = Extract<Protected, { kind: 'withheld' }>;

function showsPrivate(reading: CallReading, judged: boolean, { protection, plan }: Judges): boolean {
  if (!protection.collects('private')) return false;
  return judged || reading.private === true || isPrivateByStars(callParties(reading, plan));
}

/** Where digits are withheld, where the call went is kept from its first reading, also by a replay. */
function sameWay(first: CallParties, again: CallParties): boolean {
  const withheld = [again.calling, again.called].some((side) => side !== null && isWithheld(side.number));
  const told = ['direction', 'destination_class', 'destination_country'] as const;
  return first.extension === again.extension && (withheld || told.every((way) => first[way] === again[way]));
}

/**
 * A line of which a party was withheld whole was that of a private call, whatever else marked it then. Which of the two
 * was the other party cannot be told any more: without its digits a number is neither inside nor outside.
 */
export function isPrivateByStars({ calling, called }: Pick<CallParties, 'calling' | 'called'>): boolean {
  return [calling, called].some((side) => side !== null && isWhollyWithheld(side.number));
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
  const { sent_on_by, sent_on_to, station } = reading.extra ?? {};
  const through = [sent_on_by, sent_on_to, station].flatMap((found) =>
    found === undefined ? [] : [String(found)],
  );
  return {
    direction,
    destination_class,
    account_code,
    // Whoever dialled an extension rang it, also where the call was sent on from there.
    extensions: [...inside, reading.dialled, ...through].flatMap((found) => found ?? []),
    calling: spellings(calling, reading.calling),
    called: [...spellings(called, reading.called), ...(reading.dialled === null ? [] : [reading.dialled])],
    through,
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
