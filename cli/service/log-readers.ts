import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE, LOCK_FILE } from '../../store/database-file.ts';

/** The bytes of SQLite's shared index that a process locks for as long as it reads. */
const READ_MARKS = { first: 123, last: 127 };

/**
 * Who reads the database of a folder at this moment, by the locks that the kernel lists; empty where it lists none (outside
 * Linux). No more than the number of the process and its program: a command line can hold a number of a person.
 */
export function logReaders(folder: string, locks?: string): string[] {
  return readingProcesses(folder, locks).map((pid) => `process ${pid} (${programOf(pid)})`);
}

/** Their numbers. */
export function readingProcesses(folder: string, locks = '/proc/locks'): number[] {
  try {
    const found = kernelLocks(join(folder, `${DATABASE_FILE}-shm`), locks)
      .filter(({ kind, from, to }) => kind === 'READ' && from <= READ_MARKS.last && to >= READ_MARKS.first)
      .map(({ pid }) => pid);
    return [...new Set(found)];
  } catch {
    return [];
  }
}

interface KernelLock {
  readonly kind: string;
  readonly pid: number;
  readonly from: number;
  readonly to: number;
}

/** The locks on a file that the kernel lists: `1: POSIX  ADVISORY  READ 1234 fe:00:5678 123 123`. Throws outside Linux. */
function kernelLocks(path: string, locks: string): KernelLock[] {
  const { ino } = statSync(path);
  return readFileSync(locks, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , , , place]) => place?.split(':')[2] === String(ino))
    .map(([, , , kind = '', pid, , from, to]) => ({
      ...{ kind, pid: Number(pid), from: Number(from) },
      to: to === 'EOF' ? Number.POSITIVE_INFINITY : Number(to),
    }));
}

/** Whether a process may be writing into the folder; only where the kernel lists its locks can that be denied. */
export function mayHaveWriter(folder: string, locks = '/proc/locks'): boolean {
  if (!existsSync(join(folder, LOCK_FILE))) return false;
  try {
    return kernelLocks(join(folder, LOCK_FILE), locks).some(({ kind }) => kind === 'WRITE');
  } catch {
    return true;
  }
}

function programOf(pid: number): string {
  if (pid === process.pid) return 'this service, for a command or a report';
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'of another account or place';
  }
}
