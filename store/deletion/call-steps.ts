import { type Anonymity, CALL_STEPS, type CallStep } from '../../record/age-edges.ts';
import { type AgingCall, anonymousCall, maskedCall } from '../../record/aged-call.ts';
import { type AgedIdentity, agedIdentity } from '../../record/fingerprint.ts';
import type { MaskPiece } from '../../record/number-mask.ts';
import { CountedUnits } from '../counted-units.ts';
import type { Connection } from '../open-database.ts';
import { createCallsQuality } from './calls-quality.ts';
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

/** What a step does to one call, whatever the reason for it is: its age, or that a person asked for it. */
export function createCallSteps(connection: Connection) {
  const statements = prepare(connection);
  const lines = createGoneLines(connection);
  const units = new CountedUnits(connection);
  const hashes = hashesOf(connection);
  const quality = createCallsQuality(connection);
  return {
    /** Gives the identity that the call has now. */
    age(
      call: CallToStep,
      wish: {
        day: number;
        step: CallStep;
        mask: readonly MaskPiece[];
        anonymity: Anonymity;
        key: Uint8Array;
      },
    ): number {
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
      lines.clearRepeated([call.id]);
      if (call.step === 0 && call.call_group !== null) quality.ofCalls(wish.day, [call.call_group]);
      return aged.identity;
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
  };
}
