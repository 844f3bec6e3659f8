import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLine, ENCODINGS, isPlain } from '../../../processor/lines/decode.ts';

const latin1 = (bytes: Uint8Array | string): string => Buffer.from(bytes as string).toString('latin1');
const text = (raw: string, encoding: (typeof ENCODINGS)[number] = 'auto'): string | null => {
  const decoded = decodeLine(raw, encoding);
  return 'text' in decoded ? decoded.text : null;
};

describe('auto', () => {
  test('reads UTF-8 as UTF-8', () => {
    const printable = (value: string): boolean =>
      [...value].every((sign) => sign >= ' ' && !'\x7f\ufeff'.includes(sign));
    const line = fc.string({ unit: 'grapheme', maxLength: 40 }).filter(printable);
    fc.assert(
      fc.property(line, (value) => {
        expect(text(latin1(value))).toBe(value);
      }),
    );
  });

  test.each([
    [
      'Windows-1252, where a line cannot be UTF-8',
      Buffer.from('J\xfcrgen M\xfcller', 'latin1'),
      'Jürgen Müller',
    ],
    ['the signs that only Windows-1252 has', Buffer.from('\x80 5 \x96 6', 'latin1'), '€ 5 – 6'],
    ['a byte order mark is no text', Buffer.from('\ufeffa,b'), 'a,b'],
    ['a line of nothing but a byte order mark', Buffer.from('\ufeff'), ''],
  ])('%s', (_rule, bytes, expected) => {
    expect(text(latin1(bytes))).toBe(expected);
  });

  test('a character that was cut in one field leaves the umlauts of the others alone', () => {
    const cut = Buffer.concat([Buffer.from('"Jürgen","gr'), Buffer.from([0xc3]), Buffer.from('",5')]);
    expect(text(latin1(cut))).toBe('"Jürgen","gr\ufffd",5');
  });
});

describe('control characters', () => {
  test('are deleted, never replaced, so that fields of fixed width stay whole behind them', () => {
    expect(text('\x1122\x00.09.\x1326 \x10204\x7f')).toBe('22.09.26 204');
  });

  test('keep the tab, which separates columns', () => {
    expect(text('a\tb\x00')).toBe('a\tb');
  });

  test('make a line no text when they are more than eight and a tenth of it', () => {
    expect(text('\x01'.repeat(8))).toBe('');
    expect(decodeLine(`${'\x01'.repeat(9)}${'a'.repeat(80)}`, 'auto')).toEqual({
      not_text: '9 of 89 bytes are control characters',
    });
    expect(text(`${'\x01'.repeat(9)}${'a'.repeat(81)}`)).toBe('a'.repeat(81));
  });

  test('of a wrong file never become a line of text: UTF-16 and packed bytes', () => {
    expect(text(latin1(Buffer.from('14.09.26;204;030231250001', 'utf16le')))).toBeNull();
  });
});

test('every encoding gives back what was written in it', () => {
  const written: [(typeof ENCODINGS)[number], number[], string][] = [
    ['utf-8', [0xc3, 0xa4], 'ä'],
    ['windows-1252', [0xe4, 0x80], 'ä€'],
    ['iso-8859-1', [0xe4], 'ä'],
    ['iso-8859-2', [0xb1, 0xe6], 'ąć'],
    ['iso-8859-15', [0xa4], '€'],
    ['windows-1250', [0x9c, 0xe8], 'śč'],
    ['windows-1251', [0xcf, 0xe5], 'Пе'],
    ['koi8-r', [0xf0, 0xc5], 'Пе'],
    ['ibm866', [0x8f, 0xa5], 'Пе'],
  ];
  expect(written.map(([encoding]) => encoding)).toEqual(ENCODINGS.slice(1));
  for (const [encoding, bytes, expected] of written) {
    expect(text(latin1(Uint8Array.from(bytes)), encoding)).toBe(expected);
  }
});

test('decoding never throws and never lets a control character through, whatever the bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(bytes, fc.constantFrom(...ENCODINGS), (value, encoding) => {
      const decoded = text(latin1(value), encoding);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(decoded ?? '').not.toMatch(/[\x00-\x08\x0a-\x1f\x7f]/);
    }),
    { numRuns: 1000 },
  );
});

test('a block said to be plain has no line that decoding would change', () => {
  const part = fc.constantFrom('a', ';', '\t', '\n', '\r\n', '\r', '\x00', '\xe4', '\x7f');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const block = parts.join('');
      if (!isPlain(block)) return;
      for (const line of block.split(/\r\n|\r|\n/)) expect(text(line)).toBe(line);
    }),
    { numRuns: 1000 },
  );
});

test('the line ends of a record of several lines stay, whatever else it holds', () => {
  const kept = (raw: string) => decodeLine(raw, 'auto', 'several');
  expect(kept('a\r\n\tb\n')).toEqual({ text: 'a\r\n\tb\n' });
  expect(kept('a\n\x01\tJ\xc3\xb6rg\n')).toEqual({ text: 'a\n\tJörg\n' });
  expect(kept('\n'.repeat(50))).toEqual({ text: '\n'.repeat(50) });
});
