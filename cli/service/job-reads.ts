import { setImmediate } from 'node:timers/promises';
import { backupsAt } from '../../backup/target-files.ts';
import { dueReports } from '../../maintenance/due-reports.ts';
import type { JobReads } from '../../maintenance/job.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { contactsWithCalls } from '../../store/queries/contacts-with-calls.ts';
import { readDirectory } from '../../store/queries/directory.ts';
import { dueAttachments } from '../../store/queries/due-attachments.ts';
import { dueCalls } from '../../store/queries/due-calls.ts';
import {
  callsByDay,
  dueEntries,
  dueLines,
  dueRows,
  dueTotals,
  staleDays,
} from '../../store/queries/due-rows.ts';
import { configurationVersions, cutTransfers } from '../../store/queries/intakes.ts';
import { takenLast } from '../../store/queries/job-runs.ts';
import { sealableCopies } from '../../store/queries/raw-copies.ts';
import {
  dueStatements,
  knownSchedules,
  waitingDispatches,
  waitingStatements,
} from '../../store/queries/statements.ts';
import { openRequests } from '../../store/queries/subject-requests.ts';
import { unusedLabels } from '../../store/queries/unused-labels.ts';
import { intakeIds, mismatchesOf } from '../../store/queries/verify.ts';
import { openReadingConnection, type ReadingConnection } from '../../store/reading-connection.ts';
import { oldLogFiles } from './log-folder.ts';
import { notedLogFolder } from './noted-log-folder.ts';

/** What jobs look up in a data folder, by a store that is open only for as long: a reader would hold up the emptying of the log. */
export function jobReads(folder: string, logFolder: string | null = notedLogFolder(folder)): JobReads {
  async function reading<Result>(
    read: (store: ReadingConnection) => Result | Promise<Result>,
  ): Promise<Result> {
    const store = openReadingConnection(folder);
    try {
      return await read(store);
    } finally {
      await store.close();
    }
  }
  return {
    dueCalls: (wish) => reading(({ connection }) => dueCalls(connection, wish)),
    callsByDay: () => reading(({ connection }) => callsByDay(connection)),
    dueLines: (wish) => reading(({ connection }) => dueLines(connection, wish)),
    dueRows: (wish) => reading(({ connection }) => dueRows(connection, wish)),
    dueEntries: (wish) => reading(({ connection }) => dueEntries(connection, wish)),
    dueAttachments: (wish) => reading(({ connection }) => dueAttachments(connection, wish)),
    dueAudit: async (before) => {
      const { dueAudit } = await import('./audit-upkeep.ts');
      return dueAudit(folder, before);
    },
    oldLogFiles: async (before) => oldLogFiles(logFolder, before),
    dueStatements: (wish) => reading(({ connection }) => dueStatements(connection, wish)),
    dueReports: (now) =>
      reading(async (store) => {
        const { connection } = store;
        const { reportTimings } = await import('./report-timings.ts');
        const timings = reportTimings(await configurationOf(store));
        const due = dueReports(timings, knownSchedules(connection), now).length;
        return {
          schedules: due + waitingStatements(connection, now),
          dispatches: waitingDispatches(connection, now),
        };
      }),
    dueTotals: (wish) => reading(({ connection }) => dueTotals(connection, wish)),
    appliedAt: () => reading(({ connection }) => retentionSince(configurationVersions(connection))),
    usual: (job) => reading(({ connection }) => takenLast(connection, job)),
    openRequests: () => reading(({ connection }) => openRequests(connection)),
    staleDays: () => reading(({ connection }) => staleDays(connection)),
    sealable: () => reading(({ connection }) => sealableCopies(connection, Number.MAX_SAFE_INTEGER)),
    rawCopies: (wish) =>
      reading(async (store) => {
        // With all drivers, so only where it is asked for.
        const { plannedRawCopies } = await import('./planned-raw-copies.ts');
        return await plannedRawCopies(folder, store, wish);
      }),
    directory: () => reading(({ connection }) => readDirectory(connection)),
    directoryImports: () => reading(async (store) => (await configurationOf(store)).directory.imports),
    // A server may take its time, so the store is closed by then.
    directoryDelivery: async ({ of, now }) => {
      const { directoryDelivery } = await import('./directory-delivery.ts');
      return await directoryDelivery(await reading(configurationOf), of, now);
    },
    contactsWithCalls: () => reading(({ connection }) => contactsWithCalls(connection)),
    cutTransfers: (before) => reading(({ connection }) => cutTransfers(connection, before)),
    backups: (now) =>
      reading(async (store) => {
        const { backup, retention } = await configurationOf(store);
        if (backup === null) return { targets: 0, surplus: 0 };
        const { surplusBackups } = await import('../../privacy/backup-policy.ts');
        const at = { now, time_zone: retention?.time_zone ?? 'UTC' };
        let surplus = 0;
        for (const target of backup.targets) {
          const there = await backupsAt(target).catch(() => []);
          surplus += surplusBackups([...there, { made_at: now }], backup.keep, at).length;
        }
        return { targets: backup.targets.length, surplus };
      }),
    unusedLabels: () => reading(({ connection }) => unusedLabels(connection)),
    archives: (now) =>
      reading(async (store) => {
        const { plannedArchives } = await import('./planned-archives.ts');
        const { archive, retention } = await configurationOf(store);
        return plannedArchives(store.connection, { archive, retention, now });
      }),
    intakes: () => reading(({ connection }) => intakeIds(connection)),
    mismatches: (intakes) =>
      reading(async ({ connection }) => {
        let wrong = 0;
        for (const id of intakes) {
          wrong += mismatchesOf(connection, id).length;
          // Sockets have their turn in between.
          await setImmediate();
        }
        return wrong;
      }),
  };
}

/** What reads a configuration knows all drivers and sources, which most questions have no use for. */
async function configurationOf(store: ReadingConnection): Promise<Configuration> {
  const { activeConfiguration } = await import('./judging.ts');
  return await activeConfiguration(store);
}

/** Since when the retention in force is as it is: a source that was added since then is no reason to leave a night out. */
async function retentionSince(
  versions: readonly { text: string; applied_at: number }[],
): Promise<number | null> {
  if (versions.length <= 1) return versions[0]?.applied_at ?? null;
  const { LISTS } = await import('./judging.ts');
  const { loadConfiguration } = await import('../../settings/load-configuration.ts');
  const retentionOf = (text: string): string | null => {
    const loaded = loadConfiguration(text, LISTS);
    return loaded.ok ? JSON.stringify(loaded.configuration.retention) : null;
  };
  let since: number | null = null;
  let own: string | null = null;
  for (const { text, applied_at } of versions) {
    const retention = retentionOf(text);
    own ??= retention;
    if (retention === null || retention !== own) break;
    since = applied_at;
  }
  return since ?? versions[0]?.applied_at ?? null;
}
