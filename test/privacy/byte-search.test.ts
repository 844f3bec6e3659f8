import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createByteSearch } from '../../privacy/byte-search.ts';
import { type NumberToFind, numberTraces } from '../../privacy/number-traces.ts';
import { asSentNumber, e164Number } from '../../record/number.ts';

const NUMBER: NumberToFind = {
  national: '89231250017',
  country_code: '49',
  outside_prefixes: ['9'],
  stored: [e164Number('4989231250017'), asSentNumber('089231250017')],
};
const search = createByteSearch(numberTraces(NUMBER));

/** Where traces end, of bytes that come in pieces of these lengths, over and over. */
function found(bytes: Uint8Array, pieces: readonly number[] = [bytes.length]): number[] {
  const one = search();
  const places: number[] = [];
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const length = Math.max(1, pieces[piece % pieces.length] ?? 1);
    places.push(...one.feed(bytes.subarray(at, at + length)));
    at += length;
  }
  return [...places, ...one.end()];
}

const inEightBytes = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
const inBase64 = (before: string, text: string): string =>
  Buffer.from(`${before}${text}zz`).toString('base64');

const SPELLINGS: readonly [string, Buffer | string][] = [
  ['national', '089231250017'],
  ['without the 0', '89231250017'],
  ['with +', '+4989231250017'],
  ['with 00', '004989231250017'],
  ['behind the outside line', '9089231250017'],
  ['with blanks', '+49 89 2312 50017'],
  ['with a bracket', '+49 (0)89 / 23 12 50-017'],
  ['with dots', '089.2312.500.17'],
  ['with blanks that do not break', Buffer.from('089\u00a02312\u00a050017', 'utf8')],
  ['in UTF-16', Buffer.from('"+49 89 231250017"', 'utf16le')],
  ['in UTF-16 of the other order', utf16be('"089/231250017"')],
  ['percent-encoded', '%2B49%2089%2F2312%2050017'],
  ['percent-encoded in every digit', '%30%38%39%32%33%31%32%35%30%30%31%37'],
  ['in base64', inBase64('', '089231250017')],
  ['in base64 a byte later', inBase64('x', '089231250017')],
  ['in base64 two bytes later', inBase64('xx', '+49 89 231250017')],
  ['in base64 of UTF-16', Buffer.from('089231250017', 'utf16le').toString('base64')],
  ['as six bytes', inEightBytes(4989231250017n).subarray(2)],
  ['as eight bytes', inEightBytes(4989231250017n)],
  ['as digits that were sent', inEightBytes(BigInt(asSentNumber('089231250017')))],
  ['as the whole number in JSON', `[${asSentNumber('089231250017')}]`],
  ['as packed digits', Buffer.from('089231250017', 'hex')],
  ['as packed digits from the other half', Buffer.from('f89231250017', 'hex')],
  ['as packed digits, swapped', Buffer.from('802913520071', 'hex')],
];

describe('a number is found', () => {
  test.each(SPELLINGS)('%s, wherever it stands and however the bytes come', (_, written) => {
    const bytes = typeof written === 'string' ? Buffer.from(written, 'latin1') : written;
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.constantFrom(0x2c, 0x0a, 0x22, 0xff),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
        (offset, fill, pieces) => {
          const around = (length: number) => Buffer.alloc(length, fill);
          const places = found(Buffer.concat([around(offset), bytes, around(300)]), pieces);
          expect(places.length).toBeGreaterThan(0);
          for (const place of places) {
            expect(place).toBeGreaterThan(offset);
            expect(place).toBeLessThanOrEqual(offset + bytes.length);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('nothing is found', () => {
  test.each([
    ['in a longer number', '0892312500171'],
    ['behind other digits', '12389231250017'],
    ['in the number of another country', '+4389231250017'],
    ['in UTF-16, in a longer number', Buffer.from('0892312500171', 'utf16le')],
    ['where a letter stands between', '08923125x0017'],
    ['in another number', '089231250018'],
    ['with a digit of a sign that is written as %27', '08923125001%27'],
  ])('%s', (_, written) => {
    const bytes = Buffer.from(`,${written},`, 'latin1');
    expect(found(typeof written === 'string' ? bytes : written)).toEqual([]);
  });

  test('in bytes that have nothing of it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 4_000 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 }),
        (bytes, pieces) => {
          expect(found(bytes, pieces)).toEqual([]);
        },
      ),
    );
  });

  test('in calls of other numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 10_000_000, max: 99_999_999 }), { maxLength: 200 }),
        (others) => {
          const text = others
            .filter((other) => other !== 31_250_017)
            .map((other) => `"0892${other}","2026-10-26 09:00:00",60,"${other}.17"`)
            .join('\n');
          expect(found(Buffer.from(text))).toEqual([]);
        },
      ),
    );
  });
});
