import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childText, parseXmlElement } from '../../../processor/formats/xml-element.ts';

describe('an element of XML', () => {
  test('has attributes, children and text, with the five entities and character numbers', () => {
    const element = parseXmlElement(`<a b='1' c="&lt;2">\n<d>x &amp; &#252;&#xDF;</d><!-- <e> --><d/></a>\n`);
    expect(element?.attributes).toEqual({ b: '1', c: '<2' });
    expect(element?.children.map(({ name }) => name)).toEqual(['d', 'd']);
    expect(childText(element ?? undefined, 'd')).toBe('x & üß');
  });

  test.each([
    ['tags that do not fit', '<a><b></a></b>'],
    ['an end without its start', '</a>'],
    ['no end', '<a><b></b>'],
    ['two elements', '<a/><b/>'],
    ['text beside the element', '<a/>b'],
    ['an unknown entity', '<a>&b;</a>'],
    ['a lone ampersand', '<a>b & c</a>'],
    ['a document type, so that nothing expands', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['too deep a nest', `${'<a>'.repeat(60)}${'</a>'.repeat(60)}`],
    ['nothing', ''],
  ])('is refused with %s', (_what, text) => {
    expect(parseXmlElement(text)).toBeNull();
  });

  test('is never what makes the reader throw or take long', () => {
    const piece = fc.constantFrom(
      '<a',
      '<',
      '>',
      '</a>',
      ' b="',
      '"',
      '&#',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      '&',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        parseXmlElement(pieces.join(''));
      }),
      { numRuns: 2000 },
    );
    const began = process.hrtime.bigint();
    for (const one of ['<a ', '<a b', '<!--', '&', ' ', '<a b="c" ', '<![CDATA[', '<?'])
      parseXmlElement(one.repeat(16_000));
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(2000);
  });
});
