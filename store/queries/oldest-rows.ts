import type { Connection } from '../open-database.ts';

/** By the job that purges them; a day or a moment of each. */
const OLDEST = {
  'undefined-lines': { column: 'received_at', from: 'undefined_line' },
  'raw-copies': { column: 'received_at', from: 'intake where raw_gone_at is null' },
  'call-memory': { column: 'day * 86400000', from: 'memory_entry' },
  attachments: { column: 'received_at', from: 'attachment' },
  exports: { column: 'started_at', from: 'statement' },
  totals: { column: 'day * 86400000', from: 'day_total where gone = 1' },
  sessions: { column: 'started_at', from: 'session' },
  'job-runs': { column: 'started_at', from: 'job_run' },
  'configuration-versions': { column: 'applied_at', from: 'configuration_version' },
  ledger: { column: 'received_at', from: 'intake' },
} as const;

/** When the oldest row of each class is from, UTC milliseconds; null where there is none. */
export function oldestRows(connection: Connection): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    Object.entries(OLDEST).map(([name, { column, from }]) => [
      name,
      connection.prepare<[], number | null>(`select min(${column}) from ${from}`).pluck().get() ?? null,
    ]),
  );
}
