import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ERASURES_LOG } from '../../backup/erasures-log.ts';
import { OperationError } from '../../record/operation-error.ts';
import { registeredBackups } from '../../store/queries/backups.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';

/** Where a backup was written before, the list of erasures stands: without it this is the folder that a share is mounted on. */
export async function requireMounted(folder: string, target: string): Promise<void> {
  if (existsSync(join(target, ERASURES_LOG))) return;
  const store = openReadingConnection(folder);
  try {
    if (registeredBackups(store.connection).some((one) => one.target === target)) throw notMounted(target);
  } finally {
    await store.close();
  }
}

function notMounted(target: string): OperationError {
  return new OperationError(
    'BACKUP_TARGET',
    `The target ${target} has nothing of what was written there: the share is not mounted, or another one is.`,
    {
      hint: `Mount it. Where this is a new disk on purpose, put an empty file ${ERASURES_LOG} there.`,
    },
  );
}
