import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallationKey } from '../record/mac.ts';
import { OperationError } from '../record/operation-error.ts';

const KEY_FILE = 'installation.key';

/** The key of a data folder; null when there is none yet. */
export function readInstallationKey(folder: string): InstallationKey | null {
  let text: string;
  try {
    text = readFileSync(join(folder, KEY_FILE), 'utf8').trim();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new OperationError('DATA_FOLDER_RIGHTS', `The installation key in ${folder} cannot be read.`, {
      hint: 'Run the command as the account that owns the data folder.',
      cause,
    });
  }
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new OperationError('KEY_MISSING', `${join(folder, KEY_FILE)} does not hold a key.`, {
      hint: 'Put back the original file from a backup: without it no record can be recognised again.',
    });
  }
  return Buffer.from(text, 'hex') as InstallationKey;
}

/** Makes the key of a fresh data folder, durable before anybody relies on it. */
export function createInstallationKey(folder: string): InstallationKey {
  const key = randomBytes(32);
  const path = join(folder, KEY_FILE);
  const part = `${path}.part`;
  rmSync(part, { force: true });
  const file = openSync(part, 'wx', 0o600);
  writeSync(file, `${key.toString('hex')}\n`);
  fsyncSync(file);
  closeSync(file);
  // A link refuses to replace a key that is there; a rename would not.
  linkSync(part, path);
  rmSync(part);
  const directory = openSync(folder, 'r');
  fsyncSync(directory);
  closeSync(directory);
  return key as InstallationKey;
}
