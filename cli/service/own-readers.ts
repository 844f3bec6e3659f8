import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readingProcesses } from './log-readers.ts';

/** Commands that read register here, a file each, named after the process. */
const READERS_FOLDER = 'readers';
/** What is told to end and does not is in the middle of one long question, of which nothing is left when it is killed. */
const PATIENCE_MS = 2_000;

/** Says that this process is one of ours that reads; gives what takes that back. An account that may only read cannot say so. */
export function registerReader(folder: string): () => void {
  const path = join(folder, READERS_FOLDER, String(process.pid));
  try {
    mkdirSync(join(folder, READERS_FOLDER), { recursive: true, mode: 0o700 });
    writeFileSync(path, beganAt(process.pid) ?? '', { mode: 0o600 });
  } catch {
    return () => {};
  }
  return () => rmSync(path, { force: true });
}

/**
 * Ends commands of ours that read the database now, where something that was deleted cannot go before they end. The kernel says
 * who reads; number and beginning of the process say that it is the one that registered. Gives how many there were.
 */
export async function endOwnReaders(folder: string): Promise<number> {
  const own = readingProcesses(folder).filter((pid) => pid !== process.pid && isRegistered(folder, pid));
  for (const pid of own) end(pid, 'SIGTERM');
  if (own.length > 0) await setTimeout(PATIENCE_MS);
  const left = readingProcesses(folder).filter((pid) => own.includes(pid) && isRegistered(folder, pid));
  for (const pid of left) end(pid, 'SIGKILL');
  forgetGone(folder);
  return own.length;
}

function isRegistered(folder: string, pid: number): boolean {
  try {
    const written = readFileSync(join(folder, READERS_FOLDER, String(pid)), 'utf8');
    return written !== '' && written === beganAt(pid);
  } catch {
    return false;
  }
}

/** One of another account stays; it is named. */
function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {}
}

/** What killed processes left. */
function forgetGone(folder: string): void {
  const place = join(folder, READERS_FOLDER);
  try {
    for (const name of readdirSync(place))
      if (beganAt(Number(name)) === null) rmSync(join(place, name), { force: true });
  } catch {}
}

/** When a process began, in ticks since the machine did; null where there is none of that number, or the system does not tell. */
function beganAt(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program, in brackets, can hold blanks.
    return (
      text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .at(19) ?? null
    );
  } catch {
    return null;
  }
}
