import type { Job, PlanContext } from '../maintenance/job.ts';
import { shareTrouble } from '../privacy/share-brake.ts';
import type { JobCounts } from '../record/job-run.ts';
import { counted, textColumns, textTable } from '../reports/text-table.ts';
import type { Connection } from '../store/open-database.ts';
import { jobAlarms } from '../store/queries/job-runs.ts';
import { countsText } from './job-names.ts';

/** What a job would do now. */
export interface PlannedJob {
  readonly job: string;
  readonly counts: JobCounts;
  /** Rows that a legal hold keeps. */
  readonly deferred: number;
  /** Why the brake would stop it; null where it would not. */
  readonly stops: string | null;
}

/** A clock that is not believed lets nothing be deleted, whatever is due by it; null where none is told. */
export function clockAlarm(connection: Connection): string | null {
  const alarm = jobAlarms(connection).find(({ subject }) => subject === 'clock');
  return alarm === undefined ? null : `\n${alarm.message.replace(/\.$/, '')}.\n${alarm.hint}\n`;
}

export async function plannedJob(job: Job, context: PlanContext): Promise<PlannedJob> {
  const { counts, deferred, taking } = await job.plan(context);
  const { retention, reads } = context;
  const stops =
    taking === null || retention === null
      ? null
      : shareTrouble(taking, retention.brake_share, await reads.usual(job.name));
  return { job: job.name, counts, deferred, stops };
}

export function plansText(plans: readonly PlannedJob[], { retention }: PlanContext): string {
  const rows = plans.map(({ job, counts, deferred }) => [
    job,
    countsText(counts),
    deferred === 0 ? '' : `${counted(deferred, 'row')} kept by legal holds`,
  ]);
  const stopped = plans.map(({ job, stops }) =>
    stops === null ? '' : `\n${job} would stop and ask: ${stops}.\n`,
  );
  const nothing =
    retention === null ? '\nNo retention is in force: nothing is masked or removed by itself.\n' : '';
  return textTable(textColumns(['job', 'would do', '']), rows) + stopped.join('') + nothing;
}
