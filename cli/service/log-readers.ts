import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_FILE } from '../../store/database-file.ts';

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
    const { ino } = statSync(join(folder, `${DATABASE_FILE}-shm`));
    const found = readFileSync(locks, 'utf8')
      .split('\n')
      .flatMap((line) => readerOf(line, ino));
    return [...new Set(found)];
  } catch {
    return [];
  }
}

/** `1: POSIX  ADVISORY  READ 1234 fe:00:5678 123 123` */
function readerOf(line: string, inode: number): number[] {
  const [, , , kind, pid, place, from, to] = line.trim().split(/\s+/);
  if (kind !== 'READ' || place?.split(':')[2] !== String(inode)) return [];
  const reads = Number(from) <= READ_MARKS.last && (to === 'EOF' || Number(to) >= READ_MARKS.first);
  return reads ? [Number(pid)] : [];
}

function programOf(pid: number): string {
  if (pid === process.pid) return 'this service, for a command or a report';
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'of another account or place';
  }
}
