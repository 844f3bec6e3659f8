import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityMaker } from '../../record/fingerprint.ts';

const KEY = new Uint8Array(32).fill(7);
const identityOf = identityMaker(KEY, 'pbx');
const ofLine = (raw: string) => identityOf({ record_key: null, completed_time: null, raw });
const PART = 2 ** 50;

describe('the identity of a record', () => {
  test('is a whole number that a database keeps exactly, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(fc.string()), (raw, record_key) => {
        const identity = identityOf({ record_key, completed_time: null, raw });
        expect(Number.isSafeInteger(identity) && identity >= 0 && identity < 8 * PART).toBe(true);
      }),
    );
  });

  test('of lines of the same four hours lies together, so that an index of a day is written in one place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
        const two = (value: number) => String(value).padStart(2, '0');
        const raw = `"SIP:2001","2026-03-01 ${two(hour)}:${two(minute)}:00"`;
        expect(Math.floor(ofLine(raw) / PART)).toBe(Math.floor(hour / 4));
      }),
    );
  });

  test('of a line without a time, or of a record with a key of its own, does not depend on any time', () => {
    expect(Math.floor(ofLine('1764316800,2001,2002') / PART)).toBe(0);
    expect(Math.floor(ofLine('sip:anna, 99:99, 7:5') / PART)).toBe(0);
    const keyed = (raw: string) => identityOf({ record_key: 'k', completed_time: null, raw });
    expect(keyed('10:00')).toBe(keyed('22:00'));
  });

  test('differs by line, source and key', () => {
    const raw = '10:00 2001';
    const others = [
      ofLine('10:00 2002'),
      identityMaker(KEY, 'other')({ record_key: null, completed_time: null, raw }),
      identityMaker(new Uint8Array(32), 'pbx')({ record_key: null, completed_time: null, raw }),
      identityOf({ record_key: null, completed_time: '2026-03-01', raw }),
    ];
    expect(new Set([ofLine(raw), ...others]).size).toBe(5);
  });
});
