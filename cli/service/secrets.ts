import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationError } from '../../record/operation-error.ts';

/** Reads a secret by its reference: `file:/path`, or `credential:NAME` of systemd. The last line end is removed. */
export async function readSecret(reference: string, credentials: string | undefined): Promise<string> {
  const path = pathOf(reference, credentials);
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new OperationError('FILE_UNREADABLE', `The secret ${reference} cannot be read.`, {
      hint: 'Check that the file exists and that the account of the service may read it.',
      retryable: true,
      cause,
    });
  }
}

function pathOf(reference: string, credentials: string | undefined): string {
  if (reference.startsWith('file:')) return reference.slice('file:'.length);
  if (reference.startsWith('credential:') && credentials !== undefined) {
    return join(credentials, reference.slice('credential:'.length));
  }
  throw new OperationError('CONFIGURATION_INVALID', `The secret ${reference} is nowhere to be found.`, {
    hint: 'Secrets are file:/path, or credential:NAME when systemd passes credentials to the service.',
  });
}
