import { pino } from 'pino';
import type { Log } from '../../collector/source.ts';
import { LogFolder } from './log-folder.ts';

type Level = 'info' | 'warn' | 'error';
type Lines = Parameters<typeof pino>[1];

/** Where lines go: to standard error, into one file, or into files by day and size. */
export type LogPlace =
  | null
  | { readonly file: string }
  | { readonly folder: string; readonly now: () => number };

/** The operating log: JSON lines, UTC, nothing personal. */
export function operatingLog(level: Level, place: LogPlace = null): Log {
  return logInto(level, linesOf(place));
}

function linesOf(place: LogPlace): Lines {
  if (place !== null && 'file' in place) return pino.destination({ dest: place.file, sync: true });
  const standardError = pino.destination({ fd: 2, sync: true });
  if (place === null) return standardError;
  const word = logInto('warn', standardError);
  return new LogFolder(place.folder, place.now, (line, trouble) => {
    if (trouble !== null) {
      const hint = 'Make room, or let the account of the service write there: it goes back there by itself.';
      word('error', 'the log cannot be written into its folder and goes on here', {
        ...{ folder: place.folder, error: trouble.message, hint },
      });
    }
    standardError.write(line);
  });
}

function logInto(level: Level, lines: Lines): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    lines,
  );
  return (at, message, fields) => logger[at](fields ?? {}, message);
}
