import { type Anonymity, CALL_STEPS, type CallStep } from '../../record/age-edges.ts';
import { type AgingCall, anonymousCall, maskedCall } from '../../record/aged-call.ts';
import { type AgedIdentity, agedIdentity } from '../../record/fingerprint.ts';
import type { MaskPiece } from '../../record/number-mask.ts';
import { CountedUnits } from '../counted-units.ts';
import { TOTAL_OF_CALL, TotalSums, totalAdder } from '../day-totals.ts';
import type { Connection } from '../open-database.ts';
import { createCallsQuality } from './calls-quality.ts';
import { createGoneCalls } from './gone-calls.ts';
import { createGoneLines } from './gone-lines.ts';

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

/** Columns of a call that is to take a step, besides `id`, `identity` and `occurrence`. */
export const TO_STEP: string = `source, step, call_group, ${AGING.slice(1).join(', ')}`;

export interface CallToStep extends AgingCall {
  readonly id: number;
  readonly occurrence: number;
  readonly source: number;
  readonly step: number;
  readonly call_group: number | null;
}

/** The same of one that is to go. */
export const TO_REMOVE: string = `intake, held_by, call_group, head, json_array(${TOTAL_OF_CALL}) as total`;

export interface CallToRemove {
  readonly id: number;
  readonly identity: number;
  readonly occurrence: number;
  readonly intake: number;
  readonly held_by: number | null;
  readonly call_group: number | null;
  readonly head: number;
  readonly total: string;
}

/** What a step does to one call, whatever the reason for it is: its age, or that a person asked for it. */
export function createCallSteps(connection: Connection) {
  const statements = prepare(connection);
  const lines = createGoneLines(connection);
  const units = new CountedUnits(connection);
  const addTotals = totalAdder(connection);
  const hashes = hashesOf(connection);
  const quality = createCallsQuality(connection);
  const goneCalls = createGoneCalls(connection);
  return {
    age(
      call: CallToStep,
      wish: {
        day: number;
        step: CallStep;
        mask: readonly MaskPiece[];
        anonymity: Anonymity;
        key: Uint8Array;
      },
    ): void {
      const aging = { mask: wish.mask, hash: hashes(wish.key, call.source) };
      const masked = call.step === 0 ? maskedCall(call, aging) : call;
      const aged = wish.step === 'masked' ? masked : anonymousCall(masked, aging);
      const moves = aged.identity !== call.identity;
      const occurrence = moves
        ? (statements.lastTwin.get(wish.day, aged.identity) ?? 0) + 1
        : call.occurrence;
      const { answered_at, ended_at, started_at, calling, called } = aged;
      const anonymous = wish.step === 'anonymous';
      const extension = anonymous ? units.of({ ...call, day: wish.day }, wish.anonymity) : aged.extension;
      const values = { answered_at, ended_at, started_at, calling, called, extension };
      const step = CALL_STEPS.indexOf(wish.step);
      statements.age.run({ id: call.id, identity: aged.identity, occurrence, step, ...values });
      lines.clearRepeated.run(call.id);
      if (call.step === 0 && call.call_group !== null) quality.ofCall(wish.day, call.call_group);
    },
    /** Calls of a day; their counts and minutes are added to those of what is gone. Where other legs can still come, they are kept in mind. */
    remove(day: number, calls: readonly CallToRemove[], othersCanCome: boolean): void {
      const totals = new TotalSums();
      const intakes = new Map<number, { calls: number; held: number }>();
      for (const { id, intake, total, call_group, head, held_by } of calls) {
        totals.add(JSON.parse(total) as number[], 0);
        const gone = intakes.get(intake) ?? { calls: 0, held: 0 };
        gone[held_by === null ? 'calls' : 'held'] += 1;
        intakes.set(intake, gone);
        statements.remove.run(id);
        lines.clearRepeated.run(id);
        if (call_group === null) continue;
        quality.ofCall(day, call_group);
        if (othersCanCome) goneCalls.remember(day, call_group, head === 1);
      }
      for (const [intake, gone] of intakes) lines.count.run({ intake, ...gone });
      addTotals(day, 1, totals);
    },
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
       calling_name = null, called_name = null, account_code = null, odd_numbers = null, extra = null,
        rate = null where id = @id`,
    ),
    remove: connection.prepare<[number], unknown>('delete from call where id = ?'),
  };
}
