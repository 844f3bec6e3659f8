/** Error codes of the world misbehaving. Each stands in docs/errors.md; none is ever reused for something else. */
export const OPERATION_ERRORS = {
  DATA_FOLDER_LOCKED: 'Another process writes to this data folder.',
  DATA_FOLDER_MISSING: 'There is no data folder at this place.',
  DATA_FOLDER_RIGHTS:
    'The data folder or a file in it cannot be read or written with the rights of this account.',
  DATABASE_NEWER: 'The database was written by a newer version of the program.',
  DATABASE_OTHER:
    'The database was made by a version of the program from before its release, of another shape.',
  DATABASE_DAMAGED: 'The database failed its check or could not be opened.',
  DISK_FULL: 'The disk that holds the data folder is full.',
  DISK_FAILED: 'The disk refused to read, write or flush; the process stops rather than guess.',
  TOO_MANY_FILES: 'The operating system lets this process, or all together, open no more files.',
  KEY_MISSING: 'The installation key is missing although the database has records.',
  FILE_UNREADABLE: 'A file cannot be read.',
  FILE_VANISHED: 'A file disappeared or changed while it was read.',
  FILE_IMMOVABLE: 'A file cannot be moved, renamed or deleted at its origin after it was taken.',
  ARCHIVE_REFUSED:
    'A compressed file or archive is damaged, cut, unpacks to more than the limit, or is not what is taken.',
  CONNECTION_FAILED: 'A connection could not be made or was lost.',
  LOGIN_REFUSED: 'The other side refused the user, password or key.',
  CERTIFICATE_REFUSED: 'The certificate of a server is none that is trusted, or is of another host.',
  LDAP_REFUSED: 'An LDAP server did not give everything that was asked.',
  HOST_KEY_UNKNOWN: 'The host key of the server has not been trusted yet.',
  HOST_KEY_CHANGED: 'The host key of the server is another than the trusted one.',
  CONFIGURATION_INVALID: 'The configuration says something that is not allowed.',
  DIRECTORY_REFUSED: 'A file is no list of the directory, or something of an import cannot be taken in.',
  DIRECTORY_SHRINKS: 'An import would end more of a list than the configuration allows at once.',
  TARIFF_REFUSED:
    'A rate sheet has mistakes, or nobody could tell which calls it is for; nothing of it was kept.',
  EXCHANGE_REFUSED: 'Costs cannot be told in the currency that was asked for.',
  MEMORY_REFUSED: 'The call memory is not for whoever asked, or not with this password.',
  AUDIT_UNWRITTEN: 'The audit log cannot be written, so what it would have to tell is not done.',
  CHECKPOINT_UNWRITTEN: 'A signed checkpoint of the audit log could not be written to its second place.',
  USAGE: 'The command was called in a way it does not know.',
  NOT_FOUND: 'There is no such thing under this name or number.',
  NOT_SHOWN: 'The role of whoever asks does not show this.',
  SUBJECT_UNCLEAR: 'What was typed can mean several people or things.',
  FACT_OF_CALL: 'What a telephone system wrote of a call cannot be corrected.',
  ERASURE_UNFINISHED: 'A person could not be forgotten everywhere yet; it is gone on with.',
  DEMO_UNFINISHED: 'The demo did not come to the end it should come to.',
  ATTACHMENT_DAMAGED: 'The encrypted file of an attachment is missing, cut or altered.',
  ATTACHMENT_KEY: 'The key of a month of attachments is missing, or cannot be opened.',
  ATTACHMENT_REFUSED: 'A file in a folder of attachments cannot be taken as it is.',
  UNDER_HOLD: 'A legal hold keeps what was to be deleted.',
  BACKUP_NO_ROOM: 'There is no room for a backup, at its target or for the copy of the database.',
  BACKUP_TARGET: 'A target of backups is not there, cannot be written, or belongs to another installation.',
  ARCHIVE_DAMAGED: 'A file of an archive was cut, altered, or is not there.',
  BACKUP_DAMAGED: 'A backup was cut, altered, or is none.',
  TRANSFER_DAMAGED: 'An export of calls was cut, altered, or is none.',
  TRANSFER_OWN: 'The calls of an export are those of the installation that was to take them.',
  KEY_WRONG: 'None of the keys or passphrases that were given opens the file.',
  ERASURES_INCOMPLETE: 'The list of erasures beside the backups is missing, cut or altered.',
  RESTORE_UNFINISHED:
    'This data folder is closed: what a backup brought back is not as it must be today yet.',
  SUM_TOO_LARGE: 'A sum is too large to be told exactly.',
  LEDGER_BROKEN: 'The ledger or the store does not add up.',
} as const;
export type OperationErrorCode = keyof typeof OPERATION_ERRORS;

/** The world misbehaved. Caught only in the collect loop, the scheduler and the commands' entry. */
export class OperationError extends Error {
  readonly code: OperationErrorCode;
  /** Worth another try without anybody changing anything? */
  readonly retryable: boolean;
  /** What a person can do about it. */
  readonly hint: string;

  constructor(
    code: OperationErrorCode,
    message: string,
    options: { hint: string; retryable?: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'OperationError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.hint = options.hint;
  }
}
