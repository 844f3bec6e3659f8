import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BlockEnd,
  CUT_START,
  type CutRules,
  type CutState,
  cutBlock,
  type Unit,
} from '../../../processor/lines/cut.ts';
import { cutRange } from '../../../processor/lines/cut-range.ts';
import { FRAMINGS, type Framing } from '../../../record/framing.ts';

const SEPARATORS: Record<Framing, RegExp> = {
  line: /\r\n|\r|\n/,
  lf: /\n/,
  crlf: /\r\n/,
  cr: /\r/,
  nul: /\0/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the separator is one
  'stx-etx': /\x03/,
};

/** Few different bytes, so that separators meet, and short limits, so that lines pass them. */
const bytes = fc
  .array(fc.constantFrom('a', 'b', '\xe9', '\r', '\n', '\r\n', '\n\r', '\0', '\x02', '\x03'), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));
const rules = fc.record({ framing: fc.constantFrom(...FRAMINGS), limit: fc.integer({ min: 1, max: 6 }) });
const ending = fc.constantFrom<BlockEnd>('file', 'connection');

function cutWhole(text: string, by: CutRules, end: BlockEnd): Unit[] {
  const units: Unit[] = [];
  cutBlock(text, 0, CUT_START, by, end, (unit) => units.push(unit));
  return units;
}

/** As a stream arrives: what was not consumed is offered again with what came since. */
function cutArriving(text: string, splits: readonly number[], by: CutRules, end: BlockEnd) {
  const units: Unit[] = [];
  let offset = 0;
  let state: CutState = CUT_START;
  const offer = (to: number, blockEnd: BlockEnd): void => {
    const block = text.slice(offset, to);
    const taken = cutBlock(block, offset, state, by, blockEnd, (unit) => units.push(unit));
    offset += taken.consumed;
    state = taken.state;
  };
  for (const to of splits) if (to >= offset) offer(to, 'more');
  offer(text.length, end);
  return { units, offset };
}

describe('lines and their separators', () => {
  test('tile the bytes: each line end ends one line, nothing is lost and nothing counts twice', () => {
    fc.assert(
      fc.property(bytes, rules, (text, by) => {
        const separator = SEPARATORS[by.framing];
        const starts = new RegExp(`^(?:${separator.source})`);
        let at = 0;
        for (const { offset, length, raw, trouble } of cutWhole(text, by, 'file')) {
          expect(offset).toBe(at);
          expect(raw).toBe(text.slice(offset, offset + length));
          expect(separator.test(raw)).toBe(false);
          at += length;
          if (trouble === 'line_too_long') {
            expect(length).toBe(by.limit);
            const rest = text.slice(at).search(separator);
            at = rest === -1 ? text.length : at + rest;
          }
          at += starts.exec(text.slice(at))?.[0].length ?? 0;
        }
        expect(at).toBe(text.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('are the same however the bytes were split on their way', () => {
    fc.assert(
      fc.property(bytes, rules, ending, fc.array(fc.nat(80)), (text, by, end, places) => {
        const splits = places.map((place) => place % (text.length + 1)).sort((a, b) => a - b);
        const { units, offset } = cutArriving(text, splits, by, end);
        expect(units).toEqual(cutWhole(text, by, end));
        expect(offset).toBe(text.length);
      }),
      { numRuns: 5000 },
    );
  });

  test('are the same when a range is read in blocks of any size above the limit', async () => {
    const size = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(bytes, rules, ending, size, async (text, by, end, extra) => {
        const units: Unit[] = [];
        const { offset } = await cutRange({
          from: 0,
          cut: CUT_START,
          rules: by,
          // A separator of two bytes behind a line of the longest length must fit as well.
          next: async (from) => {
            const to = Math.min(text.length, from + by.limit + 1 + extra);
            return { block: text.slice(from, to), end: to === text.length ? end : 'more' };
          },
          begin: () => {},
          take: (unit) => units.push(unit),
          full: () => false,
        });
        expect(units).toEqual(cutWhole(text, by, end));
        expect(offset).toBe(text.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what the customer sees of odd line ends', () => {
  const texts = (text: string, framing: Framing = 'line'): string[] =>
    cutWhole(text, { framing, limit: 100 }, 'file').map(({ raw }) => raw);

  test.each([
    ['LF, CRLF and CR may be mixed', 'a\nb\r\nc\rd\n', ['a', 'b', 'c', 'd']],
    ['LF CR is a line end and a blank line', 'a\n\rb\n\r', ['a', '', 'b', '']],
    ['CR CR LF is a line end and a blank line', 'a\r\r\nb', ['a', '', 'b']],
    ['what stands after the last line end of a file is a line', 'a\nb', ['a', 'b']],
    ['nothing after the last line end is no line', 'a\nb\n', ['a', 'b']],
    ['an empty file has no line', '', []],
    ['a lone line end is one blank line', '\r\n', ['']],
    ['quotes do not keep a line together', '"a\nb"\n', ['"a', 'b"']],
  ])('%s', (_rule, text, lines) => {
    expect(texts(text)).toEqual(lines);
  });

  test('other framings leave the bytes alone that are no separator of theirs', () => {
    expect(texts('a\r\nb\n', 'lf')).toEqual(['a\r', 'b']);
    expect(texts('a\nb\rc\r\n', 'crlf')).toEqual(['a\nb\rc']);
    expect(texts('a\r\nb\r', 'cr')).toEqual(['a', '\nb']);
    expect(texts('\x02a\n\x03\x02b\x03', 'stx-etx')).toEqual(['\x02a\n', '\x02b']);
  });

  test('the start of a line at the end of a connection is one cut line', () => {
    expect(
      cutWhole('a\nbc', { framing: 'line', limit: 9 }, 'connection').map(({ trouble }) => trouble),
    ).toEqual([null, 'cut_line']);
  });

  test('a line that is too long counts once, whatever its length, and the next line is whole', () => {
    const text = `${'x'.repeat(1000)}\nab\n`;
    const { units } = cutArriving(text, [3, 50, 51, 999, 1000], { framing: 'line', limit: 10 }, 'file');
    expect(units.map(({ raw, trouble }) => [raw, trouble])).toEqual([
      ['x'.repeat(10), 'line_too_long'],
      ['ab', null],
    ]);
  });

  test('a line of exactly the limit is not too long, also when its two-byte line end was torn apart', () => {
    const by: CutRules = { framing: 'crlf', limit: 4 };
    const { units } = cutArriving('abcd\r\nef\r\n', [5], by, 'file');
    expect(units.map(({ raw, trouble }) => [raw, trouble])).toEqual([
      ['abcd', null],
      ['ef', null],
    ]);
  });

  test('no more is taken from a range once there are enough lines', async () => {
    const units: Unit[] = [];
    const { offset } = await cutRange({
      from: 0,
      cut: CUT_START,
      rules: { framing: 'line', limit: 9 },
      next: async (from) => ({ block: 'a\nb\n', end: from < 100 ? 'more' : 'file' }),
      begin: () => {},
      take: (unit) => units.push(unit),
      full: () => units.length >= 3,
    });
    expect([offset, units.length]).toEqual([8, 4]);
  });
});
