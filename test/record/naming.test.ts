import { expect, test } from 'vitest';
import { createNumberForms, numberForms } from '../../cli/number-forms.ts';
import { createByteSearch } from '../../privacy/byte-search.ts';
import { numberTraces } from '../../privacy/number-traces.ts';
import { createNamedPlaces, namingOf } from '../../record/naming.ts';
import { asteriskSettings } from '../asterisk-lines.ts';

const BERLIN = asteriskSettings().site;
const SITES = [{ berlin: BERLIN }, { wien: { ...BERLIN, country: 'AT', area_code: '1' } }];
const NATIONAL = '89231250017';
const traces = numberTraces({
  ...{ national: NATIONAL, country_code: '49', outside_prefixes: ['9'], stored: [] },
});

/** What the search of all bytes takes for a spelling, and would keep a request open for. */
const SPELLINGS = [
  ...['+4989231250017', '004989231250017', '0049 (89) 231-250017', '+49 (0)89 / 23 12 50-017'],
  ...['+49 89 - 231250017', '+49\t89\t231250017', '+49_89_231250017', '+49  89     231250017'],
  ...['+49\u00a089\u00a0231250017', '+49\u202f89\u2009231\u2011250017', '+49 89 231\u2013250017'],
  ...[
    '%2B49%2089%20231250017',
    'tel:+49%2889%29231%2D250017',
    '+4989231250017;ext=12',
    '+49-89-231250017-12',
  ],
];

const bytesFound = (bytes: Uint8Array): number => {
  const search = createByteSearch(traces)();
  return search.feed(bytes).length + search.end().length;
};

test.each(SPELLINGS)('%j is found in a text and in a line, as the search of all bytes finds it', (spelt) => {
  const text = `"of ${spelt}","x"`;
  expect(bytesFound(Buffer.from(text))).toBeGreaterThan(0);
  for (const sites of SITES) {
    const naming = namingOf({ numbers: numberForms('+4989231250017', sites), names: [] });
    const places = createNamedPlaces(naming, createNumberForms(sites));
    expect(places(text)).toHaveLength(1);
    // A line is read byte by byte.
    expect(places(Buffer.from(text).toString('latin1'))).toHaveLength(1);
  }
});

test('digits of two lines are no number, nor of a longer one, nor with a letter in between', () => {
  const [sites] = SITES as [(typeof SITES)[number]];
  const naming = namingOf({ numbers: numberForms('+4989231250017', sites), names: [] });
  const places = createNamedPlaces(naming, createNumberForms(sites));
  for (const text of ['08923125\n0017', '0892312500171', '08923125x0017', '089231250%27017'])
    expect([text, places(text)]).toEqual([text, []]);
});
