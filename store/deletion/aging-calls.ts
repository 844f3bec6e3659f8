import { CALL_STEPS } from '../../record/age-edges.ts';
import type { AgedCalls, CallsToAge } from '../deleting-store.ts';
import { firstIdOf } from '../ids-a-day.ts';
import type { CallsToForget, LoneQuality } from '../job-store.ts';
import { heldCall } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { StaleDays } from '../stale-days.ts';
import { type CallToStep, createCallSteps, TO_STEP } from './call-steps.ts';
import { createCallsQuality } from './calls-quality.ts';
import { createGoneCalls } from './gone-calls.ts';
import { createLeavingDays } from './leaving-days.ts';
import { createListedCalls } from './listed-calls.ts';
import { createRemovedCalls, LISTED } from './removed-calls.ts';

/**
 * Calls that have reached an age: masked, made anonymous, or removed, a batch in one transaction with all that follows from
 * it. What a legal hold keeps is left. No other statements take something from calls because of their age, and only the
 * gateway (privacy/gateway.ts) asks for them.
 */
export function createAgingCalls(connection: Connection) {
  const stale = new StaleDays(connection);
  const steps = createCallSteps(connection);
  const remove = createRemovedCalls(connection);
  const quality = createCallsQuality(connection);
  const gone = createGoneCalls(connection);
  const listed = createListedCalls(connection);
  const leaving = createLeavingDays(connection);

  /** True of those that are of the class and have not taken the step; of nothing that a hold keeps. */
  function due({ day, edge, step, held, today }: CallsToAge) {
    const below = step === 'gone' ? CALL_STEPS.length : CALL_STEPS.indexOf(step);
    const whose = `held_by is ${held ? 'not null' : 'null'} and (@day < @edge or id < @first_id)`;
    return {
      sql: `day = @day and step < @step and ${whose} and not ${heldCall(connection, today)}`,
      values: { day, edge, step: below, first_id: firstIdOf(edge) },
    };
  }

  /**
   * Whether the calls of the class on that day go with their totals; what a legal hold keeps of them is taken out of these at the
   * end. Else a day that was going so goes so no longer.
   */
  function goesWhole({ step, day, edge, held, withTotals }: CallsToAge): boolean {
    if (step === 'gone' && day < edge && withTotals) return leaving.begin(day, held ? 1 : 0);
    leaving.settle();
    return false;
  }

  function age(wish: CallsToAge, ids: readonly number[]): number {
    const { day, step } = wish;
    const where = due(wish);
    const withTheirDay = goesWhole(wish);
    if (step === 'gone') {
      const removed = remove({ day, ids, othersCanCome: day >= wish.remembered_from, withTheirDay, where });
      if (removed > 0 && !withTheirDay) stale.mark([day]);
      return removed;
    }
    const calls = connection
      .prepare<object, CallToStep>(
        `select id, identity, occurrence, ${TO_STEP} from ${LISTED} where ${where.sql}`,
      )
      .all({ ...where.values, ids: JSON.stringify(ids) });
    for (const call of calls) steps.age(call, { ...wish, step });
    if (calls.length > 0) stale.mark([day]);
    return calls.length;
  }

  /** The next of those that are listed, and behind the last of them the totals of a day that went whole. */
  function ageNext(wish: CallsToAge): AgedCalls {
    const { day, limit, held } = wish;
    const calls = age(wish, listed.next(wish));
    listed.taken(day, limit);
    const done = listed.isDone(day) && leaving.finish(day, held ? 1 : 0, limit);
    if (done) listed.end();
    return { calls, done };
  }

  const settle = connection.transaction(leaving.settle);
  return {
    listCalls: listed.list,
    /** In the transaction that notes a deletion: one within it would keep every page that it changes a second time. */
    ageCalls: ageNext,
    settleLeaving: () => settle.immediate(),
    removeLoneQuality: (wish: LoneQuality): number => quality.lone(wish),
    forgetGoneCalls: (wish: CallsToForget): number => gone.forgetGoneCalls(wish),
  };
}
