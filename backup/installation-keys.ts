import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { MONTH_KEYS_FOLDER } from '../record/attachment.ts';
import { type AgeKeys, type AgeLock, decryptAge, encryptAge } from './age-files.ts';
import { partOf, syncTarget, targetTrouble } from './target-files.ts';

/** Keys of a data folder, without which a backup of it is of no use. They stand nowhere else but encrypted. */
const KEY_FILES = ['installation.key', 'signing.key'];

/** Of attachments of calls: wrapped, and encrypted once more here. */
const MONTH_KEY = new RegExp(`^${MONTH_KEYS_FOLDER}/\\d{4}-\\d\\d\\.key$`);

function monthKeys(folder: string): string[] {
  const place = join(folder, MONTH_KEYS_FOLDER);
  const names = existsSync(place) ? readdirSync(place).map((name) => `${MONTH_KEYS_FOLDER}/${name}`) : [];
  return names.filter((name) => MONTH_KEY.test(name)).sort();
}

/** The same beside the backups, for whoever has lost the machine and every backup's own. */
const KEYS_AT_TARGET = 'installation-keys.age';

/** The keys of a data folder, encrypted. */
export async function lockKeys(folder: string, lock: AgeLock): Promise<Uint8Array> {
  const there = [...KEY_FILES.filter((name) => existsSync(join(folder, name))), ...monthKeys(folder)];
  const keys = Object.fromEntries(there.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  return await buffer(await encryptAge(Readable.from([Buffer.from(JSON.stringify(keys))]), lock));
}

export async function writeKeysAt(target: string, keys: Uint8Array): Promise<void> {
  const path = join(target, KEYS_AT_TARGET);
  try {
    await writeDurable(partOf(path), keys);
    await rename(partOf(path), path);
    await syncTarget(target);
  } catch (error) {
    await rm(partOf(path), { force: true }).catch(() => {});
    throw targetTrouble(target, error);
  }
}

/** Puts the keys of a backup into the folder it is restored into. */
export async function unlockKeys(folder: string, keys: Uint8Array, given: AgeKeys): Promise<void> {
  const file = 'The file of the installation’s keys';
  const plain = await decryptAge(Readable.from([keys]), given, file, '--recovery-identity');
  const found = JSON.parse(await text(plain)) as Record<string, string>;
  for (const [name, key] of Object.entries(found)) {
    if (!KEY_FILES.includes(name) && !MONTH_KEY.test(name)) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
    await writeDurable(join(folder, name), Buffer.from(key));
    await syncTarget(dirname(join(folder, name)));
  }
}

async function writeDurable(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
