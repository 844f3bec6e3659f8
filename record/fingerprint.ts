import { hash } from 'node:crypto';
import { DAY_MS, PART_MS } from './calendar.ts';

/**
 * Fifty bits of a keyed SHA-256 behind the part of the day of the printed time: finds the same record again within its day,
 * and says nothing by itself. Records come more or less in the order of time, so that those of one part of the day lie
 * together in the index of identities, where each is looked for (docs/decisions/0007-parts-of-the-day.md).
 */
export type Identity = number & { readonly __brand: 'Identity' };

/** What makes a record the one it is. */
export interface RecordIdentity {
  /** The record's own key, or else its completed time and the raw line as received (a character per byte) are hashed. */
  readonly record_key: string | null;
  readonly completed_time: string | null;
  readonly raw: string;
  /**
   * Start or end as printed, milliseconds on the clock of the record, before zone and numbering. Of no account where there is
   * a key: the record is one however often it comes, whatever time it prints then.
   */
  readonly printed: number | null;
}

/** Makes identities for the records of one source. */
export function identityMaker(key: Uint8Array, source: string): (record: RecordIdentity) => Identity {
  const prefix = hash('sha256', `${Buffer.from(key).toString('hex')}\n${source}\n`, 'hex');
  return ({ record_key, completed_time, raw, printed }) => {
    const what = record_key === null ? `line\n${completed_time ?? ''}\n${raw}` : `key\n${record_key}`;
    const part = record_key === null && printed !== null ? partOfDay(printed) : 0;
    // A digest as text is made in half the time of one as a buffer.
    return (part * 2 ** 50 + first50Bits(hash('sha256', prefix + what, 'latin1'))) as Identity;
  };
}

/** 0 to 5, of a time on a clock of the wall. */
function partOfDay(wallMs: number): number {
  return Math.floor((wallMs - Math.floor(wallMs / DAY_MS) * DAY_MS) / PART_MS);
}

/** Of a digest with a character per byte. */
function first50Bits(digest: string): number {
  const byte = (at: number): number => digest.charCodeAt(at);
  const high = byte(0) * 2 ** 24 + (byte(1) << 16) + (byte(2) << 8) + byte(3);
  const low = (byte(4) << 10) + (byte(5) << 2) + (byte(6) >>> 6);
  return high * 2 ** 18 + low;
}

/** 53 bits that group the legs of one call; the key itself stands in the row, so nothing needs hiding. */
export function callGroup(source: string, callKey: string): number {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  const text = `${source}\n${callKey}`;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x5bd1e995);
    low ^= low >>> 15;
  }
  return ((high >>> 0) & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
