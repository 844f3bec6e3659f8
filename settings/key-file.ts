import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperationError } from '../record/operation-error.ts';

/** What stands in the file of a key; null when there is none. */
export function readKeyFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null;
    throw new OperationError('DATA_FOLDER_RIGHTS', `The key ${path} cannot be read.`, {
      hint: 'Run the command as the account that owns the data folder.',
      cause,
    });
  }
}

/** Durable before anybody relies on it; false where another process was first, whose key stays. */
export function makeKeyFile(path: string, text: string): boolean {
  const part = `${path}.${process.pid}.part`;
  rmSync(part, { force: true });
  try {
    writeWhole(part, text);
    if (!isFirst(part, path)) return false;
  } finally {
    rmSync(part, { force: true });
  }
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
  return true;
}

/** A link refuses to replace a key that is there; a rename would not. */
function isFirst(part: string, path: string): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** On a full disk a part of it is written, of which the next write tells. */
function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
