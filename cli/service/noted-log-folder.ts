import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../collector/source.ts';

const NOTE_FILE = 'log-folder';

/** Where the service wrote its log when it ran last, for commands that look beside it; null where it wrote none into a folder. */
export function notedLogFolder(folder: string): string | null {
  try {
    return readFileSync(join(folder, NOTE_FILE), 'utf8').trimEnd() || null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Notes it, by the one who holds the lock. A service goes on without the note: only plans would miss files of the log. */
export function noteLogFolder(folder: string, logFolder: string | null, log: Log): void {
  const path = join(folder, NOTE_FILE);
  try {
    if (notedLogFolder(folder) === logFolder) return;
    if (logFolder === null) rmSync(path, { force: true });
    else {
      writeFileSync(`${path}.part`, `${logFolder}\n`, { mode: 0o600 });
      renameSync(`${path}.part`, path);
    }
  } catch (error) {
    const hint =
      'jobs plan and retention preview do not know of files of the log until the service starts again.';
    log('warn', 'the folder of the log could not be noted', { error: String(error), hint });
  }
}
