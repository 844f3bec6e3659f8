import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineShape } from '../../../processor/lines/line-shape.ts';

test.each([
  ['10/26 09:05A 0001:20 204 9 5551234', '9/9 9:9A 9:9 9 9 9'],
  ['"Anna","204","J\xfcrgen"', '"A","9","A"'],
  ['-----------------', '--…'],
  ['\x1b[31m', '?[9A'],
  ['', ''],
])('the shape of %j is %j', (raw, shape) => {
  expect(lineShape(raw)).toBe(shape);
});

test('a shape holds no digit but 9, no letter but A, and is short', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (raw) => {
      const shape = lineShape(Buffer.from(raw, 'utf8').toString('latin1'));
      expect(shape).not.toMatch(/[0-8B-Za-z\x80-\xff]/);
      expect(shape.length).toBeLessThan(62);
    }),
  );
});
