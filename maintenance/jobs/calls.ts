import { ageCalls } from '../age-calls.ts';
import type { Job } from '../job.ts';

/** Calls are masked, made anonymous and removed when they are as old as the retention says. */
export const calls: Job = {
  name: 'calls',
  summary: 'Masks, makes anonymous and removes calls by their age.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  after: 'raw-copies',
  ...ageCalls(false),
};
