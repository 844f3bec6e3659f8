import { hash } from 'node:crypto';

/** The first 53 bits of a keyed SHA-256: finds the same record again within its day, and says nothing by itself. */
export type Identity = number & { readonly __brand: 'Identity' };

/**
 * Makes identities for the records of one source. What is hashed is the record's own key, or else its completed
 * time and the raw line as received (a character per byte), always before zone and numbering.
 */
export function identityMaker(
  key: Uint8Array,
  source: string,
): (record: { record_key: string | null; completed_time: string | null; raw: string }) => Identity {
  const prefix = hash('sha256', `${Buffer.from(key).toString('hex')}\n${source}\n`, 'hex');
  return ({ record_key, completed_time, raw }) => {
    const what = record_key === null ? `line\n${completed_time ?? ''}\n${raw}` : `key\n${record_key}`;
    // A digest as text is made in half the time of one as a buffer.
    return first53Bits(hash('sha256', prefix + what, 'latin1'));
  };
}

/** Of a digest with a character per byte. */
function first53Bits(digest: string): Identity {
  const byte = (at: number): number => digest.charCodeAt(at);
  const high = byte(0) * 2 ** 24 + (byte(1) << 16) + (byte(2) << 8) + byte(3);
  const low = (byte(4) << 13) + (byte(5) << 5) + (byte(6) >>> 3);
  return (high * 2 ** 21 + low) as Identity;
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
