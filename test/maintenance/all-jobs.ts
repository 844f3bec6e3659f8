import { Archives } from '../../cli/service/archives.ts';
import { auditUpkeep } from '../../cli/service/audit-upkeep.ts';
import { Backups } from '../../cli/service/backups.ts';
import { jobReads } from '../../cli/service/job-reads.ts';
import { NO_CONFIGURATION } from '../../cli/service/judging.ts';
import { rawCopyUpkeep } from '../../cli/service/raw-copy-upkeep.ts';
import { JobRunner } from '../../maintenance/job-runner.ts';
import { JOBS } from '../../maintenance/jobs.ts';
import { DEFAULT_SCHEDULE } from '../../maintenance/schedule.ts';
import { type Retention, retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { WritingStore } from '../../store/store.ts';
import { ARRIVAL, KEY } from '../asterisk-lines.ts';
import { erasingIn, gatewayOf } from '../gateway-in-folder.ts';

const NIGHT: number = ARRIVAL + 70 * DAY_MS;
const NIGHT_RETENTION: Retention = retentionSchema.parse({
  calls: { masked: '10 days', anonymous: '71 days', gone: '72 days' },
  held_calls: { masked: '10 days', anonymous: null, gone: '60 days' },
  raw_copies: '10 days',
  undefined_lines: '10 days',
  totals: { anonymous: '60 days', gone: '10 years' },
  sessions: '15 days',
  configuration_versions: '30 days',
});

/** Every job of a night over a folder, in their order; the store may be watched. */
export async function runAllJobs(
  folder: string,
  watched: (store: WritingStore) => WritingStore = (store) => store,
): Promise<void> {
  const store = watched(openSqliteStore(folder));
  const now = (): number => NIGHT;
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => work();
  const gateway = gatewayOf(folder, store, now);
  const configuration = async () => NO_CONFIGURATION;
  const runner = new JobRunner({
    ...{ store, now, inTurn, gateway },
    archives: new Archives({ folder, key: KEY, store, gateway, now, configuration }),
    reports: { isDue: async () => false, run: async () => {} },
    rateFreeMinutes: async () => 0,
    erasing: erasingIn(folder, store, now),
    reads: jobReads(folder),
    audit: auditUpkeep(folder, now),
    planned: () => {},
    rawCopies: rawCopyUpkeep(folder, async () => {}),
    backups: new Backups({ folder, key: KEY, store, now, configuration }),
    retention: async () => NIGHT_RETENTION,
    schedule: async () => DEFAULT_SCHEDULE,
    readers: () => [],
    endReaders: async () => 0,
    pause: async () => {},
    ballast: { release: async () => false, restore: async () => {} },
    log: () => {},
  });
  await store.endLeftOver(NIGHT);
  const { signal } = new AbortController();
  const wish = { due_at: NIGHT, by: 'schedule', confirmed: true, signal };
  for (const job of Object.values(JOBS)) await runner.run(job, wish);
  await store.close();
}
