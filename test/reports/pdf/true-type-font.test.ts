import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { TrueTypeFont } from '../../../reports/pdf/true-type-font.ts';

const path = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const bytes = readFileSync(path);
const font = new TrueTypeFont(bytes);

/** By the directory of the file: the bytes of a table. */
function table(file: Buffer, tag: string): Buffer {
  const at = file.indexOf(Buffer.from(tag), 12);
  return file.subarray(file.readUInt32BE(at + 8), file.readUInt32BE(at + 8) + file.readUInt32BE(at + 12));
}

function outline(file: Buffer, glyph: number): Buffer {
  const places = table(file, 'loca');
  return table(file, 'glyf').subarray(places.readUInt32BE(4 * glyph), places.readUInt32BE(4 * glyph + 4));
}

describe('a font', () => {
  it('has letters of the Latin, Greek and Cyrillic alphabets, and an empty box for others', () => {
    for (const sign of 'AzÄßéŁőΑωάЮя€0…')
      expect(font.glyph(sign.codePointAt(0) ?? 0), sign).toBeGreaterThan(0);
    expect(font.glyph(0x7530)).toBe(0);
  });

  it('gives every digit the same width, so that sums stand below each other', () => {
    expect(new Set([...'0123456789'].map((digit) => font.width(font.glyph(digit.charCodeAt(0))))).size).toBe(
      1,
    );
  });

  it('makes a far smaller file of some glyphs, which has them and the parts of their accents', () => {
    const wanted = [...'aÄЮ'].map((sign) => font.glyph(sign.codePointAt(0) ?? 0));
    const small = font.subset(wanted);
    expect(small.length).toBeLessThan(bytes.length / 5);
    for (const glyph of wanted) {
      expect(outline(small, glyph).length).toBeGreaterThan(10);
      expect(outline(small, glyph).equals(outline(bytes, glyph))).toBe(true);
    }
    const letterB = font.glyph('B'.charCodeAt(0));
    expect(outline(small, letterB).length).toBe(0);
    // An Ä is made of an A and two dots.
    const letterA = font.glyph('A'.charCodeAt(0));
    expect(outline(small, letterA).equals(outline(bytes, letterA))).toBe(true);
  });
});
