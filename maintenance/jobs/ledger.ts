import { expireRows } from '../expire-rows.ts';
import type { Job } from '../job.ts';

/** Intakes of which nothing is left, neither a call, nor a line, nor a raw copy; who was let into a call memory; holds that ended. */
export const ledger: Job = {
  name: 'ledger',
  summary:
    'Removes intakes of which nothing is left, who was let into call memories, and holds that ended, by age.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  ...expireRows([
    { kind: 'intakes', period: (retention) => retention.ledger },
    { kind: 'memory_accesses', period: (retention) => retention.ledger },
    { kind: 'holds', period: (retention) => retention.holds },
  ]),
};
