import { createTask } from 'node-cron';
import { dueNow } from './due.ts';
import type { Job } from './job.ts';
import type { JobRunner } from './job-runner.ts';
import { emptyLog } from './log-emptying.ts';
import { dailySchedule, type Schedule } from './schedule.ts';

const MINUTE_MS = 60_000;
/** A tick that stays away for so many minutes is dead. */
const DEAD_AFTER_MINUTES = 3;

export interface SchedulerSurroundings {
  readonly signal: AbortSignal;
  /** Calls once a minute; left out, at the beginning of each. */
  readonly ticks?: (wake: () => void, now: () => number) => { stop(): void };
}

/**
 * Only the loop: wakes once a minute and runs what is due. Due times are stored, so a run that was missed is caught up
 * and none happens twice. node-cron is no more than the tick: its own schedules lose jobs when clocks change, and it has
 * died without a word, so a second clock looks after it.
 */
export function startScheduler(
  jobs: Readonly<Record<string, Job>>,
  runner: JobRunner,
  { signal, ticks = cronTicks }: SchedulerSurroundings,
): { stop(): Promise<void> } {
  const { log, now } = runner.parts;
  let running: Promise<void> = Promise.resolve();
  let [busy, ticked, silent] = [false, false, 0];
  const wake = (): void => {
    if (busy) return;
    busy = true;
    running = round(jobs, runner, signal)
      .catch((error: unknown) =>
        log('error', 'the scheduler could not do its round', { error: String(error) }),
      )
      .finally(() => {
        busy = false;
      });
  };
  const tick = (): void => {
    ticked = true;
    wake();
  };
  let ticking = ticks(tick, now);
  const watchdog = setInterval(() => {
    silent = ticked ? 0 : silent + 1;
    ticked = false;
    if (silent < DEAD_AFTER_MINUTES) return;
    log('error', 'the scheduler was dead and is started again', { silent_min: silent });
    silent = 0;
    ticking.stop();
    ticking = ticks(tick, now);
    wake();
  }, MINUTE_MS);
  watchdog.unref();
  wake();
  return {
    async stop() {
      clearInterval(watchdog);
      ticking.stop();
      await running;
    },
  };
}

/**
 * node-cron says when the next minute begins; the timer is ours. Its own makes up for every minute that a clock set forward left
 * out, one after the other: at 2038 nothing else would happen for half an hour.
 */
function cronTicks(wake: () => void, now: () => number): { stop(): void } {
  const minutes = createTask('* * * * *', () => {}, { timezone: 'UTC' });
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const [next] = minutes.getNextRuns(1);
    const wait_ms = (next?.getTime() ?? 0) - now();
    timer = setTimeout(
      () => {
        arm();
        wake();
      },
      // The clock may have been set between the two looks at it.
      Math.min(Math.max(wait_ms, 1), MINUTE_MS),
    );
  };
  arm();
  return {
    stop() {
      clearTimeout(timer);
      void minutes.destroy();
    },
  };
}

async function round(
  jobs: Readonly<Record<string, Job>>,
  runner: JobRunner,
  signal: AbortSignal,
): Promise<void> {
  const { parts } = runner;
  const { store, now } = parts;
  await runner.withRoom(() => store.noteRound(now()));
  const alarms = await store.alarms();
  if (alarms.some(({ subject }) => subject === 'log')) await emptyLog(parts, signal);
  // By a clock that is not believed nobody knows what is due, and a run noted for 2038 would be the last one.
  if ((await runner.checkClock()) !== null) return;
  const times = await parts.schedule();
  for (const job of Object.values(jobs)) {
    if (signal.aborted) return;
    const at = now();
    const due_at = await dueAt(job, runner, times);
    if (due_at === null) continue;
    // Jobs before may have taken hours; by a clock that was set meanwhile this one was not due.
    if ((await runner.checkClock()) !== null) return;
    // A policy takes nothing before its first night: no missed run is caught up by one that is newer.
    if (job.ladder) {
      const applied = (await parts.reads.appliedAt()) ?? due_at;
      // One of the future was put in force by a wrong clock: nothing would ever go again.
      if (due_at < applied && applied <= at) continue;
    }
    await runner.run(job, { due_at, by: 'schedule', confirmed: false, signal });
  }
  await parts.ballast.restore();
}

/** Null where a job is not due now. */
async function dueAt(job: Job, { parts }: JobRunner, times: Schedule): Promise<number | null> {
  const at = parts.now();
  if (job.schedule === null) return (await job.isDue?.(parts)) === true ? at : null;
  const daily = dailySchedule(times, job);
  if (daily === null) return null;
  const last = await parts.store.lastJobRun(job.name, at);
  return dueNow(daily, last?.due_at ?? null, at, times.time_zone);
}
