import { clockTrouble } from '../privacy/clock-brake.ts';
import type { Retention } from '../privacy/retention.ts';
import { shareTrouble } from '../privacy/share-brake.ts';
import { InOrder } from '../record/in-order.ts';
import type { JobCounts, JobResult } from '../record/job-run.ts';
import { OperationError } from '../record/operation-error.ts';
import type { JobRunStore } from '../store/job-store.ts';
import type { Job, JobContext, JobPlan } from './job.ts';
import { JobAlarms } from './job-alarms.ts';
import { emptyLog, type LogParts } from './log-emptying.ts';
import type { Schedule } from './schedule.ts';

/** What the runner needs of the world. */
export interface RunnerParts extends Omit<JobContext, 'retention' | 'signal' | 'count' | 'store'>, LogParts {
  readonly store: JobContext['store'] & JobRunStore & ClockStore;
  readonly retention: () => Promise<Retention | null>;
  readonly schedule: () => Promise<Schedule>;
  /** Told what a job is about to take. */
  readonly planned: (job: string, plan: JobPlan) => void;
  /** A file that is given up when the disk is full in the middle of a purge, and made again behind it. */
  readonly ballast: { release(): Promise<boolean>; restore(): Promise<void> };
}

interface ClockStore {
  clockSeen(): Promise<number | null>;
  noteClock(at: number): Promise<void>;
}

/** A run as it was asked for. */
export interface JobWish {
  /** Null where somebody asked for it. */
  readonly due_at: number | null;
  /** `schedule`, or who asked. */
  readonly by: string;
  /** The brake was seen, and it is to go on. */
  readonly confirmed: boolean;
  readonly signal: AbortSignal;
}

export interface JobEnd {
  readonly result: JobResult;
  readonly counts: JobCounts;
  readonly detail: string | null;
  /** The subject of the alarm that names the way on; null where there is none, or the detail names it. */
  readonly alarm: string | null;
}

/** Why a run took nothing. */
type Stop = Readonly<{ why: string } & Pick<JobEnd, 'alarm'>>;

/** The job in hand is to begin anew, by another policy. */
const POLICY_CHANGED = 'the policy was changed';

/** What somebody confirmed was taken by another policy. */
const NOT_CONFIRMED = 'the policy was changed meanwhile, and nobody has confirmed this: ';
/** What was planned, or confirmed, is then not what was taken. */
const GOES_ON = 'the policy was changed meanwhile, and it went on by the new one';

/** Why a run was told to stop before its end. */
class Cancelled extends Error {}

/** Runs jobs, one at a time, whoever asks: with the brake before, a word on how it ended behind, and the log emptied. */
export class JobRunner {
  readonly parts: RunnerParts;
  readonly alarms: JobAlarms;
  private readonly turns = new InOrder();
  private current: { readonly job: Job; abort: AbortController; cancelled: string | null } | null = null;
  private job: Job | null = null;

  constructor(parts: RunnerParts) {
    this.parts = parts;
    this.alarms = new JobAlarms(parts);
  }

  /** The job that is running now. */
  get running(): string | null {
    return this.current?.job.name ?? null;
  }

  /** The job of which a run may be noted as running: from before that is written until its end is, or could not be. */
  get inHand(): string | null {
    return this.job?.name ?? null;
  }

  /** Null where this due run was made already. */
  run(job: Job, wish: JobWish): Promise<JobEnd | null> {
    return this.turns.run(async () => {
      this.job = job;
      return await this.runNow(job, wish).finally(() => {
        this.job = null;
      });
    });
  }

  /** Runs a piece of work while no job runs, and has jobs wait for it. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.turns.run(work);
  }

  /** On a full disk again when the log was emptied, and once more when the ballast made room. */
  async withRoom<Result>(work: () => Promise<Result>): Promise<Result> {
    const { gateway, ballast } = this.parts;
    for (const makeRoom of [() => gateway.emptyLog().catch(() => false), () => ballast.release()]) {
      try {
        return await work();
      } catch (error) {
        if (!isFull(error)) throw error;
        await makeRoom();
      }
    }
    return await work();
  }

  /** Resolves when no job runs and none waits. */
  async idle(): Promise<void> {
    await this.turns.ended();
  }

  /** Tells the running job to end after its batch; gives its name, or null when none runs. */
  cancel(by: string): string | null {
    if (this.current === null) return null;
    this.current.cancelled = by;
    this.current.abort.abort(new Cancelled());
    return this.current.job.name;
  }

  /** What runs ends after its batch and begins anew by the policy that is in force now. */
  policyChanged(): void {
    const { current } = this;
    if (current?.job.ladder && current.cancelled === null) current.abort.abort(new Error(POLICY_CHANGED));
  }

  /** Why nothing may be deleted by this clock; null where it is believed, which is noted. */
  async checkClock(): Promise<string | null> {
    const { store, now } = this.parts;
    const [seen, at] = [await store.clockSeen(), now()];
    const trouble = clockTrouble(seen, at);
    if (trouble === null) {
      if (seen === null || at > seen) await store.noteClock(at);
      await store.clearAlarm('clock');
      return null;
    }
    const hint =
      'Set the clock right. If it is right as it is, say so: ./ledgerline jobs confirm-clock --yes --reason TEXT. Until then no job runs.';
    await this.alarms.raise('clock', `nothing is deleted: ${trouble}`, hint);
    return trouble;
  }

