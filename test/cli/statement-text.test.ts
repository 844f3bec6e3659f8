import { expect, test } from 'vitest';
import { stateOf } from '../../cli/statement-text.ts';

test('a report that came to some places and not to others is said to be delivered in part', () => {
  const of = (...states: ('delivered' | 'failed' | 'waiting')[]) =>
    stateOf({ state: 'made', dispatches: states.map((state) => ({ state })) });
  expect(of('delivered', 'delivered')).toBe('delivered');
  expect(of('delivered', 'failed', 'waiting')).toBe('delivered in part');
  expect(of('failed', 'waiting')).toBe('not delivered');
  expect(of('delivered', 'waiting')).toBe('waiting');
});
