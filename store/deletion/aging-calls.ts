import { CALL_STEPS, type CallStep } from '../../record/age-edges.ts';
import { type AgingCall, anonymousCall, maskedCall } from '../../record/aged-call.ts';
import { type AgedIdentity, agedIdentity } from '../../record/fingerprint.ts';
import type { AgedCalls, CallsToAge } from '../aging-store.ts';
import { firstIdOf } from '../chunk-writer.ts';
import { TOTAL_OF_CALL, TotalSums, totalAdder } from '../day-totals.ts';
import type { CallsToForget, LoneQuality } from '../job-store.ts';
import { heldCall } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { StaleDays } from '../stale-days.ts';
import { createCallsQuality } from './calls-quality.ts';
import { createGoneCalls } from './gone-calls.ts';

/** What of a call changes from step to step, and what that is made of. */
const AGING = [
  'identity',
  'started_at',
  'utc_offset_min',
  'answered_at',
  'ended_at',
  'ring_ms',
  'duration_ms',
  'direction',
  'destination_class',
  'calling',
  'called',
  'extension',
] as const satisfies readonly (keyof AgingCall)[];

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
  const statements = prepare(connection);
  const addTotals = totalAdder(connection);
  const hashes = hashesOf(connection);
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
    const step = CALL_STEPS.indexOf(wish.step as CallStep);
    const calls = due<FoundCall & AgingCall & { source: number; step: number; call_group: number | null }>(
      wish,
      `source, step, call_group, ${AGING.slice(1).join(', ')}`,
    );
    for (const call of calls) {
      const aging = { mask: wish.mask, hash: hashes(wish.key, call.source) };
      const masked = call.step === 0 ? maskedCall(call, aging) : call;
      const aged = wish.step === 'masked' ? masked : anonymousCall(masked, aging);
      const moves = aged.identity !== call.identity;
      const occurrence = moves
        ? (statements.lastTwin.get(wish.day, aged.identity) ?? 0) + 1
        : call.occurrence;
      const { answered_at, ended_at, started_at, calling, called, extension } = aged;
      const values = { answered_at, ended_at, started_at, calling, called, extension };
      statements.age.run({ id: call.id, identity: aged.identity, occurrence, step, ...values });
      statements.clearRepeated.run(call.id);
      if (call.step === 0 && call.call_group !== null) quality.ofCall(wish.day, call.call_group);
    }
    return settled(wish, calls);
  });

  const remove = connection.transaction((wish: CallsToAge): AgedCalls => {
    const calls = due<FoundCall & { intake: number; total: string; call_group: number | null; head: number }>(
      wish,
      `intake, call_group, head, json_array(${TOTAL_OF_CALL}) as total`,
    );
    const totals = new TotalSums();
    const intakes = new Map<number, number>();
    for (const { id, intake, total, call_group, head } of calls) {
      totals.add(JSON.parse(total) as number[], 0);
      intakes.set(intake, (intakes.get(intake) ?? 0) + 1);
      statements.remove.run(id);
      statements.clearRepeated.run(id);
      if (call_group === null) continue;
      quality.ofCall(wish.day, call_group);
      if (wish.day >= wish.remembered_from) gone.remember(wish.day, call_group, head === 1);
    }
    for (const [intake, count] of intakes)
      statements.gone.run({ intake, calls: wish.held ? 0 : count, held: wish.held ? count : 0 });
    addTotals(wish.day, 1, totals);
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

/** What aged calls of each source are known by; kept for as long as the key is the same. */
function hashesOf(connection: Connection): (key: Uint8Array, source: number) => AgedIdentity {
  const name = connection.prepare<[number], string>('select name from source where id = ?').pluck();
  const known = new Map<number, AgedIdentity>();
  return (key, source) => {
    const hash = known.get(source) ?? agedIdentity(key, name.get(source) ?? '');
    known.set(source, hash);
    return hash;
  };
}

function prepare(connection: Connection) {
  return {
    lastTwin: connection
      .prepare<[number, number], number | null>(
        'select max(occurrence) from call where day = ? and identity = ?',
      )
      .pluck(),
    age: connection.prepare(
      `update call set identity = @identity, occurrence = @occurrence, step = @step,
       started_at = @started_at, answered_at = @answered_at, ended_at = @ended_at,
       answered_offset_min = case when @answered_at is null then null else answered_offset_min end,
       ended_offset_min = case when @ended_at is null then null else ended_offset_min end,
       calling = @calling, called = @called, extension = @extension, dialled = null, call_key = null,
       calling_name = null, called_name = null, account_code = null, odd_numbers = null, extra = null where id = @id`,
    ),
    remove: connection.prepare<[number], unknown>('delete from call where id = ?'),
    // What a line that came again brought for its call.
    clearRepeated: connection.prepare<[number], unknown>(
      `update duplicate set calling = null, calling_text = null, private = null
       where call = ? and (calling is not null or calling_text is not null)`,
    ),
    gone: connection.prepare(
      `insert into lines_gone (intake, calls, held) values (@intake, @calls, @held)
       on conflict (intake) do update set calls = calls + excluded.calls, held = held + excluded.held`,
    ),
  };
}
