import { destroyRawCopy } from '../../collector/journal/blank-raw-copy.ts';
import { readRawCopy, removeRawCopy, sealRawCopy } from '../../collector/journal/raw-copies.ts';
import type { RawCopyUpkeep } from '../../maintenance/job.ts';

const COMPARED_BYTES = 4 * 1024 * 1024;

/** What jobs do to the raw copies of a data folder, by the hands of the journal. */
export function rawCopyUpkeep(folder: string, blank: () => Promise<void>): RawCopyUpkeep {
  return {
    blank,
    seal: (path, length) => sealRawCopy(folder, path, length),
    remove: (path) => removeRawCopy(folder, path),
    destroy: (path) => destroyRawCopy(folder, path),
    async same(plain, sealed, length) {
      for (let offset = 0; offset < length; offset += COMPARED_BYTES) {
        const size = Math.min(COMPARED_BYTES, length - offset);
        const [one, other] = await Promise.all([
          readRawCopy(folder, plain, offset, size),
          readRawCopy(folder, sealed, offset, size),
        ]);
        if (one.length !== size || !one.equals(other)) return false;
      }
      return true;
    },
  };
}
