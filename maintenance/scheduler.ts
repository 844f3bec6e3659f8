import { schedule } from 'node-cron';
import { dueNow } from './due.ts';
import type { Job, JobContext } from './job.ts';

export interface SchedulerSurroundings {
  /** Zone of the schedules. */
  readonly timeZone: string;
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;
}

/**
 * Only the loop: wakes once a minute and runs what is due. Due times are stored, so a run that was missed is caught up
 * and none happens twice. node-cron is no more than the tick: its own schedules lose jobs when clocks change.
 */
export function startScheduler(
  jobs: Readonly<Record<string, Job>>,
  context: JobContext,
  { timeZone, log }: SchedulerSurroundings,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const round = async (): Promise<void> => {
    for (const job of Object.values(jobs)) {
      if (context.signal.aborted) return;
      await runIfDue(job, context, timeZone, log);
    }
  };
  const wake = (): void => {
    if (busy) return;
    busy = true;
    running = round()
      .catch((error: unknown) =>
        log('error', 'the scheduler could not do its round', { error: String(error) }),
      )
      .finally(() => {
        busy = false;
      });
  };
  const task = schedule('* * * * *', wake, { timezone: 'UTC' });
  wake();
  return {
    async stop() {
      await task.destroy();
      await running;
    },
  };
}

async function runIfDue(
  job: Job,
  context: JobContext,
  timeZone: string,
  log: SchedulerSurroundings['log'],
): Promise<void> {
  const { store, now } = context;
  const last = await store.lastJobRun(job.name);
  const due = dueNow(job.schedule, last?.due_at ?? null, now(), timeZone);
  if (due === null || !(await store.startJobRun(job.name, due, now()))) return;
  try {
    const counts = await job.run(context);
    // A job that was told to stop has left something undone: it is due again at the next start.
    const stopped = context.signal.aborted;
    await store.endJobRun(job.name, due, now(), stopped ? 'interrupted' : 'ok', counts);
    log('info', `job ${job.name} ${stopped ? 'interrupted' : 'done'}`, counts);
  } catch (error) {
    await store.endJobRun(job.name, due, now(), 'failed', {});
    log('error', `job ${job.name} failed`, { error: error instanceof Error ? error.message : String(error) });
  }
}
