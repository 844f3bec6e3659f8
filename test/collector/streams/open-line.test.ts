import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenLine } from '../../../collector/streams/open-line.ts';
import { cutBlock } from '../../../processor/lines/cut.ts';
import { readUnit } from '../../../processor/lines/read-unit.ts';
import { FRAMINGS } from '../../../record/framing.ts';

const bytes = fc
  .array(fc.constantFrom('a', 'b', ' ', '\n', '\r', '\r\n', '\0', '\x02', '\x03'), { maxLength: 3 })
  .map((pieces) => pieces.join(''));

test('a line counts as cut off just where the ledger has one, however the bytes are torn', () => {
  const reader = { initial: null, read: () => ({ kind: 'ignored', reason: 'comment' }) as const };
  const context = { reader, settings: { encoding: 'auto' }, cut: {} } as const;
  const given = { driver: null, received_at: 0, plain: false };
  fc.assert(
    fc.property(fc.constantFrom(...FRAMINGS), fc.array(bytes, { maxLength: 3 }), (framing, pieces) => {
      // From nine control characters on a line is no text: undefined as well, for another reason.
      fc.pre(pieces.join('').length < 9);
      const line = new OpenLine(framing);
      for (const piece of pieces) line.add(Buffer.from(piece, 'latin1'));
      const cut: number[] = [];
      const start = { after_cr: false, skipping: false };
      cutBlock(pieces.join(''), 0, start, { framing, limit: 1000 }, 'connection', (unit) => {
        const reading = readUnit(context, unit, given);
        if (reading.kind === 'undefined' && reading.reason === 'cut_line') cut.push(unit.length);
      });
      expect(line.cutOff).toBe(cut[0] ?? 0);
    }),
    { numRuns: 2000 },
  );
});

test('between a carriage return and its line feed no line begins', () => {
  const line = new OpenLine('line');
  line.add(Buffer.from('ab\r'));
  expect(line.isBetweenLines()).toBe(true);
  expect(line.isBetweenLines(0x41)).toBe(true);
  expect(line.isBetweenLines(0x0a)).toBe(false);
  line.add(Buffer.from('\nc'));
  expect(line.isBetweenLines()).toBe(false);
});
