import { hash } from 'node:crypto';

/**
 * Fifty bits of a keyed SHA-256 behind a part of the day: finds the same record again within its day, and says nothing by
 * itself. Records come more or less in the order of time, so that those of one part of the day lie together in the index of
 * identities, where each is looked for (docs/decisions/0007-parts-of-the-day.md).
 */
export type Identity = number & { readonly __brand: 'Identity' };

/** What makes a record the one it is: its own key, or else its completed time and the raw line as received (a character per byte). */
export interface RecordIdentity {
  readonly record_key: string | null;
  readonly completed_time: string | null;
  readonly raw: string;
}

/** Makes identities for the records of one source, always before zone and numbering. */
export function identityMaker(key: Uint8Array, source: string): (record: RecordIdentity) => Identity {
  const prefix = hash('sha256', `${Buffer.from(key).toString('hex')}\n${source}\n`, 'hex');
  return ({ record_key, completed_time, raw }) => {
    const what = record_key === null ? `line\n${completed_time ?? ''}\n${raw}` : `key\n${record_key}`;
    // A record with a key of its own is one however often it comes, whatever time stands in it then, and of whatever age.
    const part = record_key === null ? partOfDay(raw) : KEYED_PART;
    // A digest as text is made in half the time of one as a buffer.
    return (part * PART + first50Bits(hash('sha256', prefix + what, 'latin1'))) as Identity;
  };
}

const PART = 2 ** 50;
/** Of records with a key of their own. */
const KEYED_PART = 7;
/** Of calls that are not whole any more. */
const AGED_PART = 6;

/** Whether a call is known by what is left of it; not where its record has a key of its own. */
export function isAged(identity: number): boolean {
  return Math.floor(identity / PART) === AGED_PART;
}

/** What calls are known by that are not whole any more. */
export interface AgedIdentity {
  /** Of what is left of a call. A record with a key of its own keeps its identity, in which no digit of a party is. */
  identity(before: number, left: readonly (number | string | null)[]): number;
}

export function agedIdentity(key: Uint8Array, source: string): AgedIdentity {
  const prefix = hash('sha256', `${Buffer.from(key).toString('hex')}\n${source}\naged\n`, 'hex');
  return {
    identity: (before, left) => {
      if (Math.floor(before / PART) === KEYED_PART) return before;
      return AGED_PART * PART + first50Bits(hash('sha256', `${prefix}${left.join('\n')}`, 'latin1'));
    },
  };
}

/**
 * Makes the group that the legs of a call of one source share: fifty bits of a keyed SHA-256 of the key that the telephone system gave
 * it. It stays when the key goes, so that a leg that comes late finds those that have aged.
 */
export function groupMaker(key: Uint8Array): (source: string, callKey: string) => number {
  const prefix = hash('sha256', `${Buffer.from(key).toString('hex')}\ngroup\n`, 'hex');
  return (source, callKey) => first50Bits(hash('sha256', `${prefix}${source}\n${callKey}`, 'latin1'));
}

/** Colons that are looked at; other than of times there are few. */
const COLONS = 16;

/**
 * 0 to 5: the four hours of the first thing in the line that looks like a time, whatever it means. Of the bytes alone, so that
 * a line is the same one after its driver, format or zone was mended.
 */
function partOfDay(raw: string): number {
  let at = raw.indexOf(':', 2);
  for (let left = COLONS; at !== -1 && left > 0; left--) {
    const hour = twoDigits(raw, at - 2);
    const minute = twoDigits(raw, at + 1);
    if (hour < 24 && minute < 60) return Math.floor(hour / 4);
    at = raw.indexOf(':', at + 1);
  }
  return 0;
}

/** NaN where there are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Of a digest with a character per byte. */
function first50Bits(digest: string): number {
  const byte = (at: number): number => digest.charCodeAt(at);
  const high = byte(0) * 2 ** 24 + (byte(1) << 16) + (byte(2) << 8) + byte(3);
  const low = (byte(4) << 10) + (byte(5) << 2) + (byte(6) >>> 6);
  return high * 2 ** 18 + low;
}
