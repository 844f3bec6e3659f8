import type { AgedIdentity } from './fingerprint.ts';
import type { PhoneNumber } from './number.ts';
import { applyMask, type MaskPiece } from './number-mask.ts';

/** What of a call changes from step to step; numbers of the store, times UTC milliseconds. */
export interface AgingCall {
  readonly identity: number;
  readonly started_at: number;
  readonly utc_offset_min: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly ring_ms: number | null;
  readonly duration_ms: number | null;
  readonly direction: number;
  readonly destination_class: number;
  readonly calling: number | null;
  readonly called: number | null;
  readonly extension: number | null;
}

/** By what a call is made to age. */
export interface Aging {
  readonly mask: readonly MaskPiece[];
  readonly hash: AgedIdentity;
}

const HOUR_MS = 3_600_000;

/**
 * A call of full clearness as it is when it is masked. Its new identity is made of nothing but what stays, so that whoever
 * has the key cannot try hidden digits out; a record that arrives again is compared in this form.
 */
export function maskedCall(call: AgingCall, { mask, hash }: Aging): AgingCall {
  const cut = (number: number | null): number | null =>
    number === null ? null : applyMask(mask, number as PhoneNumber);
  const masked = {
    ...call,
    calling: cut(call.calling),
    called: cut(call.called),
  };
  const { started_at, answered_at, ended_at, ring_ms, duration_ms, direction } = masked;
  const what = [started_at, answered_at, ended_at, ring_ms, duration_ms, direction];
  const parties = [masked.calling, masked.called, masked.extension];
  return { ...masked, identity: hash.identity(call.identity, ['masked', ...what, ...parties]) };
}

/**
 * The same of a masked call when nobody may be in it any more. Its extension is left for whoever stores it, who knows the unit
 * that goes into its place (store/counted-units.ts).
 */
export function anonymousCall(call: AgingCall, { hash }: Aging): AgingCall {
  const shift = call.utc_offset_min * 60_000;
  const { ring_ms, duration_ms, direction, destination_class } = call;
  const started_at = Math.floor((call.started_at + shift) / HOUR_MS) * HOUR_MS - shift;
  const what = ['anonymous', started_at, ring_ms, duration_ms, direction, destination_class];
  return {
    ...call,
    started_at,
    ...{ answered_at: null, ended_at: null, calling: null, called: null },
    identity: hash.identity(call.identity, what),
  };
}
