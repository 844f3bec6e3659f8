import type { Protection } from '../privacy/protection.ts';
import type { CompletedCall, OpenCall } from '../record/batch.ts';
import type { Blank } from '../record/blank.ts';
import type { Direction } from '../record/call.ts';
import { isWhollyWithheld, showNumber } from '../record/number.ts';
import { EMPTY_CALL, type Reading } from '../record/reading.ts';
import type { Unit } from './lines/cut.ts';
import { callParties } from './numbering/call-parties.ts';
import type { NumberingPlan } from './numbering/numbering.ts';
import type { Party } from './numbering/party.ts';
import { numbersOf } from './protect-call.ts';

/** What a further line comes to. */
export type FurtherLine =
  /** An exclusion names a number of it: the line goes, and the call stays without it. */
  | { readonly kind: 'excluded' }
  | { readonly kind: 'kept'; readonly caller: CompletedCall | null; readonly blanks: readonly Blank[] };

/** Fewer signs are counters and marks. */
const NUMBERS = /[+\d*#]{4,}/g;

/**
 * What a further line brings for the call before: the caller's number, where that was left open. Of that call nothing is
 * at hand any more but where it is and its direction, so a rule of privacy counts as met where it names a number of the
 * line, whichever that is and whatever else the rule demands.
 */
export function furtherLine(
  open: OpenCall | null,
  unit: Unit,
  calling: string | undefined,
  { protection, plan, read }: { protection: Protection; plan: NumberingPlan; read: (raw: string) => Reading },
): FurtherLine {
  const direction = open?.direction ?? 'incoming';
  const numbers = [...(calling === undefined ? [] : [calling]), ...(unit.raw.match(NUMBERS) ?? [])];
  const named = protection.names(() =>
    numbers.flatMap((number) => {
      const party = callerOf(number, direction, plan);
      return party === null ? [number] : [number, showNumber(party.number, party.text)];
    }),
  );
  if (named === 'excluded') return { kind: 'excluded' };
  const caller = (shown: string | null): CompletedCall | null => {
    if (open === null || calling === undefined) return null;
    return completed(open, shown === null ? null : callerOf(shown, direction, plan), protection);
  };
  if (named === null) return { kind: 'kept', caller: caller(calling ?? null), blanks: [] };
  // A line that can be a record of its own keeps what shorter digits say: its number.
  if (calling === undefined) return { kind: 'kept', caller: null, blanks: numbersOf(unit) };
  // From the line as it will stand, so that reading it again gives the same.
  const standing = read(unit.raw.replaceAll(/\d/g, '*'));
  return {
    kind: 'kept',
    caller: caller(standing.kind === 'ignored' ? (standing.calling ?? null) : null),
    blanks: [...unit.raw.matchAll(/\d+/g)].map(({ 0: run, index }) => ({
      offset: unit.offset + index,
      length: run.length,
      code: '*',
    })),
  };
}

function callerOf(calling: string, direction: Direction, plan: NumberingPlan): Party | null {
  return callParties({ ...EMPTY_CALL, clock: 'utc', started: 0, ended: null, direction, calling }, plan)
    .calling;
}

/** A number of stars is that of a private call, as it is on a first line. */
function completed({ offset }: OpenCall, party: Party | null, protection: Protection): CompletedCall {
  const isPrivate = party !== null && isWhollyWithheld(party.number) && protection.collects('private');
  return {
    offset,
    calling: party?.number ?? null,
    calling_text: party?.text ?? null,
    private: isPrivate,
  };
}
