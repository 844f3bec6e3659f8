import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BlockEnd,
  CUT_START,
  type CutRules,
  type CutState,
  type Unit,
  type Units,
} from '../../../processor/lines/cut.ts';
import { cutRange } from '../../../processor/lines/cut-range.ts';
import { cutUnits } from '../../../processor/lines/cut-units.ts';

const JSON_UNITS: Units = { kind: 'json', list_head: /^\{"l":\[/ };
const XML_UNITS: Units = { kind: 'xml', element: 'c' };
const BLOCKS: Units = { kind: 'blank-line' };

/** Pieces that meet in every way, so that records break off, pass the limit, and stand beside rubbish. */
const PIECES: Record<Units['kind'], readonly string[]> = {
  json: [
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ',',
    ':',
    '\n',
    '\r\n',
    ' ',
    'a',
    '\xef\xbb\xbf',
    '{"l":[',
    '{"a":1}',
  ],
  xml: ['<c', '>', '</c>', '<c>x</c>', '<c ', '<cc>', '</', '<', '\n', '\r', ' ', 'a', '<?xml?>', '\0'],
  'blank-line': ['\n', '\n\n', '\r\n', '\r', '\t', ' ', 'a', 'b\n'],
};
const BLANKED = ['\x7fX\x7f\x1f', 'X', '\x7fX\x7f\x7f', '\x7fE', '\x7f', '\x7f\n'];

const cases = fc.constantFrom(JSON_UNITS, XML_UNITS, BLOCKS).chain((units) =>
  fc.record({
    units: fc.constant(units),
    limit: fc.integer({ min: 8, max: 20 }),
    text: fc
      .array(fc.constantFrom(...PIECES[units.kind], ...BLANKED), { maxLength: 40 })
      .map((parts) => parts.join('')),
  }),
);
const ending = fc.constantFrom<BlockEnd>('file', 'connection');
const rulesOf = (units: Units, limit = 1000): CutRules => ({ framing: 'line', limit, units });

function cutWhole(text: string, rules: CutRules, end: BlockEnd): Unit[] {
  const units: Unit[] = [];
  const { consumed } = cutUnits(text, 0, CUT_START, rules, end, (unit) => units.push(unit));
  expect(consumed).toBe(text.length);
  return units;
}

const plain = (state: CutState): CutState => JSON.parse(JSON.stringify(state)) as CutState;

describe('units that are no lines', () => {
  test('lie one behind the other as they stand in the bytes, and only separators or a skipped rest between them', () => {
    fc.assert(
      fc.property(cases, ending, ({ units, limit, text }, end) => {
        let at = 0;
        let skipped = false;
        for (const { offset, length, raw, trouble } of cutWhole(text, rulesOf(units, limit), end)) {
          if (!skipped) expect(text.slice(at, offset)).toMatch(/^[\s\0,[\]\xef\xbb\xbf]*$/);
          expect(offset).toBeGreaterThanOrEqual(at);
          expect(raw).toBe(text.slice(offset, offset + length));
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(limit);
          at = offset + length;
          skipped = trouble === 'line_too_long';
        }
        if (!skipped) expect(text.slice(at)).toMatch(/^[\s\0,[\]\xef\xbb\xbf]*$/);
      }),
      { numRuns: 5000 },
    );
  });

  test('are the same however the bytes were split on their way, with the state as it is stored', () => {
    fc.assert(
      fc.property(cases, ending, fc.array(fc.nat(200)), ({ units, limit, text }, end, places) => {
        const rules = rulesOf(units, limit);
        const got: Unit[] = [];
        let offset = 0;
        let state: CutState = CUT_START;
        const offer = (to: number, blockEnd: BlockEnd): void => {
          const taken = cutUnits(text.slice(offset, to), offset, state, rules, blockEnd, (u) => got.push(u));
          offset += taken.consumed;
          state = plain(taken.state);
        };
        const splits = places.map((place) => place % (text.length + 1)).sort((a, b) => a - b);
        for (const to of splits) if (to >= offset) offer(to, 'more');
        offer(text.length, end);
        expect(got).toEqual(cutWhole(text, rules, end));
        expect(offset).toBe(text.length);
      }),
      { numRuns: 20_000 },
    );
  });

  test('are the same when a range is read in blocks of any size above the limit', async () => {
    const size = fc.integer({ min: 4, max: 30 });
    await fc.assert(
      fc.asyncProperty(cases, ending, size, async ({ units, limit, text }, end, extra) => {
        const got: Unit[] = [];
        const rules = rulesOf(units, limit);
        const { offset } = await cutRange({
          from: 0,
          cut: CUT_START,
          rules,
          next: async (from) => {
            const to = Math.min(text.length, from + limit + 4 + extra);
            return { block: text.slice(from, to), end: to === text.length ? end : 'more' };
          },
          begin: () => {},
          take: (unit) => got.push(unit),
          full: () => false,
        });
        expect(got).toEqual(cutWhole(text, rules, end));
        expect(offset).toBe(text.length);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('what becomes of', () => {
  const shown = (text: string, units: Units, end: BlockEnd = 'file', limit = 1000) =>
    cutWhole(text, rulesOf(units, limit), end).map(({ raw, trouble }) => (trouble ? [raw, trouble] : raw));

  test.each<[string, Units, string, unknown[]]>([
    ['objects one a line', JSON_UNITS, '{"a":1}\n{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
    ['objects in a row', JSON_UNITS, '{"a":1}{"b":2} {}', ['{"a":1}', '{"b":2}', '{}']],
    ['a printed object', JSON_UNITS, '{\n "a": [\n{ }\n]\n}\n', ['{\n "a": [\n{ }\n]\n}']],
    ['objects in a list', JSON_UNITS, '[\n{"a":1},\n{"b":2}\n]\n', ['{"a":1}', '{"b":2}']],
    ['a list with a head', JSON_UNITS, '{"l":[{"a":1},{"b":2}]}', ['{"l":[', '{"a":1}', '{"b":2}', ']}']],
    ['braces and quotes in texts', JSON_UNITS, '{"a":"}{\\""}{}', ['{"a":"}{\\""}', '{}']],
    ['rubbish between objects', JSON_UNITS, '{}\noops {}\n{"a":1}', ['{}', 'oops {}', '{"a":1}']],
    ['an object cut within a text', JSON_UNITS, '{"a":"b\n{"c":1}', [['{"a":"b', 'cut_line'], '{"c":1}']],
    ['an object cut behind a value', JSON_UNITS, '{"a":1\n{"c":1}', [['{"a":1\n', 'cut_line'], '{"c":1}']],
    ['half an object at the end', JSON_UNITS, '{}\n{"a":', ['{}', ['{"a":', 'cut_line']]],
    ['rubbish at the end of a file', JSON_UNITS, '{}\nrest', ['{}', 'rest']],
    ['a byte order mark', JSON_UNITS, '\xef\xbb\xbf{}', ['{}']],
    ['blanked objects', JSON_UNITS, '[\x7fX\x7f\x7fX\x7f,{}]', ['\x7fX\x7f', '\x7fX\x7f', '{}']],
    [
      'a blanked object with text right behind it',
      JSON_UNITS,
      '\x7fX\x7fInfinity',
      ['\x7fX\x7f', 'Infinity'],
    ],
    [
      'a blanked object with text right behind it that begins like one',
      JSON_UNITS,
      '\x7fX\x7f\x1fXerox\n{}',
      ['\x7fX\x7f\x1f', 'Xerox', '{}'],
    ],
    ['one document', XML_UNITS, '<?xml?>\n<c d="e">\n<f/>\n</c>\n', ['<?xml?>', '<c d="e">\n<f/>\n</c>']],
    ['a document in one line', XML_UNITS, '<?xml?><c>x</c>', ['<?xml?>', '<c>x</c>']],
    ['elements in a list', XML_UNITS, '<l><c>1</c><c>2</c></l>', ['<l>', '<c>1</c>', '<c>2</c>', '</l>']],
    ['elements with longer names', XML_UNITS, '<c><cc>1</cc></c>', ['<c><cc>1</cc></c>']],
    ['an element that broke off', XML_UNITS, '<c><d>\n<c>1</c>', [['<c><d>\n', 'cut_line'], '<c>1</c>']],
    ['half an element at the end', XML_UNITS, '<c>1</c><c>2</', ['<c>1</c>', ['<c>2</', 'cut_line']]],
    ['blocks', BLOCKS, 'a\n\tb\n\nc\n\td\n\n', ['a\n\tb', 'c\n\td']],
    ['blocks with CRLF', BLOCKS, 'a\r\n\tb\r\n\r\n\r\nc\r\n\r\n', ['a\r\n\tb', 'c']],
    ['a block without its blank line', BLOCKS, 'a\n\nb\n\tc\n', ['a', ['b\n\tc', 'cut_line']]],
  ])('%s', (_what, units, text, expected) => {
    expect(shown(text, units)).toEqual(expected);
  });

  test('a line of rubbish at the end of a connection: it was cut', () => {
    expect(shown('{}\nrest', JSON_UNITS, 'connection')).toEqual(['{}', ['rest', 'cut_line']]);
  });

  test.each<[Units, string, string]>([
    [JSON_UNITS, `{"a":"${'x'.repeat(200)}}{"}`, '{"b":2}'],
    [XML_UNITS, `<c>${'x'.repeat(13)}</c>`, '<c>y</c>'],
    [BLOCKS, 'x\ny'.repeat(50), 'b'],
  ])('a unit of %j that is too long: it counts once, and the next one is whole', (units, long, next) => {
    const between = units.kind === 'blank-line' ? '\n\n' : '';
    expect(shown(`${long}${between}${next}\n\n`, units, 'file', 18)).toEqual([
      [long.slice(0, 18), 'line_too_long'],
      next,
    ]);
  });
});
