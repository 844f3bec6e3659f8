import { pino } from 'pino';
import type { Log } from '../collector/source.ts';

/** The operating log: JSON lines on standard error, UTC, nothing personal. */
export function operatingLog(level: 'info' | 'warn' | 'error'): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return (at, message, fields) => logger[at](fields ?? {}, message);
}
