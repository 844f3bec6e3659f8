import { expireRows } from '../expire-rows.ts';
import type { Job } from '../job.ts';

const rows = expireRows([
  { kind: 'intakes', period: (retention) => retention.ledger },
  { kind: 'memory_accesses', period: (retention) => retention.ledger },
  { kind: 'holds', period: (retention) => retention.holds },
]);

/**
 * Intakes of which nothing is left, neither a call, nor a line, nor a raw copy; who was let into a call memory; holds that ended;
 * texts that neither a call nor a total has.
 */
export const ledger: Job = {
  name: 'ledger',
  summary:
    'Removes intakes of which nothing is left, who was let into call memories, and holds that ended, by age; trunks and causes that nothing has any more.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan(context) {
    const planned = await rows.plan(context);
    const labels = context.retention === null ? [] : await context.reads.unusedLabels();
    const counts = { ...planned.counts, ...(labels.length > 0 && { labels_gone: labels.length }) };
    return { ...planned, counts };
  },
  async run(context) {
    await rows.run(context);
    const { gateway, reads, retention, count } = context;
    if (retention === null) return;
    await gateway.removeLabels(() => reads.unusedLabels(), { told: (gone) => count('labels_gone', gone) });
  },
};
