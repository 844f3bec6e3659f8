import { fdatasync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { emptyLog } from '../empty-log.ts';
import type { Scrubbed } from '../job-store.ts';
import type { Connection } from '../open-database.ts';
import { FILE_HEADER_BYTES, MOST_PAGES, type PageLayout, pageGap, pageLayout } from './page-gap.ts';
import { createScrubMark } from './scrub-mark.ts';

/** Read at once. */
const RUN_BYTES = 1024 * 1024;

/**
 * Overwrites what SQLite leaves in unused parts of pages when it moves cells from one to another, of which secure_delete knows
 * nothing (docs/decisions/0009-unused-parts-of-pages.md). Only bytes change that nothing reads, so it may be cut off anywhere, and who reads the
 * database meanwhile notices nothing. Each slice sees to it that the file is all there is: the log is empty, the writer
 * has no page in its memory with which an old gap would come back, and, being one call, nothing is written meanwhile.
 */
export function createGapScrubber(connection: Connection, path: string) {
  const mark = createScrubMark(connection);
  const database = openOnce(path);
  /** The page to go on with; null where no scrub is under way. */
  let next: number | null = null;

  function slice(pages: number, begins: boolean): Scrubbed {
    // What was deleted since an earlier one began, and was held up, may stand in pages that it has passed.
    if (begins && !mark.isUnderWay()) next = null;
    if (next === null) {
      if (!mark.begin()) return 'done';
      next = 1;
    }
    if (!emptyLog(connection)) return 'kept';
    connection.pragma('shrink_memory');
    const { file, layout, last } = database();
    if (last > MOST_PAGES) return 'too large';
    const end = Math.min(last, next + pages - 1);
    scrubPages(file, layout, next, end);
    next = end + 1;
    if (next <= last) return 'more';
    fdatasyncSync(file);
    mark.end();
    next = null;
    emptyLog(connection);
    return 'done';
  }

  return {
    scrubGaps: slice,
    claimDisplaced: () => mark.claimDisplaced(),
    /** Puts on disk what slices wrote, while others write. */
    flushScrubbed: async (): Promise<void> => {
      if (next !== null && next > 1) await promisify(fdatasync)(database().file);
    },
  };
}

/**
 * Closing any descriptor of a file gives up all locks that this process has on it, also those of other connections. So there is
 * one for each store, and it is left to the end of the process.
 */
function openOnce(path: string): () => { file: number; layout: PageLayout; last: number } {
  let opened: { file: number; layout: PageLayout } | null = null;
  return () => {
    if (opened === null) {
      const file = openSync(path, 'r+');
      const header = Buffer.alloc(FILE_HEADER_BYTES);
      readSync(file, header, 0, FILE_HEADER_BYTES, 0);
      const layout = pageLayout(header);
      if (layout === null) throw new Error(`${path} does not begin as a database`);
      opened = { file, layout };
    }
    const last = Math.floor(fstatSync(opened.file).size / opened.layout.page_size);
    return { ...opened, last };
  };
}

/** Overwrites the unused parts of pages from the first to the last. */
function scrubPages(file: number, layout: PageLayout, first: number, last: number): void {
  const size = layout.page_size;
  const most = Math.min(last - first + 1, Math.floor(RUN_BYTES / size));
  const run = Buffer.allocUnsafe(most * size);
  const zeros = Buffer.alloc(size);
  for (let number = first; number <= last; number += most) {
    const read = readSync(file, run, 0, Math.min(most, last - number + 1) * size, (number - 1) * size);
    for (let at = 0; at + size <= read; at += size) {
      const gap = pageGap(run.subarray(at, at + size), number + at / size, layout);
      if (gap === null || gap.from === gap.to) continue;
      const length = gap.to - gap.from;
      if (run.compare(zeros, 0, length, at + gap.from, at + gap.to) === 0) continue;
      writeSync(file, zeros, 0, length, (number - 1) * size + at + gap.from);
    }
  }
}
