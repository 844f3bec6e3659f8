import { CALL_STEPS, type CallStep } from '../../record/age-edges.ts';
import { firstIdOf } from '../chunk-writer.ts';
import type { AgedCalls, CallsToAge } from '../deleting-store.ts';
import type { CallsToForget, LoneQuality } from '../job-store.ts';
import { heldCall } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { StaleDays } from '../stale-days.ts';
import { type CallToRemove, type CallToStep, createCallSteps, TO_REMOVE, TO_STEP } from './call-steps.ts';
import { createCallsQuality } from './calls-quality.ts';
import { createGoneCalls } from './gone-calls.ts';

interface FoundCall {
  readonly id: number;
  readonly identity: number;
  readonly occurrence: number;
}

/**
 * Calls that have reached an age: masked, made anonymous, or removed, a batch in one transaction with all that follows from
 * it. What a legal hold keeps is left. No other statements take something from calls because of their age, and only the
 * gateway (privacy/gateway.ts) asks for them.
 */
export function createAgingCalls(connection: Connection) {
  const stale = new StaleDays(connection);
  const steps = createCallSteps(connection);
  const quality = createCallsQuality(connection);
  const gone = createGoneCalls(connection);

  /** The next calls of the day, and class, that have not taken the step; nothing that a hold keeps. */
  function due<Call extends FoundCall>(wish: CallsToAge, columns: string): Call[] {
    const { day, edge, after, limit } = wish;
    const step = wish.step === 'gone' ? CALL_STEPS.length : CALL_STEPS.indexOf(wish.step);
    const whose = `held_by is ${wish.held ? 'not null' : 'null'} and (@day < @edge or id < @first_id)`;
    return connection
      .prepare<object, Call>(
        `select id, identity, occurrence, ${columns} from call
         where day = @day and (identity, occurrence) > (@identity, @occurrence) and step < @step and ${whose}
         and not ${heldCall(connection, wish.today)} order by identity, occurrence limit @limit`,
      )
      .all({ day, edge, limit, step, ...after, first_id: firstIdOf(edge) });
  }

  const age = connection.transaction((wish: CallsToAge): AgedCalls => {
    const calls = due<CallToStep>(wish, TO_STEP);
    for (const call of calls) steps.age(call, { ...wish, step: wish.step as CallStep });
    return settled(wish, calls);
  });

  const remove = connection.transaction((wish: CallsToAge): AgedCalls => {
    const calls = due<CallToRemove>(wish, TO_REMOVE);
    steps.remove(wish.day, calls, wish.day >= wish.remembered_from);
    return settled(wish, calls);
  });

  function settled({ day, after, limit }: CallsToAge, calls: readonly FoundCall[]): AgedCalls {
    const last = calls.at(-1);
    const done = calls.length < limit;
    if (last !== undefined) stale.mark([day]);
    const { identity, occurrence } = last ?? after;
    return { calls: calls.length, done, after: { identity, occurrence } };
  }

  return {
    ageCalls: (wish: CallsToAge): AgedCalls =>
      wish.step === 'gone' ? remove.immediate(wish) : age.immediate(wish),
    removeLoneQuality: (wish: LoneQuality): number => quality.lone(wish),
    forgetGoneCalls: (wish: CallsToForget): number => gone.forgetGoneCalls(wish),
  };
}
