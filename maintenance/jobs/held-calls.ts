import { ageCalls } from '../age-calls.ts';
import type { Job } from '../job.ts';

/** The same for calls that a threshold holds, by a ladder of their own. */
export const heldCalls: Job = {
  name: 'held-calls',
  summary: 'Masks, makes anonymous and removes calls that a threshold holds, by their age.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  after: 'raw-copies',
  ...ageCalls(true),
};
