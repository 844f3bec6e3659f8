import { dayIn, edge } from '../../privacy/retention.ts';
import { TOTAL_ANONYMOUS } from '../../store/job-store.ts';
import type { Job, PlanContext } from '../job.ts';

/** Calls that arrive all the time make their day stale again and again; the next run goes on. */
const LONGEST_TOTALLING_MS = 30 * 60_000;

const FIRST_DAY = Number.MIN_SAFE_INTEGER;

/** Shares free minutes out among the calls of months that changed, makes totals of days that changed anew, and lets totals of calls that are gone climb their own ladder. */
export const totals: Job = {
  name: 'totals',
  summary:
    'Adds up days that changed, and notes which numbers they have; takes extensions and small groups out of old totals, and removes the oldest.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan(context) {
    const counts: Record<string, number> = {};
    const { gone, anonymous, deferred, of } = await dueTotals(context);
    const days = await context.reads.staleDays();
    if (days > 0) counts.days_totalled = days;
    if (gone > 0) counts.totals_gone = gone;
    if (anonymous > 0) counts.totals_anonymous = anonymous;
    // Totals lose their extensions because calls went, for which somebody has answered.
    return { counts, deferred, taking: { takes: gone, of } };
  },
  async run(context) {
    const { store, gateway, retention, now, inTurn, signal, count, rateFreeMinutes } = context;
    // What calls cost is added up behind it.
    const rated = await rateFreeMinutes(signal);
    if (rated > 0) count('calls_rated', rated);
    const until = now() + LONGEST_TOTALLING_MS;
    const days = await store.staleDays();
    while (now() < until && (await inTurn(() => store.totalSlice()))) signal.throwIfAborted();
    if (days > 0) count('days_totalled', Math.max(0, days - (await store.staleDays())));
    if (retention === null) return;
    for (const step of ['gone', 'anonymous'] as const)
      await gateway.ageTotals(step, retention, { signal, told: (rows) => count(`totals_${step}`, rows) });
  },
};

async function dueTotals({ retention, reads, now }: PlanContext) {
  const none = { gone: 0, anonymous: 0, deferred: 0, of: 0 };
  if (retention === null) return none;
  const today = dayIn(retention.time_zone, now());
  const last = edge(retention.totals.gone, today) ?? FIRST_DAY;
  const gone = await reads.dueTotals({ from: FIRST_DAY, to: last, below: TOTAL_ANONYMOUS + 1, today });
  const from = edge(retention.totals.anonymous, today);
  const anonymous =
    from === null ? null : await reads.dueTotals({ from: last, to: from, below: TOTAL_ANONYMOUS, today });
  const deferred = gone.deferred + (anonymous?.deferred ?? 0);
  return { gone: gone.rows, anonymous: anonymous?.rows ?? 0, deferred, of: gone.of };
}
