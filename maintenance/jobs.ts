import type { Job } from './job.ts';
import { callMemory } from './jobs/call-memory.ts';
import { calls } from './jobs/calls.ts';
import { configurationVersions } from './jobs/configuration-versions.ts';
import { cutTransfers } from './jobs/cut-transfers.ts';
import { heldCalls } from './jobs/held-calls.ts';
import { jobRuns } from './jobs/job-runs.ts';
import { ledger } from './jobs/ledger.ts';
import { rawCopies } from './jobs/raw-copies.ts';
import { sealRawCopies } from './jobs/seal-raw-copies.ts';
import { sessions } from './jobs/sessions.ts';
import { subjectRequests } from './jobs/subject-requests.ts';
import { totals } from './jobs/totals.ts';
import { undefinedLines } from './jobs/undefined-lines.ts';
import { verify } from './jobs/verify.ts';

/**
 * Every job there is, in the order in which they run when several are due: what lines were received in goes before the calls
 * that were read in them, totals follow the calls, and at last all is compared. A new one is one file and one line here.
 */
export const JOBS: Readonly<Record<string, Job>> = {
  'undefined-lines': undefinedLines,
  'raw-copies': rawCopies,
  'held-calls': heldCalls,
  calls,
  'call-memory': callMemory,
  'subject-requests': subjectRequests,
  totals,
  sessions,
  'job-runs': jobRuns,
  'configuration-versions': configurationVersions,
  ledger,
  'cut-transfers': cutTransfers,
  'seal-raw-copies': sealRawCopies,
  verify,
};
