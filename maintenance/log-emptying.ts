import type { Gateway } from '../privacy/gateway.ts';
import type { JobRunStore } from '../store/job-store.ts';

/** What emptying the log of the database needs. */
export interface LogParts {
  readonly gateway: Gateway;
  readonly store: Pick<JobRunStore, 'raiseAlarm' | 'clearAlarm'>;
  readonly now: () => number;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;
  /** Who reads the database now, such as `process 1234 (node)`; empty where this system does not tell. */
  readonly readers: () => readonly string[];
  /** Ends commands of ours that read it; gives how many there were. */
  readonly endReaders: () => Promise<number>;
  /** Ends early when it is told to. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Waits between tries; a reader has two seconds for its page, a report a minute for all. Then those of ours are ended. */
const WAITS_MS = [100, 500, 2_000, 5_000, 10_000, 20_000, 22_400];
const ENDED_WAITS_MS = [500, 2_000];

/**
 * What was deleted stands in the log of the database until it is emptied, which a reader keeps it from, and in unused parts of
 * its pages until they are overwritten: tried until the reader leaves. An alarm says what is left.
 */
export async function emptyLog(parts: LogParts, signal: AbortSignal): Promise<boolean> {
  for (const wait of [...WAITS_MS, 'end', ...ENDED_WAITS_MS, null] as const) {
    const finished = await parts.gateway.finish(signal);
    if (finished === 'done') {
      await parts.store.clearAlarm('log');
      return true;
    }
    if (finished !== 'kept') return await leftOver(parts, UNFINISHED[finished]);
    if (wait === null || signal.aborted) break;
    if (wait === 'end') await endReaders(parts);
    else await parts.pause(wait, signal);
  }
  const readers = parts.readers();
  const who = readers.length === 0 ? 'some reader' : readers.join(', ');
  return await leftOver(parts, {
    message: `what was deleted still stands in the log of the database, which ${who} keeps open`,
    hint: 'Let it come to its end, or end it; the service tries again every minute.',
  });
}

async function endReaders({ log, ...parts }: LogParts): Promise<void> {
  const readers = await parts.endReaders();
  if (readers === 0) return;
  log('warn', 'commands that read the database for more than a minute were ended', { readers });
}

const UNFINISHED = {
  stopped: {
    message:
      'unused parts of the database can still hold numbers that were deleted: it was stopped before its end',
    hint: 'The service ends it when it runs.',
  },
  'too large': {
    message: 'unused parts of the database can hold numbers that were deleted: it has too many pages to tell',
    hint: 'A copy made with VACUUM INTO holds none; a shorter retention keeps the database smaller.',
  },
} as const;

async function leftOver(
  { store, now, log }: LogParts,
  { message, hint }: { readonly message: string; readonly hint: string },
): Promise<false> {
  await store.raiseAlarm({
    ...{ subject: 'log', message, hint },
    ...{ raised_at: now(), planned: null, total: null },
  });
  log('error', message, { hint });
  return false;
}