  private async runNow(job: Job, wish: JobWish): Promise<JobEnd | null> {
    const { store, now, log } = this.parts;
    const started = { job: job.name, due_at: wish.due_at, at: now(), by: wish.by };
    const id = await this.withRoom(() => store.startJobRun(started));
    if (id === null) return null;
    const counts = new Map<string, number>();
    const current = { job, abort: new AbortController(), cancelled: null };
    this.current = current;
    const slow = await this.alarms.tellSlow(job);
    let end: Omit<JobEnd, 'counts'>;
    try {
      end = await this.attempts(job, wish, counts);
    } finally {
      clearTimeout(slow);
      this.current = null;
    }
    const ended = { ...end, counts: Object.fromEntries(counts) };
    const { alarm: _, ...told } = ended;
    // Where nothing made room it stays as running, and the next start of a job finds it cut short.
    await this.withRoom(() => store.endJobRun(id, { at: now(), ...told }));
    const level = end.result === 'failed' ? 'error' : end.result === 'stopped' ? 'warn' : 'info';
    log(level, `job ${job.name} ${end.result}`, {
      ...ended.counts,
      ...(end.detail !== null && { detail: end.detail }),
    });
    return ended;
  }

  /** Again by another policy, and again when the ballast made room; whatever ends it, the log is emptied. */
  private async attempts(
    job: Job,
    wish: JobWish,
    counts: Map<string, number>,
  ): Promise<Omit<JobEnd, 'counts'>> {
    const { store, ballast } = this.parts;
    let { confirmed } = wish;
    let [changed, released] = [false, false];
    let taken = 0;
    for (;;) {
      if (this.current !== null && this.current.cancelled === null)
        this.current.abort = new AbortController();
      const signal = AbortSignal.any([
        wish.signal,
        ...(this.current === null ? [] : [this.current.abort.signal]),
      ]);
      try {
        const stopped = await this.attempt(job, { signal, confirmed }, counts);
        if (stopped !== null) {
          const other = wish.confirmed && !confirmed ? NOT_CONFIRMED : '';
          return { result: 'stopped', detail: `${other}${stopped.why}`, alarm: stopped.alarm };
        }
        await store.clearAlarm(job.name);
        return { result: 'done', detail: doneDetail(wish, changed), alarm: null };
      } catch (error) {
        // What was taken stands in the log, which is emptied behind each attempt: that alone may have made room.
        if (isFull(error) && sumOf(counts) > taken) {
          taken = sumOf(counts);
          continue;
        }
        if (isFull(error) && !released && (await ballast.release())) {
          released = true;
          continue;
        }
        if (!signal.aborted)
          return { result: 'failed', detail: await this.alarms.failed(job, error), alarm: job.name };
        if (wish.signal.aborted) return { result: 'interrupted', detail: null, alarm: null };
        const by = this.current?.cancelled ?? null;
        if (by !== null) return { result: 'cancelled', detail: `cancelled by ${by}`, alarm: null };
        // What somebody confirmed was another policy's share.
        confirmed = false;
        changed = true;
      } finally {
        // Also when nothing was left to do: a run that was killed may have emptied everything but the log.
        if (job.ladder) await emptyLog(this.parts, wish.signal);
        if (released) await ballast.restore();
      }
    }
  }

  /** Gives what stopped it, or null when it came to its end. */
  private async attempt(
    job: Job,
    { signal, confirmed }: { signal: AbortSignal; confirmed: boolean },
    counts: Map<string, number>,
  ): Promise<Stop | null> {
    const count = (name: string, rows: number): void => {
      if (rows > 0) counts.set(name, (counts.get(name) ?? 0) + rows);
    };
    const retention = await this.parts.retention();
    const context: JobContext = { ...this.parts, retention, signal, count };
    if (job.claims_displaced) await this.parts.gateway.claimDisplaced();
    if (job.ladder) {
      const clock = await this.checkClock();
      if (clock !== null) return { why: clock, alarm: 'clock' };
      const waits = await this.waitsFor(job);
      if (waits !== null) return { why: waits, alarm: null };
      const plan = await job.plan(context);
      this.parts.planned(job.name, plan);
      const trouble = confirmed ? null : await this.brake(job, plan, retention);
      if (trouble !== null) return { why: trouble, alarm: job.name };
      // What arrives meets the ladder of this class again.
      await this.parts.store.clearAlarm(job.name);
      count('deferred', plan.deferred);
    }
    await job.run(context);
    return null;
  }

  /** A call must not be masked while the line it was read from still has everything. */
  private async waitsFor({ after }: Job): Promise<string | null> {
    const alarms = after === undefined ? [] : await this.parts.store.alarms();
    const waiting = alarms.some(({ subject, planned }) => subject === after && planned !== null);
    return waiting
      ? `job ${after} comes first, and waits for somebody: ./ledgerline jobs run ${after} --confirm --yes --reason TEXT`
      : null;
  }

  /** Why a plan must not be carried out without somebody's word, said as an alarm; null where it may. */
  private async brake(job: Job, { taking }: JobPlan, retention: Retention | null): Promise<string | null> {
    if (taking === null || retention === null) return null;
    const usual = await this.parts.reads.usual(job.name);
    const trouble = shareTrouble(taking, retention.brake_share, usual);
    if (trouble === null) return null;
    await this.alarms.stopped(job.name, trouble, taking);
    return trouble;
  }
}

/** Of everything that was done, not of what a hold has kept. */
function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts].reduce((sum, [name, rows]) => (name === 'deferred' ? sum : sum + rows), 0);
}

function isFull(error: unknown): boolean {
  return error instanceof OperationError && error.code === 'DISK_FULL';
}

/** Who said that it is meant, and that what they had seen is not what was taken; null where there is nothing to say. */
function doneDetail({ confirmed, by }: JobWish, changed: boolean): string | null {
  const details = [...(confirmed ? [`confirmed by ${by}`] : []), ...(changed ? [GOES_ON] : [])];
  return details.length === 0 ? null : details.join('; ');
}
