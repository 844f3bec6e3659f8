import { expect, test } from 'vitest';
import { addLeg, countedCalls } from '../../reports/call-count.ts';

test('calls count heads, legs count rows, each by its word', () => {
  const count = { calls: 0, legs: 0 };
  for (const head of [true, false, false]) addLeg(count, { head });
  expect(countedCalls(count)).toBe('1 call, 3 legs');
  expect(countedCalls({ calls: 1204, legs: 1 })).toBe('1,204 calls, 1 leg');
});
