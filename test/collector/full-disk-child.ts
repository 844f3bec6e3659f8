import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalFiles } from '../../collector/journal/journal-files.ts';
import type { InstallationKey } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { rawPath } from '../../record/raw-copy.ts';

// Runs under a limit on the size of files: appends past it, and says what happened.
const folder = process.argv[2] ?? '';
const journal = new JournalFiles(folder, Buffer.alloc(32) as InstallationKey);
const copy = await journal.stream('pbx', 1, 1);
await copy.append(Buffer.alloc(60_000, 'x'));
const error = await copy.append(Buffer.alloc(60_000, 'y')).catch((failure: unknown) => failure);
if (!(error instanceof OperationError)) throw error;
const lengthOnDisk = (await stat(join(folder, rawPath('pbx', 1, 1)))).size;
const length = copy.length;
const afterwards = await copy.append(Buffer.from('fit'));
console.log(
  JSON.stringify({ code: error.code, retryable: error.retryable, length, lengthOnDisk, afterwards }),
);
