import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { requireAudit } from '../access/audit-sight.ts';
import { notShown } from '../access/not-shown.ts';
import { seesSource } from '../access/sees-source.ts';
import type { Sight } from '../access/sight.ts';
import type { UpkeepSources } from '../reports/upkeep-sources.ts';
import { jobRuns } from '../store/queries/job-runs.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { unreadableFile } from './configuration-files.ts';

/** Where somebody stands who asks for a report. */
export interface ReportPlace {
  /** From which names of files count. */
  readonly cwd: string;
  /** The data folder. */
  readonly folder: string;
}

/** A bill is compared by numbers. */
export function refuseBill(sight: Sight): void {
  if (sight.view.mask.length > 0) throw notShown(sight, 'Numbers, by which a bill is compared, are');
}

/** What reports are made of besides calls, by the rights that the commands of it ask for. */
export function upkeepSources(
  store: ReadingStore,
  sight: Sight,
  { now, place }: { now: number; place: ReportPlace },
): UpkeepSources {
  const { cwd, folder } = place;
  const seen = <Row extends { readonly source: string }>(rows: readonly Row[]): Row[] =>
    rows.filter(({ source }) => seesSource(sight, source));
  return {
    async bill(file) {
      refuseBill(sight);
      try {
        return readFileSync(resolve(cwd, file));
      } catch (cause) {
        throw unreadableFile(file, cause);
      }
    },
    async ledger(by) {
      const { ledger } = await import('../store/queries/ledger.ts');
      return seen(ledger(store.connection, by));
    },
    async undefinedLines(received_from, received_before) {
      const { undefinedLines } = await import('../access/lines.ts');
      return await undefinedLines(store, sight, { received_from, received_before }, null);
    },
    async sourcesSeen() {
      const { knownSources } = await import('../store/queries/intakes.ts');
      return seen(await knownSources(store.query));
    },
    async retention() {
      const { activeConfiguration } = await import('./service/judging.ts');
      const { retentionClasses } = await import('./report-retention.ts');
      const configuration = await activeConfiguration(store);
      return await retentionClasses(store, { configuration, now, folder });
    },
    jobRuns: async (from, to) =>
      jobRuns(store.connection, null, Number.MAX_SAFE_INTEGER)
        .filter(({ started_at }) => started_at >= from && started_at < to)
        .reverse(),
    async auditRecords(since_ms, until_ms, limit) {
      requireAudit(sight);
      const { AuditLog, hasAuditLog } = await import('../store/audit/audit-log.ts');
      if (!hasAuditLog(folder)) return [];
      const log = new AuditLog(folder, 'read');
      const everything = { account: null, action: null, level: null, result: null };
      try {
        return log
          .find({ since_ms, until_ms, limit, ...everything })
          .map(({ n, utc_ms, account, address, computer, action, object, level, result }) => ({
            ...{ n, utc_ms, account, address, computer, action, object, level, result },
          }));
      } finally {
        log.close();
      }
    },
  };
}
