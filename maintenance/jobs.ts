import type { Job } from './job.ts';
import { archive } from './jobs/archive.ts';
import { attachments } from './jobs/attachments.ts';
import { audit } from './jobs/audit.ts';
import { auditCheckpoints } from './jobs/audit-checkpoints.ts';
import { backup } from './jobs/backup.ts';
import { callMemory } from './jobs/call-memory.ts';
import { calls } from './jobs/calls.ts';
import { configurationVersions } from './jobs/configuration-versions.ts';
import { contacts } from './jobs/contacts.ts';
import { cutTransfers } from './jobs/cut-transfers.ts';
import { directory } from './jobs/directory.ts';
import { exports } from './jobs/exports.ts';
import { heldCalls } from './jobs/held-calls.ts';
import { jobRuns } from './jobs/job-runs.ts';
import { ledger } from './jobs/ledger.ts';
import { logFiles } from './jobs/log-files.ts';
import { people } from './jobs/people.ts';
import { rawCopies } from './jobs/raw-copies.ts';
import { reports } from './jobs/reports.ts';
import { sealRawCopies } from './jobs/seal-raw-copies.ts';
import { sessions } from './jobs/sessions.ts';
import { subjectRequests } from './jobs/subject-requests.ts';
import { totals } from './jobs/totals.ts';
import { undefinedLines } from './jobs/undefined-lines.ts';
import { verify } from './jobs/verify.ts';

/**
 * Every job there is, in the order in which they run when several are due: what lines were received in goes before the calls
 * that were read in them, totals follow the calls, all is compared,
 * and at last it is backed up, and reports are made. A new one is one file and one line here.
 */
export const JOBS: Readonly<Record<string, Job>> = {
  directory,
  'undefined-lines': undefinedLines,
  'raw-copies': rawCopies,
  'held-calls': heldCalls,
  calls,
  archive,
  'call-memory': callMemory,
  attachments,
  exports,
  contacts,
  people,
  'subject-requests': subjectRequests,
  totals,
  sessions,
  'job-runs': jobRuns,
  'configuration-versions': configurationVersions,
  audit,
  'log-files': logFiles,
  ledger,
  'cut-transfers': cutTransfers,
  'seal-raw-copies': sealRawCopies,
  'audit-checkpoints': auditCheckpoints,
  verify,
  backup,
  reports,
};
