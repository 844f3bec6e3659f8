import { expect, test } from 'vitest';
import { cucmLeg } from '../../../processor/formats/cucm-legs.ts';
import { mitelLeg } from '../../../processor/formats/mitel-legs.ts';
import { hasBit, openscapeLeg } from '../../../processor/formats/openscape-legs.ts';

test('a transfer counts for more than the queue it came from', () => {
  expect(cucmLeg({ behalf: [0, 34, 10, 0], reasons: [802, 0], hunted: true })).toBe('transfer');
  expect(cucmLeg({ behalf: [0, 0, 0, 0], reasons: [0, 0], hunted: true })).toBe('queue');
  expect(cucmLeg({ behalf: [12, 13], reasons: [0], hunted: false })).toBe('');
});

test('a mark says more than the naming of another call', () => {
  expect(mitelLeg({ transfer: 'T', speed: 'F', associated: 'A0010042' })).toBe('transfer');
  expect(mitelLeg({ transfer: '', speed: '', associated: 'A0010042' })).toBe('consultation');
});

test('bits that are no number say nothing of a leg', () => {
  expect(openscapeLeg(['x', '', '-2'], false)).toBe('');
  expect(hasBit('1048576', 2 ** 20)).toBe(true);
  expect(hasBit('', 2 ** 20)).toBe(false);
});
