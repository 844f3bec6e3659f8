import type { Protection } from '../privacy/protection.ts';
import type { CompletedCall, OpenCall } from '../record/batch.ts';
import type { Blank } from '../record/blank.ts';
import { isWhollyWithheld, showNumber } from '../record/number.ts';
import { EMPTY_CALL, type Reading } from '../record/reading.ts';
import type { Unit } from './lines/cut.ts';
import { callParties } from './numbering/call-parties.ts';
import type { NumberingPlan } from './numbering/numbering.ts';
import type { Party } from './numbering/party.ts';

/** What the caller's number on a further line comes to. */
export type FurtherCaller =
  /** An exclusion names it: the line goes, and the call stays without the number. */
  | { readonly kind: 'excluded' }
  | { readonly kind: 'completed'; readonly call: CompletedCall; readonly blanks: readonly Blank[] };

/**
 * The caller's number that a further line brings for the call before. Of that call nothing is at hand any more but where
 * it is and its direction, so a rule of privacy counts as met where it names the number, whatever else it demands.
 */
export function furtherCaller(
  open: OpenCall,
  unit: Unit,
  calling: string,
  { protection, plan, read }: { protection: Protection; plan: NumberingPlan; read: (raw: string) => Reading },
): FurtherCaller {
  const party = callerOf(calling, open, plan);
  const named = protection.names([
    calling,
    ...(party === null ? [] : [showNumber(party.number, party.text)]),
  ]);
  if (named === 'excluded') return { kind: 'excluded' };
  if (named === null) return { kind: 'completed', call: completed(open, party, protection), blanks: [] };
  // From the line as it will stand, so that reading it again gives the same.
  const standing = read(unit.raw.replaceAll(/\d/g, '*'));
  const shown = standing.kind === 'ignored' ? (standing.calling ?? null) : null;
  return {
    kind: 'completed',
    call: completed(open, shown === null ? null : callerOf(shown, open, plan), protection),
    blanks: [...unit.raw.matchAll(/\d+/g)].map(({ 0: run, index }) => ({
      offset: unit.offset + index,
      length: run.length,
      code: '*',
    })),
  };
}

function callerOf(calling: string, { direction }: OpenCall, plan: NumberingPlan): Party | null {
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
