import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '96m';

const mount = (folder: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder]).status === 0;

/** Whether this account may mount a disk; as a rule only root may. */
export function mayMount(): boolean {
  const tried = mkdtempSync(join(tmpdir(), 'mount-'));
  const may = mount(tried);
  if (may) spawnSync('umount', [tried]);
  rmdirSync(tried);
  return may;
}

/** A data folder on a disk of its own, on which somebody else takes and gives back room. */
export class SmallDisk {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!mount(folder)) throw new Error(`no disk could be mounted at ${folder}`);
  }

  private get filler(): string {
    return join(this.folder, 'of-somebody-else');
  }

  /** Leaves so many bytes free, or a little less when the program takes of them meanwhile. */
  leave(bytes: number): void {
    for (let tries = 0; tries < 20; tries++) {
      this.makeRoom();
      const { bavail, bsize } = statfsSync(this.folder);
      const size = bavail * bsize - bytes;
      // All of it or nothing; when the program took of the room in between, it is counted again.
      if (size <= 0 || spawnSync('fallocate', ['-l', String(size), this.filler]).status === 0) return;
    }
    throw new Error('the disk could not be filled');
  }

  makeRoom(): void {
    rmSync(this.filler, { force: true });
  }

  remove(): void {
    spawnSync('umount', ['--lazy', this.folder]);
  }
}
