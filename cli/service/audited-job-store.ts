import type { JobPlan } from '../../maintenance/job.ts';
import type { JobRunStore } from '../../store/job-store.ts';
import { type AuditActor, AuditTrail } from '../audit-trail.ts';
import { writeCheckpoints } from './audit-checkpoints.ts';
import { SERVICE_ACTOR } from './service-actor.ts';

/** What jobs are run by, with a record in the audit log of each run, what it planned and took, and of each alarm. */
export interface AuditedJobs<Store> {
  readonly store: Store;
  readonly planned: (job: string, plan: JobPlan) => void;
}

/** A run that cannot be recorded is not begun: the runner gives up its ballast first. */
export function auditedJobStore<Store extends JobRunStore>(
  folder: string,
  store: Store,
  now: () => number,
): AuditedJobs<Store> {
  const runs = new Map<number, { n: number; job: string; actor: AuditActor }>();
  const plans = new Map<string, JobPlan>();
  type Entry = Parameters<AuditTrail['append']>[1];
  async function append(actor: AuditActor, entry: Entry): Promise<number> {
    const record = AuditTrail.once(folder, now, (trail) => trail.append(actor, entry));
    if (AuditTrail.isDue(record)) await writeCheckpoints(folder, now);
    return record.n;
  }
  const audited: Pick<JobRunStore, 'startJobRun' | 'endJobRun' | 'raiseAlarm'> = {
    async startJobRun(run) {
      const actor = run.by === 'schedule' ? SERVICE_ACTOR : { ...SERVICE_ACTOR, account: run.by };
      const what = { action: `job ${run.job}`, object: 'job', begun: null } as const;
      const n = await append(actor, { ...what, level: 'info', result: 'begun', payload: {} });
      const id = await store.startJobRun(run);
      if (id !== null) runs.set(id, { n, job: run.job, actor });
      return id;
    },
    async endJobRun(id, end) {
      await store.endJobRun(id, end);
      const run = runs.get(id);
      if (run === undefined) return;
      runs.delete(id);
      const plan = plans.get(run.job);
      plans.delete(run.job);
      const { counts } = end;
      const result = end.result === 'running' ? 'begun' : end.result;
      const payload = { ...(plan && { planned: plan.counts, deferred: plan.deferred }), counts };
      const trouble = result === 'failed' || result === 'stopped';
      const level = trouble ? 'warning' : Object.keys(counts).length > 0 ? 'notice' : 'info';
      const what = { action: `job ${run.job}`, object: 'job', begun: run.n };
      await append(run.actor, { ...what, level, result, payload });
    },
    async raiseAlarm(alarm) {
      const stands = (await store.alarms()).some(({ subject }) => subject === alarm.subject);
      await store.raiseAlarm(alarm);
      if (stands) return;
      const { subject, planned, total } = alarm;
      const what = { action: 'alarm', object: subject, begun: null, payload: { planned, total } };
      await append(SERVICE_ACTOR, { ...what, level: 'warning', result: 'done' });
    },
  };
  const withRecords = new Proxy(store, {
    get(target, method) {
      const own = Reflect.get(Object.hasOwn(audited, method) ? audited : target, method);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
  return { store: withRecords, planned: (job, plan) => void plans.set(job, plan) };
}
