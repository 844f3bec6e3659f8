import { expect, test } from 'vitest';
import { behindLineEnd, endsLine } from '../../../collector/streams/line-end.ts';
import type { Framing } from '../../../record/framing.ts';

test.each<[Framing, string, number]>([
  ['line', 'ab\ncd', 3],
  ['line', 'ab\r\ncd', 4],
  ['line', 'ab\rcd', 3],
  ['line', 'ab\r', -1],
  ['line', 'ab', -1],
  ['line', '', -1],
  ['line', '\n', 1],
  ['lf', 'a\rb\nc', 4],
  ['crlf', 'a\r\nb', 3],
  ['cr', 'a\nb\rc', 4],
  ['nul', 'a\n\0b', 3],
  ['stx-etx', '\x02a\n\x03\x02', 4],
])('%s: %j begins anew at %i', (framing, text, offset) => {
  expect(behindLineEnd(Buffer.from(text, 'latin1'), framing)).toBe(offset);
});

test('a carriage return ends a line unless its line feed comes', () => {
  expect(endsLine(0x0d, 'line')).toBe(true);
  expect(endsLine(0x0d, 'line', 0x41)).toBe(true);
  expect(endsLine(0x0d, 'line', 0x0a)).toBe(false);
  expect(endsLine(0x0d, 'lf')).toBe(false);
  expect(endsLine(0x03, 'stx-etx')).toBe(true);
});
