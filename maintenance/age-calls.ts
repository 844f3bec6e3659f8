import { ageEdges, dayIn, type Retention } from '../privacy/retention.ts';
import type { Day } from '../record/calendar.ts';
import type { DueDay } from '../store/job-store.ts';
import type { Job, PlanContext } from './job.ts';

/** The steps of the ladder that calls take, those that thresholds hold or the others: the same days in plan and run. */
export function ageCalls(held: boolean): Pick<Job, 'plan' | 'run'> {
  const what = held ? 'held_calls' : 'calls';
  const name = (step: DueDay['step']): string => `${what}_${step}`;
  const due = ({ reads }: PlanContext, retention: Retention, today: Day): Promise<readonly DueDay[]> =>
    reads.dueCalls({ held, edges: ageEdges(retention, today)[what], today });
  return {
    async plan(context) {
      const counts: Record<string, number> = {};
      let [takes, kept] = [0, 0];
      const { retention, now } = context;
      const days = retention === null ? [] : await due(context, retention, dayIn(retention.time_zone, now()));
      for (const { step, calls, deferred } of days) {
        if (calls > 0) counts[name(step)] = (counts[name(step)] ?? 0) + calls;
        takes += calls;
        kept += deferred;
      }
      const all = (await context.reads.callsByDay()).filter((row) => row.held === (held ? 1 : 0));
      const of = all.reduce((sum, { legs }) => sum + legs, 0);
      return { counts, deferred: kept, taking: { takes, of } };
    },
    async run(context) {
      const { gateway, retention, now, signal, count } = context;
      if (retention === null) return;
      // A run can last over midnight: what becomes due then is the next one's.
      const today = dayIn(retention.time_zone, now());
      const days = await due(context, retention, today);
      const begun = await gateway.begin(retention, what, today);
      for (const day of days) {
        // Legal holds keep all of it.
        if (day.calls === 0) continue;
        const told = (rows: number): void => count(name(day.step), rows);
        await gateway.ageDay({ ...day, held, retention, today }, { signal, told });
      }
      await gateway.complete(begun);
      // Quality records of calls that never came, or on a day that has none; and of what nothing can come any more.
      if (!held) await gateway.removeLeftOver(retention, { signal, today });
    },
  };
}
