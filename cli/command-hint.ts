import type { OperationError, OperationErrorCode } from '../record/operation-error.ts';

const MAKE_ROOM = 'Make room on the disk that holds the data folder, then run the command again.';
export const READ_AGAIN =
  'Nothing of it was kept. Check the name and the rights, then run the command again.';

/** Where the service goes on by itself, a command that ended does not. */
const AFTER_A_COMMAND: Partial<Record<OperationErrorCode, string>> = {
  DISK_FULL: `${MAKE_ROOM} What was received is safe, and counts once.`,
};

/** The same of a file that somebody handed over: nobody looks at it again. */
const OF_GIVEN_FILE: Partial<Record<OperationErrorCode, string>> = {
  FILE_UNREADABLE: READ_AGAIN,
  FILE_VANISHED: READ_AGAIN,
};

/** What to do about the trouble that a command ended with. */
export function hintForCommand({ code, hint }: OperationError): string {
  return AFTER_A_COMMAND[code] ?? hint;
}

/** What to do about a file that was handed over and could not be taken. */
export function hintForGivenFile({ code, hint }: OperationError): string {
  return OF_GIVEN_FILE[code] ?? hint;
}
