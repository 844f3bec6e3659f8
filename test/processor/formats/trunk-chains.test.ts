import { expect, test } from 'vitest';
import { chainOn, withChain, withoutChain } from '../../../processor/formats/trunk-chains.ts';
import type { DriverState } from '../../../record/reading.ts';

const chain = (trunk: string, key: string) => ({ trunk, key, ended: null, direction: null });

test('a call is found on its trunk until it is closed', () => {
  const open = withChain(withChain(null, chain('T1', 'a')), { ...chain('T2', 'b'), direction: 'incoming' });
  expect(chainOn(open, 'T1')?.key).toBe('a');
  expect(chainOn(open, 'T2')).toEqual({ trunk: 'T2', key: 'b', ended: null, direction: 'incoming' });
  expect(chainOn(withoutChain(open, 'T1'), 'T1')).toBe(null);
  expect(withoutChain(withoutChain(open, 'T1'), 'T2')).toBe(null);
});

test('a new call on a trunk takes the place of the one before', () => {
  expect(chainOn(withChain(withChain(null, chain('T1', 'a')), chain('T1', 'b')), 'T1')?.key).toBe('b');
});

test('the state stays small, whatever calls never end, and survives JSON', () => {
  let state: DriverState = null;
  for (let trunk = 0; trunk < 1000; trunk += 1) state = withChain(state, chain(`T${trunk}`, 'k'));
  const stored = JSON.parse(JSON.stringify(state)) as DriverState;
  expect(stored).toHaveLength(200);
  expect(chainOn(stored, 'T999')?.key).toBe('k');
  expect(chainOn(stored, 'T799')).toBe(null);
});

test('a state of another driver holds no calls', () => {
  for (const state of [null, 3, 'x', [1, ['T1']], { T1: 'a' }]) expect(chainOn(state, 'T1')).toBe(null);
});
