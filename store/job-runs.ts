import type { JobAlarm, JobCounts, JobResult } from '../record/job-run.ts';
import type { Connection } from './open-database.ts';
import { SESSION_BYTES } from './session-bytes.ts';

/** Runs of jobs, what a killed process left open, and what somebody must see of them. */
export function createJobRuns(connection: Connection) {
  const startRun = connection
    .prepare<object, number>(
      `insert into job_run (job, due_at, started_at, started_by, result, counts)
       values (@job, @due_at, @at, @by, 'running', '{}')
       on conflict (job, due_at) do update set started_at = excluded.started_at, ended_at = null, result = 'running',
         counts = '{}', detail = 'made again: what it did before it was interrupted is not counted'
       where job_run.result = 'interrupted' returning id`,
    )
    .pluck();
  const endRun = connection.prepare(
    "update job_run set ended_at = @at, result = @result, counts = @counts, detail = coalesce(detail || coalesce('; ' || @detail, ''), @detail) where id = @id",
  );
  const lastRun = connection.prepare<[string, number], { due_at: number; result: JobResult }>(
    `select due_at, result from job_run where job = ? and due_at <= ? and result not in ('interrupted', 'running')
     order by due_at desc limit 1`,
  );
  const breakOffSessions = connection.prepare<{ now: number }, unknown>(
    `update session set result = 'broken', ended_at = @now, bytes = ${SESSION_BYTES},
     files = (select count(*) from intake where intake.session = session.id),
     files_known = (select count(*) from intake where intake.session = session.id and kind = 'resent'),
     detail = 'the service ended in the middle of it (killed, or the machine stopped); closed at the next start'
     where result = 'open'`,
  );
  const interruptRuns = connection.prepare<[], unknown>(
    "update job_run set result = 'interrupted' where result = 'running'",
  );
  const endLeftOver = connection.transaction((now: number) => {
    breakOffSessions.run({ now });
    interruptRuns.run();
  });
  // One runs at a time: another that is said to run could not note its end, because the disk was full.
  const start = connection.transaction(
    (run: { job: string; due_at: number | null; at: number; by: string }): number | null => {
      interruptRuns.run();
      return startRun.get(run) ?? null;
    },
  );
  return {
    ...createAlarms(connection),
    startJobRun: (run: Parameters<typeof start>[0]) => start.immediate(run),
    endJobRun: (
      id: number,
      end: { at: number; result: JobResult; counts: JobCounts; detail: string | null },
    ): void => void endRun.run({ id, ...end, counts: JSON.stringify(end.counts) }),
    lastJobRun: (job: string, now: number) => lastRun.get(job, now) ?? null,
    endLeftOver: (now: number) => endLeftOver.immediate(now),
  };
}

function createAlarms(connection: Connection) {
  const raise = connection.prepare(
    `insert into purge_alarm (subject, raised_at, message, hint, planned, total)
     values (@subject, @raised_at, @message, @hint, @planned, @total)
     on conflict (subject) do update set message = excluded.message, hint = excluded.hint, planned = excluded.planned,
       total = excluded.total`,
  );
  const clear = connection.prepare<[string], unknown>('delete from purge_alarm where subject = ?');
  const all = connection.prepare<[], JobAlarm>('select * from purge_alarm order by subject');
  const look = connection.prepare<[number], unknown>(
    `insert into counter (name, value) values ('scheduler', ?)
     on conflict (name) do update set value = excluded.value`,
  );
  return {
    raiseAlarm: (alarm: JobAlarm): void => void raise.run(alarm),
    clearAlarm: (subject: string) => clear.run(subject).changes === 1,
    alarms: () => all.all(),
    noteRound: (at: number): void => void look.run(at),
  };
}
