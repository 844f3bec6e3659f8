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
  ['crlf', '\na\nb\r\nc', 6],
  ['crlf', 'a\nb\r', -1],
  ['cr', 'a\nb\rc', 4],
  ['nul', 'a\n\0b', 3],
  ['stx-etx', '\x02a\n\x03\x02', 4],
])('%s: %j begins anew at %i', (framing, text, offset) => {
  expect(behindLineEnd(Buffer.from(text, 'latin1'), framing, 0)).toBe(offset);
});

test('a line feed whose carriage return came before ends the line that both end', () => {
  expect(behindLineEnd(Buffer.from('\na\r\n'), 'crlf', 0x0d)).toBe(1);
});

test.each<[Framing, number, number, boolean]>([
  ['line', 0x0a, 0x41, true],
  ['line', 0x0d, 0x41, true],
  ['lf', 0x0d, 0x41, false],
  ['crlf', 0x0a, 0x0d, true],
  ['crlf', 0x0a, 0x41, false],
  ['stx-etx', 0x03, 0x41, true],
])('%s: the byte %i behind %i ends a line: %s', (framing, byte, before, ends) => {
  expect(endsLine(byte, framing, before)).toBe(ends);
});
