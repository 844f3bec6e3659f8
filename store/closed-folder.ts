import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../record/operation-error.ts';

/** Stands in a data folder for as long as what a backup brought back must not be read. */
export const CLOSED_FILE = 'restore-unfinished';

/** Folders that this process itself is about to make fit to be read. */
const restoring = new Set<string>();

/** Whether a restore into a folder has not come to its end, and is not at work in this process. */
export function isClosed(folder: string): boolean {
  return !restoring.has(folder) && existsSync(join(folder, CLOSED_FILE));
}

/** Nobody reads or writes a folder before erasures and the ladder were applied to it. */
export function refuseClosed(folder: string): void {
  if (!isClosed(folder)) return;
  throw new OperationError(
    'RESTORE_UNFINISHED',
    `The data folder ${folder} is closed: a restore into it has not come to its end.`,
    {
      hint: 'Run the same ./ledgerline backup restore again: it begins anew. Nobody can be read out of it before erasures and retention were applied.',
    },
  );
}

/** Whether it is this process that restores the folder, which its other threads are to be told. */
export function isRestoring(folder: string): boolean {
  return restoring.has(folder);
}

/** For another thread of the process that restores. */
export function restoresToo(folder: string): void {
  restoring.add(folder);
}

/** The restore itself works in a folder that is closed to all others. */
export async function whileClosed<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  restoring.add(folder);
  try {
    return await work();
  } finally {
    restoring.delete(folder);
  }
}
