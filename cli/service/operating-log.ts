import { pino } from 'pino';
import type { Log } from '../../collector/source.ts';

/** The operating log: JSON lines on standard error or in a file, UTC, nothing personal. */
export function operatingLog(level: 'info' | 'warn' | 'error', file?: string): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ ...(file === undefined ? { fd: 2 } : { dest: file }), sync: true }),
  );
  return (at, message, fields) => logger[at](fields ?? {}, message);
}
