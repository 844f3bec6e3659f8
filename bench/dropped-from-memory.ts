import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The system keeps what it read in memory; these files it has to read from the disk again. */
export function dropFromMemory(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => /\.db(?:-wal)?$/.test(one))) {
    const path = join(folder, name);
    // What is not on the disk yet cannot be dropped.
    spawnSync('sync', [path]);
    const { status, stderr } = spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none']);
    if (status !== 0) throw new Error(`${path} could not be dropped from memory: ${stderr}`);
  }
}
