import type { Log } from '../../collector/source.ts';
import type { JobRunStore } from '../../store/job-store.ts';

/** What stands at a schedule of which a report did not come, until one of its reports came everywhere. */
export interface ReportAlarms {
  raise(schedule: string, statement: number, message: string): Promise<void>;
  clear(schedule: string): Promise<void>;
}

export function reportAlarms({
  store,
  now,
  log,
}: {
  readonly store: Pick<JobRunStore, 'raiseAlarm' | 'clearAlarm'>;
  readonly now: () => number;
  readonly log: Log;
}): ReportAlarms {
  return {
    async raise(schedule, statement, message) {
      const hint = `./ledgerline report deliveries --id ${statement} says why; when that is mended: ./ledgerline report schedule run ${schedule}`;
      const nothing = { planned: null, total: null };
      await store.raiseAlarm({ subject: subjectOf(schedule), raised_at: now(), message, hint, ...nothing });
      log('error', message, { hint });
    },
    async clear(schedule) {
      await store.clearAlarm(subjectOf(schedule));
    },
  };
}

const subjectOf = (schedule: string): string => `report ${schedule}`;
