import type { Job } from './job.ts';
import { sealRawCopies } from './jobs/seal-raw-copies.ts';

/** Every job there is. A new one is one file and one line here. */
export const JOBS: Readonly<Record<string, Job>> = {
  'seal-raw-copies': sealRawCopies,
};
