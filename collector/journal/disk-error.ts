import { OperationError } from '../../record/operation-error.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const RIGHTS = new Set(['EACCES', 'EPERM', 'EROFS']);

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What the disk of the data folder answered, in our words. `doing` completes "could not …". */
export function diskError(error: unknown, doing: string): OperationError {
  if (error instanceof OperationError) return error;
  const code = errorCode(error);
  if (FULL.has(code)) return diskFull(doing, error);
  if (RIGHTS.has(code)) {
    return new OperationError('DATA_FOLDER_RIGHTS', `could not ${doing}: no right to (${code})`, {
      hint: 'Give the account of the service the right to read and write the data folder and everything in it.',
      cause: error,
    });
  }
  return tooManyFiles(error, doing) ?? diskFailed(doing, error);
}

const EXHAUSTED: Readonly<Record<string, string>> = {
  EMFILE: 'this process has as many files open as it may have',
  ENFILE: 'the whole machine has as many files open as it may have',
};

/** The word for a system that opens no more files, nothing of the disk; null for any other trouble. */
export function tooManyFiles(error: unknown, doing: string): OperationError | null {
  const why = EXHAUSTED[errorCode(error)];
  if (why === undefined) return null;
  return new OperationError('TOO_MANY_FILES', `could not ${doing}: ${why}; nothing durable was lost`, {
    hint: 'Allow more open files (LimitNOFILE of the unit, ulimit -n, or fs.file-max), or receive fewer connections at once. It is tried again by itself.',
    retryable: true,
    cause: error,
  });
}

export function diskFull(doing: string, cause?: unknown): OperationError {
  return new OperationError('DISK_FULL', `could not ${doing}: the disk is full; nothing durable was lost`, {
    hint: 'Make room on the disk that holds the data folder; collecting goes on by itself.',
    retryable: true,
    cause,
  });
}

/** After a failed flush nobody knows what is on disk, so the process has to stop and start from what is there. */
export function diskFailed(doing: string, cause: unknown): OperationError {
  return new OperationError(
    'DISK_FAILED',
    `could not ${doing}: the disk failed (${errorCode(cause) || cause})`,
    {
      hint: 'Look at the disk and its cable or storage; after a restart everything that was acknowledged is there.',
      cause,
    },
  );
}
