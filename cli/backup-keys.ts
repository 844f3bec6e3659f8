import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AgeKeys } from '../backup/age-files.ts';
import { OperationError } from '../record/operation-error.ts';
import { askSecrets } from './ask-secrets.ts';
import type { CommandCall } from './command.ts';
import { isSet, optional, usageError } from './usage.ts';

export const KEY_OPTIONS = {
  identity: { value: 'FILE', summary: 'private key of a recipient, as age-keygen made it' },
  'recovery-identity': {
    value: 'FILE',
    summary: 'private key of the recovery recipient, where that is another',
  },
  'passphrase-file': { value: 'FILE', summary: 'where the passphrase stands' },
  'ask-passphrase': { value: null, summary: 'asks for the passphrase' },
} as const;

/** Asks where the option says so. */
export async function askedPassphrase(call: CommandCall): Promise<string[]> {
  return isSet(call, 'ask-passphrase') ? await askSecrets(call, ['Passphrase']) : [];
}

/** The one that was asked for; null where none was. */
export function passphraseOf(call: CommandCall): string | null {
  if (!isSet(call, 'ask-passphrase')) return null;
  const [passphrase] = call.secrets;
  if (passphrase === undefined || passphrase === '')
    throw usageError(
      'The passphrase is missing.',
      'Type it when you are asked, or give it on standard input.',
    );
  return passphrase;
}

/** What was given to open a backup with; no keys at all where nothing was. */
export function keysOf(call: CommandCall): AgeKeys {
  const files = [optional(call, 'identity'), optional(call, 'recovery-identity')].filter(
    (file) => file !== null,
  );
  const identities = files.flatMap((file) => identitiesIn(call, file));
  const file = optional(call, 'passphrase-file');
  const written = file === null ? [] : [textOf(resolve(call.cwd, file)).replace(/\r?\n$/, '')];
  const asked = passphraseOf(call);
  return { identities, passphrases: [...written, ...(asked === null ? [] : [asked])] };
}

export function hasKeys({ identities, passphrases }: AgeKeys): boolean {
  return identities.length + passphrases.length > 0;
}

/** The private keys in a file. */
export function identitiesIn({ cwd }: Pick<CommandCall, 'cwd'>, file: string): string[] {
  const path = resolve(cwd, file);
  const lines = textOf(path).split(/\r?\n/);
  const found = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (found.length > 0) return found;
  throw new OperationError('KEY_WRONG', `There is no private key in ${path}.`, {
    hint: 'Give the file that age-keygen made: its last line begins with AGE-SECRET-KEY-.',
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OperationError('FILE_UNREADABLE', `The file ${path} cannot be read.`, {
      hint: 'Check the name, and that this account may read it.',
      cause,
    });
  }
}
