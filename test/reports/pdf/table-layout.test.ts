import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenText } from '../../../reports/pdf/table-layout.ts';

describe('a text in lines', () => {
  it('keeps every letter, and no line is wider than it may be', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (parts, width) => {
        const text = parts.join(' ').trim();
        const lines = brokenText(text, width, (part) => part.length);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) expect([...line].length === 1 || line.length <= width).toBe(true);
      }),
    );
  });

  it('breaks between words where that is enough', () => {
    const measure = (part: string) => part.length;
    expect(brokenText('Sales North and South', 11, measure)).toEqual(['Sales North', 'and South']);
    expect(brokenText('PJSIP/0301000007', 10, measure)).toEqual(['PJSIP/', '0301000007']);
    expect(brokenText('short', 10, measure)).toEqual(['short']);
  });
});
