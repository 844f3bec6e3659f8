import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Day, parseDay } from '../../record/calendar.ts';
import { LOG_FILE_BYTES, logFileFor, logFileName, parseLogFileName } from '../../record/log-file.ts';

const TODAY = parseDay('2026-11-28') ?? (0 as Day);
const TOMORROW = (TODAY + 1) as Day;

test('a file is named after its day, and further ones of that day are counted', () => {
  expect(logFileName({ day: TODAY, part: 1 })).toBe('ledgerline-2026-11-28.log');
  expect(logFileName({ day: TODAY, part: 2 })).toBe('ledgerline-2026-11-28.2.log');
});

test('from its name a file is known again', () => {
  const day = fc.integer({ min: 0, max: 80_000 }).map((days) => days as Day);
  fc.assert(
    fc.property(day, fc.integer({ min: 1, max: 999_999_999 }), (one, part) => {
      expect(parseLogFileName(logFileName({ day: one, part }))).toEqual({ day: one, part });
    }),
  );
});

test.each([
  'ledgerline-2026-02-30.log',
  'ledgerline-2026-11-28.1.log',
  'ledgerline-2026-11-28.0.log',
  'ledgerline-2026-11-28.log.gz',
  'my-ledgerline-2026-11-28.log',
  'ledgerline.db',
])('%s is none of them', (name) => {
  expect(parseLogFileName(name)).toBeNull();
});

test('a new file is begun each day, and when one is full', () => {
  const last = { day: TODAY, part: 3, bytes: LOG_FILE_BYTES - 1 };
  expect(logFileFor(TODAY, null)).toEqual({ day: TODAY, part: 1 });
  expect(logFileFor(TODAY, last)).toEqual({ day: TODAY, part: 3 });
  expect(logFileFor(TODAY, { ...last, bytes: LOG_FILE_BYTES })).toEqual({ day: TODAY, part: 4 });
  expect(logFileFor(TOMORROW, last)).toEqual({ day: TOMORROW, part: 1 });
});
