/**
 * Loaded before the program: the scheduler looks every second what is due, not every minute, and its watchdog is as much
 * faster. Nothing else is touched.
 */
import { changeSource } from './change-source.ts';

changeSource('/maintenance/scheduler.ts', [
  ["'* * * * *'", "'* * * * * *'"],
  ['MINUTE_MS = 60_000', 'MINUTE_MS = 1_000'],
]);
