import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { InstallationKey } from '../record/mac.ts';
import { OperationError } from '../record/operation-error.ts';
import { makeKeyFile, readKeyFile } from './key-file.ts';

const KEY_FILE = 'installation.key';

/** The key of a data folder; null when there is none yet. */
export function readInstallationKey(folder: string): InstallationKey | null {
  const text = readKeyFile(join(folder, KEY_FILE))?.trim();
  if (text === undefined) return null;
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new OperationError('KEY_MISSING', `${join(folder, KEY_FILE)} does not hold a key.`, {
      hint: 'Put back the original file from a backup: without it no record can be recognised again.',
    });
  }
  return Buffer.from(text, 'hex') as InstallationKey;
}

/** The key of a folder that has records; what cannot be done without it is said. */
export function requireInstallationKey(folder: string, cannot: string): InstallationKey {
  const key = readInstallationKey(folder);
  if (key !== null) return key;
  throw new OperationError('KEY_MISSING', `The installation key of ${folder} is missing.`, {
    hint: `Put installation.key back from a backup: without it ${cannot}.`,
  });
}

/** Makes the key of a fresh data folder, durable before anybody relies on it. */
export function createInstallationKey(folder: string): InstallationKey {
  const key = randomBytes(32) as InstallationKey;
  if (!makeKeyFile(join(folder, KEY_FILE), `${key.toString('hex')}\n`))
    throw new Error(`a key of ${folder} is there already`);
  return key;
}
