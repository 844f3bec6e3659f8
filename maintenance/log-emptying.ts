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
  /** Ends early when it is told to. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Waits between tries; a reader has two seconds for its page, a report a minute for all. */
const WAITS_MS = [100, 500, 2_000, 5_000, 10_000];

/** What was deleted stands in the log of the database until it is emptied, which a reader keeps it from: tried until it leaves. */
export async function emptyLog(parts: LogParts, signal: AbortSignal): Promise<boolean> {
  for (const wait of [...WAITS_MS, null]) {
    if (await parts.gateway.finish()) {
      await parts.store.clearAlarm('log');
      return true;
    }
    if (wait === null || signal.aborted) break;
    await parts.pause(wait, signal);
  }
  const readers = parts.readers();
  const who = readers.length === 0 ? 'some reader' : readers.join(', ');
  const message = `what was deleted still stands in the log of the database, which ${who} keeps open`;
  const hint = 'Let it come to its end, or end it; the service tries again every minute.';
  await parts.store.raiseAlarm({
    subject: 'log',
    raised_at: parts.now(),
    message,
    hint,
    planned: null,
    total: null,
  });
  parts.log('error', message, { hint });
  return false;
}
