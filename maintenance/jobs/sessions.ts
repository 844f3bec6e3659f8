import { expireRows } from '../expire-rows.ts';
import type { Job } from '../job.ts';

/** Connections and rounds, with the addresses they came from. */
export const sessions: Job = {
  name: 'sessions',
  summary: 'Removes what is known of connections, by age.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  ...expireRows([{ kind: 'sessions', period: (retention) => retention.sessions }]),
};
