import { expect, test } from 'vitest';
import { talkTime } from '../../reports/talk-time.ts';

test.each([
  [0, '0:00:00'],
  [3_723_000, '1:02:03'],
  [-300_000, '-0:05:00'],
  [-400, '0:00:00'],
  [null, ''],
])('%s milliseconds are shown as "%s"', (duration_ms, shown) => {
  expect(talkTime(duration_ms)).toBe(shown);
});
