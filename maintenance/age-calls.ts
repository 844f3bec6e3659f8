import { ageEdges, dayIn } from '../privacy/retention.ts';
import type { DueDay } from '../store/job-store.ts';
import type { Job, PlanContext } from './job.ts';

/** The steps of the ladder that calls take, those that thresholds hold or the others: the same days in plan and run. */
export function ageCalls(held: boolean): Pick<Job, 'plan' | 'run'> {
  const what = held ? 'held_calls' : 'calls';
  const name = (step: DueDay['step']): string => `${what}_${step}`;
  async function due({ retention, reads, now }: PlanContext): Promise<readonly DueDay[]> {
    if (retention === null) return [];
    const today = dayIn(retention.time_zone, now());
    return await reads.dueCalls({ held, edges: ageEdges(retention, today)[what], today });
  }
  return {
    async plan(context) {
      const counts: Record<string, number> = {};
      let [takes, kept] = [0, 0];
      for (const { step, calls, deferred } of await due(context)) {
        if (calls > 0) counts[name(step)] = (counts[name(step)] ?? 0) + calls;
        takes += calls;
        kept += deferred;
      }
      const days = (await context.reads.callsByDay()).filter((row) => row.held === (held ? 1 : 0));
      const of = days.reduce((sum, { legs }) => sum + legs, 0);
      return { counts, deferred: kept, taking: { takes, of } };
    },
    async run(context) {
      const { gateway, retention, signal, count } = context;
      if (retention === null) return;
      const days = await due(context);
      const begun = await gateway.begin(retention, what);
      for (const { step, day } of days) {
        const told = (rows: number): void => count(name(step), rows);
        await gateway.ageDay({ step, day, held, retention }, { signal, told });
      }
      await gateway.complete(begun);
      // Quality records of calls that never came, or on a day that has none; and of what nothing can come any more.
      if (!held) await gateway.removeLeftOver(retention, { signal });
    },
  };
}
