import { expect, test } from 'vitest';
import { onOneClock } from '../../../processor/formats/one-clock.ts';

test('brings an end after the change of clocks onto the clock of the start', () => {
  const start = { ms: Date.UTC(2026, 9, 25, 2, 59, 50), clock: 120 } as const;
  const end = { ms: Date.UTC(2026, 9, 25, 2, 1, 0), clock: 60 } as const;
  const { clock, ms } = onOneClock({ start, answer: null, end }, 'wall');
  expect(clock).toBe(120);
  expect(ms).toEqual({ start: start.ms, answer: null, end: Date.UTC(2026, 9, 25, 3, 1, 0) });
});

test.each(['utc', 'wall'] as const)(
  'leaves times that say no clock on the one that is meant: %s',
  (unsaid) => {
    expect(onOneClock({ start: { ms: 1000, clock: null }, end: null }, unsaid)).toEqual({
      clock: unsaid,
      ms: { start: 1000, end: null },
    });
  },
);

test('takes the clock of the first time that is there', () => {
  const end = { ms: 1000, clock: 60 } as const;
  expect(onOneClock({ start: null, end }, 'utc')).toEqual({ clock: 60, ms: { start: null, end: 1000 } });
});
