import type { Taking } from '../privacy/share-brake.ts';
import { OperationError } from '../record/operation-error.ts';
import type { JobRunStore } from '../store/job-store.ts';
import type { Job, JobPlan } from './job.ts';
import type { LogParts } from './log-emptying.ts';
import type { Schedule } from './schedule.ts';

const HOUR_MS = 3_600_000;

interface AlarmParts extends Pick<LogParts, 'now' | 'log'> {
  readonly store: JobRunStore;
  readonly schedule: () => Promise<Schedule>;
}

/** What somebody must see of jobs: that one waits for a word, failed, or cannot keep up. */
export class JobAlarms {
  private readonly parts: AlarmParts;

  constructor(parts: AlarmParts) {
    this.parts = parts;
  }

  /** Says which jobs the brake will stop, before a policy is in force: no line may go by it either until somebody confirms that. */
  async foresee(brakes: readonly { job: string; message: string; taking: Taking }[]): Promise<void> {
    for (const { job, message, taking } of brakes) await this.stopped(job, message, taking);
  }

  /** The brake will not stop other jobs than these any more, now that another policy is in force. */
  async standDown(brakes: readonly { job: string }[]): Promise<void> {
    const { store } = this.parts;
    for (const { subject, planned } of await store.alarms())
      if (planned !== null && !brakes.some(({ job }) => job === subject)) await store.clearAlarm(subject);
  }

  async stopped(job: string, trouble: string, taking: Taking): Promise<void> {
    const hint = `Nothing was taken. If it is meant: ./ledgerline jobs run ${job} --confirm --yes --reason TEXT; otherwise apply another retention. What it would do: ./ledgerline jobs plan ${job}`;
    await this.raise(job, `job ${job} waits for somebody: ${trouble}`, hint, taking);
  }

  async failed(job: Job, error: unknown): Promise<string> {
    const message = error instanceof Error ? error.message : String(error);
    const hint =
      error instanceof OperationError
        ? error.hint
        : 'The next run tries again. The log of the service has more.';
    await this.raise(job.name, `job ${job.name} failed: ${message}`, hint);
    return message;
  }

  async tellSlow(job: Job): Promise<NodeJS.Timeout> {
    const longest = (await this.parts.schedule()).longest_hours * HOUR_MS;
    const subject = `slow-${job.name}`;
    await this.parts.store.clearAlarm(subject);
    const say = (): void => {
      const hours = Math.round((longest / HOUR_MS) * 10) / 10;
      const message = `job ${job.name} has been running for ${hours} hours: it cannot keep up`;
      const hint = `Give it an earlier time, or a faster disk; ./ledgerline jobs cancel ends it after its batch.`;
      // A store that is closed meanwhile has no alarms any more.
      this.raise(subject, message, hint).catch(() => {});
    };
    return setTimeout(say, longest).unref();
  }

  async raise(
    subject: string,
    message: string,
    hint: string,
    taking: JobPlan['taking'] = null,
  ): Promise<void> {
    const { store, now, log } = this.parts;
    const [planned, total] = taking === null ? [null, null] : [taking.takes, taking.of];
    // Where the disk is so full that the alarm finds no room, the log still says it.
    log('error', message, { hint });
    await store.raiseAlarm({ subject, raised_at: now(), message, hint, planned, total });
  }
}
