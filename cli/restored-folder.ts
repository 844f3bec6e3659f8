import type { RestoredFolder } from '../backup/restore-backup.ts';
import { backupName } from '../backup/target-files.ts';
import { JOBS } from '../maintenance/jobs.ts';
import { clockTrouble } from '../privacy/clock-brake.ts';
import { RESTORED_ACTION } from '../record/audit-record.ts';
import { showTime } from '../record/calendar.ts';
import type { Erasure } from '../record/erasure.ts';
import { OperationError } from '../record/operation-error.ts';
import { counted } from '../reports/text-table.ts';
import { readInstallationKey } from '../settings/installation-key.ts';
import { databaseMismatches, ledgerMismatches } from '../store/queries/verify.ts';
import { openReadingStore } from '../store/reading-store.ts';
import type { SubjectCounts } from '../store/subject-store.ts';
import { AuditTrail } from './audit-trail.ts';
import type { CommandCall } from './command.ts';
import { correctingCommands, leftFields, leftText } from './left-in-directory.ts';
import { operatingLog } from './service/operating-log.ts';
import { openWriter, type Writer } from './service/writer.ts';
import { shellWord } from './usage.ts';

/** Gives what could not go. */
type EraseAgain = (
  writer: Writer,
  erasures: readonly Erasure[],
  signal: AbortSignal,
) => Promise<SubjectCounts>;

/** What makes a restored folder fit to be read, by the pieces that a running service has. */
export function restoredFolder(
  folder: string,
  call: Pick<CommandCall, 'now' | 'principal' | 'origin' | 'signal'>,
  eraseAgain: EraseAgain = erasedAgain,
): RestoredFolder {
  const { now, principal, origin, signal } = call;
  const writer = (): Promise<Writer> =>
    openWriter(folder, { now, log: operatingLog('warn'), failed: () => {}, lasting: false });
  return {
    key() {
      const key = readInstallationKey(folder);
      if (key === null) throw noKey(folder);
      return key;
    },
    noteRestore({ made_at }, forced) {
      AuditTrail.once(folder, now, (trail) =>
        trail.append(
          { ...origin, account: principal },
          {
            action: RESTORED_ACTION,
            object: `${backupName(made_at)} of ${showTime(made_at, 0)}`,
            level: forced === null ? 'notice' : 'warning',
            ...{ result: 'done', begun: null, payload: { ...forced } },
          },
        ),
      );
    },
    async check() {
      // Brings one of an older version to the newest shape.
      await (await writer()).close();
      const store = openReadingStore(folder);
      try {
        const found = databaseMismatches(store.connection);
        const all = found.length > 0 ? found : ledgerMismatches(store.connection);
        return all.map(({ intake, message }) => (intake === null ? message : `intake ${intake}: ${message}`));
      } finally {
        await store.close();
      }
    },
    async bringUpToDate(erasures, lines, { made_at }) {
      const opened = await writer();
      try {
        for (const erasure of erasures)
          if ('attachment' in erasure)
            await opened.gateway.removeAttachments({ files: [erasure.attachment] });
        const people = erasures.filter((one): one is Erasure => !('attachment' in one));
        const kept = people.length === 0 ? {} : await eraseAgain(opened, people, signal);
        await opened.store.addErasureLines(lines);
        await believeClock(opened, now(), made_at);
        await applyLadder(opened, principal, signal);
        return await leftIn(folder, kept);
      } finally {
        await opened.close();
      }
    },
  };
}

/** As they were done on the store that the backup is from, by the hashes that are left of them. Behind them the ladder empties the log. */
async function erasedAgain(
  { gateway, retention }: Writer,
  erasures: readonly Erasure[],
  signal: AbortSignal,
): Promise<SubjectCounts> {
  const going = { signal, told: () => {} };
  const { deferred, damaged } = await gateway.eraseAgain(erasures, await retention(), going);
  if (damaged.length === 0) return deferred;
  throw new OperationError(
    'RESTORE_UNFINISHED',
    `${counted(erasures.length, 'erasure')} could not be done again in raw copies that cannot be read: those of intake ${damaged.join(', ')}.`,
    { hint: 'The folder stays closed. Restore another backup, of which these are whole.' },
  );
}

/** Numbers of people who were erased since, in fields of people of the directory as the backup has them; which no request waits for here. */
async function leftIn(folder: string, kept: SubjectCounts): Promise<string[]> {
  const store = openReadingStore(folder);
  try {
    const fields = leftFields(store, kept);
    if (fields.length === 0) return [];
    const commands = correctingCommands(fields).map(
      (command) => `\n  ${command} --data ${shellWord(folder)}`,
    );
    return [
      `Numbers of people who were erased since are left in the directory as the backup has it: ${leftText(fields)}. Correct it:${commands.join('')}`,
    ];
  } finally {
    await store.close();
  }
}

/** A backup that is months old is no clock that jumped; one of the future is. */
async function believeClock({ store, clock }: Writer, now: number, made_at: number): Promise<void> {
  const trouble = clockTrouble(made_at, now);
  if (trouble !== null && now < made_at) {
    throw new OperationError('RESTORE_UNFINISHED', `The retention cannot be applied: ${trouble}.`, {
      hint: 'Set the clock of this machine right, then run the same command again.',
    });
  }
  await store.noteClock(now);
  clock.confirm();
}

async function applyLadder({ jobs }: Writer, by: string, signal: AbortSignal): Promise<void> {
  // Nobody reads out of archives by this folder alone, and their targets are those of whoever runs: a drill leaves them alone.
  const due = Object.values(JOBS).filter(({ ladder, name }) => ladder && name !== 'archive');
  for (const job of due) {
    const end = await jobs.run(job, { due_at: null, by, confirmed: true, signal });
    signal.throwIfAborted();
    if (end?.result === 'done') continue;
    throw new OperationError(
      'RESTORE_UNFINISHED',
      `The job ${job.name} did not come to its end: ${end?.detail}`,
      {
        hint: 'The folder stays closed. Remove the trouble, then run the same command again.',
      },
    );
  }
}

function noKey(folder: string): OperationError {
  return new OperationError('KEY_MISSING', `The backup brought no installation key into ${folder}.`, {
    hint: 'Restore a backup of a data folder that was whole; the folder stays closed.',
  });
}
