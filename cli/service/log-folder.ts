import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Day, dayOf } from '../../record/calendar.ts';
import { type LogFile, logFileFor, logFileName, parseLogFileName } from '../../record/log-file.ts';

/** A folder that cannot be read at such a moment is as one without files. */
const NO_FOLDER = new Set(['ENOENT', 'ENOTDIR']);

interface OpenFile extends LogFile {
  readonly descriptor: number;
  bytes: number;
  /** A line was cut by a full disk. */
  cut: boolean;
}

/** Lines of the operating log, in files by day and size. What cannot be written there is told, line by line, to `otherwise`. */
export class LogFolder {
  private readonly folder: string;
  private readonly now: () => number;
  private readonly otherwise: (line: string, trouble: Error | null) => void;
  private file: OpenFile | null = null;
  private failing = false;

  constructor(
    folder: string,
    now: () => number,
    /** The trouble comes with the first line only. */
    otherwise: (line: string, trouble: Error | null) => void,
  ) {
    this.folder = folder;
    this.now = now;
    this.otherwise = otherwise;
  }

  /** Never fails: a service must not end because nobody can be told how it is. */
  write(line: string): void {
    try {
      this.append(this.fileOf(dayOf(this.now())), line);
      this.failing = false;
    } catch (error) {
      const trouble = error instanceof Error ? error : new Error(String(error));
      this.otherwise(line, this.failing ? null : trouble);
      this.failing = true;
    }
  }

  private fileOf(today: Day): OpenFile {
    const last = this.file?.day === today ? this.file : this.lastOf(today);
    const { day, part } = logFileFor(today, last);
    if (this.file !== null && this.file.day === day && this.file.part === part) return this.file;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, logFileName({ day, part }));
    const descriptor = openSync(path, 'a+', 0o600);
    const bytes = fstatSync(descriptor).size;
    if (this.file !== null) closeSync(this.file.descriptor);
    this.file = { day, part, descriptor, bytes, cut: isCut(descriptor, bytes) };
    return this.file;
  }

  /** The file of today that an earlier service wrote into last. */
  private lastOf(today: Day): (LogFile & { bytes: number }) | null {
    const [last] = logFilesIn(this.folder)
      .filter(({ day }) => day === today)
      .sort((one, other) => other.part - one.part);
    return last === undefined
      ? null
      : { ...last, bytes: statSync(join(this.folder, logFileName(last))).size };
  }

  private append(file: OpenFile, line: string): void {
    // What comes behind a cut line begins on a line of its own.
    const bytes = Buffer.from(file.cut ? `\n${line}` : line);
    for (let at = 0; at < bytes.length; ) {
      const written = writeSync(file.descriptor, bytes, at);
      at += written;
      file.bytes += written;
      file.cut = at < bytes.length;
    }
  }
}

/** Whether the last line of a file has no end. */
function isCut(descriptor: number, bytes: number): boolean {
  const last = Buffer.alloc(1);
  return bytes > 0 && readSync(descriptor, last, 0, 1, bytes - 1) === 1 && last.toString() !== '\n';
}

/** How many files from before a day there are. */
export function oldLogFiles(folder: string | null, before: number): number {
  return folder === null ? 0 : olderThan(folder, before).length;
}

/** Removes them; gives how many. */
export function removeOldLogFiles(folder: string | null, before: number): number {
  if (folder === null) return 0;
  const old = olderThan(folder, before);
  for (const file of old) rmSync(join(folder, logFileName(file)), { force: true });
  return old.length;
}

function olderThan(folder: string, before: number): LogFile[] {
  return logFilesIn(folder).filter(({ day }) => day < before);
}

function logFilesIn(folder: string): LogFile[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const file = entry.isFile() ? parseLogFileName(entry.name) : null;
      return file === null ? [] : [file];
    });
  } catch (error) {
    if (error instanceof Error && NO_FOLDER.has((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
