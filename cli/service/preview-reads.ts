import type { JobReads } from '../../maintenance/job.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';
import { jobReads } from './job-reads.ts';
import { plannedArchives } from './planned-archives.ts';

/**
 * What a preview looks up: as jobs do, but archives by the document that it is about, which need not be the one in force, and
 * behind the steps that calls take before them in the same night.
 */
export function previewReads(
  folder: string,
  { archive, retention }: Pick<Configuration, 'archive' | 'retention'>,
): JobReads {
  let firstNight: number | null = null;
  return {
    ...jobReads(folder),
    async archives(now) {
      firstNight ??= now;
      const store = openReadingConnection(folder);
      try {
        return plannedArchives(store.connection, { archive, retention, now, firstNight });
      } finally {
        await store.close();
      }
    },
  };
}
