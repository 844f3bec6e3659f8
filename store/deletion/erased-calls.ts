import { CountedUnits } from '../counted-units.ts';
import { heldCall } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { createLegsOfCalls } from '../queries/legs-of-calls.ts';
import { callsOfSubject, daysOfSubject } from '../queries/subject-calls.ts';
import {
  COUNTED_ELSEWHERE,
  type ErasedDays,
  type ErasedStep,
  type ErasingWish,
  type NamedCallsToErase,
} from '../subject-store.ts';
import { TO_STEP } from './call-steps.ts';
import type { PlaceToErase } from './erased-places.ts';
import { type ErasingHands, isNameless, type MetLeg } from './erasing-hands.ts';
import { requestCounts, StepCounts } from './request-counts.ts';

/** Calls of one transaction; the last day is gone through to its end. */
const CALLS_AT_ONCE = 500;
/** Days that are looked through in one transaction where few have anything. */
const DAYS_AT_ONCE = 60;

/** Told of all legs of a call that legal holds keep. */
type Keeps = (legs: readonly number[]) => void;

/**
 * Calls of one person: removed, or made anonymous, with all that follows from it, and their lines put on the list of what is to
 * be overwritten. All legs of a call go together; one leg that a legal hold keeps keeps them all. A call that went is known by its
 * keyed identity, so that no line brings it back.
 */
export function createErasedCalls(connection: Connection, hands: ErasingHands, keeps: Keeps = () => {}) {
  const addCounts = requestCounts(connection);
  const units = new CountedUnits(connection);
  const repeats = connection.prepare<[number], { intake: number; offset: number; length: number }>(
    'select intake, offset, length from duplicate where call = ?',
  );

  function legsOf(ids: readonly number[], wish: ErasingWish): MetLeg[][] {
    const columns = `id, day, offset, length, identity, occurrence, intake, held_by, ${TO_STEP},
      ${heldCall(connection, wish.today)} as kept`;
    return createLegsOfCalls<MetLeg>(connection, columns, (leg) => hands.now(leg, wish))(ids);
  }

  function linesOf({ id, intake, offset, length, day }: MetLeg): readonly PlaceToErase[] {
    const own = { intake, offset, length };
    return [own, ...repeats.all(id)].map((line) => ({ ...line, day }));
  }

  function eraseLegs(legs: readonly MetLeg[], wish: ErasingWish, counts: StepCounts): void {
    for (const leg of legs) {
      counts.gone('raw_lines', linesOf(leg).filter(hands.line).length);
      counts.gone(leg.held_by === null ? 'calls' : 'held_calls');
      counts.gone('memory_entries', hands.memoryEntries(leg.id));
      counts.gone('attachments', hands.attachments.ofCall(leg.id));
      const waiting = hands.attachments.ofKey(leg.source, leg.call_group, wish.today);
      counts.gone('attachments', waiting.removed);
      counts.kept('attachments', waiting.kept);
      const moves = isNameless(leg, wish) ? units.movesTo(leg, wish.anonymity) : null;
      if (moves !== null) counts.gone(COUNTED_ELSEWHERE[moves]);
    }
    hands.legs(legs, wish);
  }

  /** Also of a single call, which was found by its line. */
  function eraseIds(ids: readonly number[], wish: ErasingWish, counts: StepCounts): void {
    const calls = legsOf(ids, wish).filter((legs) => {
      const isKept = legs.some((leg) => leg.kept === 1);
      if (isKept) {
        const kept = legs.map(({ id }) => id);
        counts.keptCalls(kept);
        keeps(kept);
      }
      return !isKept;
    });
    const days = new Set(calls.flatMap((legs) => legs.map(({ day }) => day)));
    hands.ofDays(wish.request, days, () => {
      // What an earlier attempt made anonymous is nobody's any more.
      for (const legs of calls)
        eraseLegs(
          legs.filter(({ step }) => wish.how === 'delete' || step < 2),
          wish,
          counts,
        );
    });
  }

  function eraseCalls(wish: ErasingWish & { after: number }): ErasedDays {
    const { subject, request } = wish;
    const from_day = Math.max(wish.after + 1, subject.from_day ?? Number.MIN_SAFE_INTEGER);
    const days = daysOfSubject(connection, { ...subject, from_day });
    const counts = new StepCounts();
    const ids: number[] = [];
    let [last, looked] = [wish.after, 0];
    for (const day of days) {
      if (ids.length >= CALLS_AT_ONCE || looked >= DAYS_AT_ONCE) break;
      ids.push(...callsOfSubject(connection, subject, [day]));
      [last, looked] = [day, looked + 1];
    }
    eraseIds(ids, wish, counts);
    addCounts(request, counts);
    return { ...counts.step(), done: looked === days.length, after: last };
  }

  function eraseNamedCalls({ ids, ...wish }: NamedCallsToErase): ErasedStep {
    const counts = new StepCounts();
    eraseIds(ids, wish, counts);
    addCounts(wish.request, counts);
    return counts.step();
  }

  return { eraseIds, eraseCalls, eraseNamedCalls };
}
