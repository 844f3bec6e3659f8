import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunnerParts } from '../../maintenance/job-runner.ts';

export const BALLAST_FILE = 'ballast';
const BYTES = 64 * 1024 * 1024;
const BLOCK_BYTES = 1024 * 1024;
/** It is made only where it takes no more than this part of what is free. */
const PART_OF_FREE = 8;

/**
 * A file that takes room so that it can be given up: on a full disk not even a delete works, so what is to go could not go.
 * Really written, because a hole takes no room.
 */
export function ballastIn(folder: string, log: RunnerParts['log']): RunnerParts['ballast'] {
  const path = join(folder, BALLAST_FILE);
  return {
    async release() {
      const there = await stat(path).catch(() => null);
      if (there === null) return false;
      await rm(path, { force: true });
      log('warn', 'the disk is full: the ballast was given up, so that what is due to go can go', {
        bytes: there.size,
      });
      return true;
    },
    async restore() {
      if ((await stat(path).catch(() => null)) !== null) return;
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < BYTES * PART_OF_FREE) return;
      const begun = `${path}.part`;
      try {
        await write(begun);
        await rename(begun, path);
      } catch (error) {
        await rm(begun, { force: true }).catch(() => {});
        log('warn', 'the ballast could not be made', { error: String(error) });
      }
    },
  };
}

async function write(path: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    // Blocks that differ and are not empty: some file systems keep neither zeros nor the same twice.
    const block = Buffer.alloc(BLOCK_BYTES, 0x7f);
    for (let at = 0; at < BYTES; at += BLOCK_BYTES) {
      block.writeUInt32LE(at, 0);
      await file.write(block);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
