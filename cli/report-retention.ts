import type { JobReads } from '../maintenance/job.ts';
import { JOBS } from '../maintenance/jobs.ts';
import { nextDue } from '../maintenance/retention-preview.ts';
import { dayIn, firstStep, type Retention } from '../privacy/retention.ts';
import { showDay } from '../record/calendar.ts';
import type { RetentionClass } from '../reports/upkeep-sources.ts';
import type { Configuration } from '../settings/configuration.ts';
import { oldestRows } from '../store/queries/oldest-rows.ts';
import type { ReadingConnection } from '../store/reading-connection.ts';
import { jobReads } from './service/job-reads.ts';
import { waitingJobs } from './waiting-jobs.ts';

/** What the retention says of what each job purges, in the words of the document. */
const POLICIES: Readonly<Record<string, (retention: Retention) => string>> = {
  calls: ({ calls }) => ladderText(calls),
  'held-calls': ({ held_calls }) => ladderText(held_calls),
  'undefined-lines': ({ undefined_lines }) => undefined_lines,
  'raw-copies': ({ raw_copies }) => raw_copies,
  'call-memory': ({ call_memory }) => call_memory,
  attachments: ({ attachments, unmatched_attachments }) =>
    `${attachments}; unmatched ${unmatched_attachments}`,
  exports: ({ calls, exports }) =>
    `of people ${exports.of_people ?? firstStep(calls)}; others ${exports.others}`,
  people: ({ directory }) => directory,
  totals: ({ totals }) => ladderText(totals),
  sessions: ({ sessions }) => sessions,
  'job-runs': ({ job_runs }) =>
    `done ${job_runs.done}; failed ${job_runs.failed}; cancelled ${job_runs.cancelled}`,
  'configuration-versions': ({ configuration_versions }) => configuration_versions,
  audit: ({ audit }) => audit,
  'log-files': ({ log_files }) => log_files,
  ledger: ({ ledger, holds }) => `${ledger}; holds ${holds}`,
};

/** Classes by the jobs that purge them, by the plans of these jobs: what is said to be due is what goes. */
export async function retentionClasses(
  store: ReadingConnection,
  { configuration, now, folder }: { configuration: Configuration; now: number; folder: string },
): Promise<RetentionClass[] | null> {
  const { retention, schedule } = configuration;
  if (retention === null) return null;
  const days = await jobReads(folder).callsByDay();
  // Which texts nothing has any more would be told by a look at every call.
  const reads: JobReads = { ...jobReads(folder), callsByDay: async () => days, unusedLabels: async () => [] };
  const waits = waitingJobs(store.connection);
  const oldest = oldestRows(store.connection);
  const oldestCall = (held: number): string | null => {
    const own = days.filter((row) => row.held === held).map(({ day }) => day);
    return own.length === 0 ? null : showDay(own.reduce((one, other) => Math.min(one, other)));
  };
  const found: RetentionClass[] = [];
  for (const [name, policy] of Object.entries(POLICIES)) {
    const job = JOBS[name];
    if (job === undefined) continue;
    const next_at = nextDue(job, schedule, now);
    const { counts, deferred, taking } = await job.plan({ reads, retention, now: () => next_at });
    const planned = Object.entries(counts).filter(([what]) => what !== 'days_totalled');
    const moment = oldest[name] ?? null;
    const day = moment === null ? null : showDay(dayIn(retention.time_zone, moment));
    found.push({
      ...{
        name,
        policy: policy(retention),
        rows: taking?.of ?? null,
        held: deferred,
        next_at,
        waits: waits(name),
      },
      oldest: name === 'calls' ? oldestCall(0) : name === 'held-calls' ? oldestCall(1) : day,
      due: taking?.takes ?? planned.reduce((sum, [, rows]) => sum + rows, 0),
    });
  }
  return found;
}

function ladderText(steps: Readonly<Record<string, string | null>>): string {
  const named = Object.entries(steps).filter(([, period]) => period !== null);
  return named.map(([step, period]) => `${step} ${period}`).join('; ');
}
