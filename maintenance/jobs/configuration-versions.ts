import { expireRows } from '../expire-rows.ts';
import type { Job } from '../job.ts';

/** Documents that are not in force any more, and settings by which no line that is still known was judged. */
export const configurationVersions: Job = {
  name: 'configuration-versions',
  summary:
    'Removes old versions of the configuration, never the one in force, and the notes of old changes of the directory.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  ...expireRows([
    { kind: 'configuration_versions', period: (retention) => retention.configuration_versions },
    { kind: 'directory_versions', period: (retention) => retention.configuration_versions },
    { kind: 'settings', period: (retention) => retention.configuration_versions },
  ]),
};
