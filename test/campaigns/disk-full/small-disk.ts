import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIZE = '96m';
const BLOCK = Buffer.alloc(1024 * 1024, 1);

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

  /** Leaves so many bytes free, or less when the program takes of them meanwhile. */
  leave(bytes: number): void {
    this.makeRoom();
    const filler = openSync(this.filler, 'w');
    try {
      // Block by block, counted anew: what the program takes in between is no longer to be filled.
      for (let more = this.free() - bytes; more > 0; more = this.free() - bytes)
        writeSync(filler, BLOCK, 0, Math.min(more, BLOCK.length));
    } catch (error) {
      // The program was faster, and nothing is left.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      closeSync(filler);
    }
  }

  private free(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  makeRoom(): void {
    rmSync(this.filler, { force: true });
  }

  remove(): void {
    spawnSync('umount', ['--lazy', this.folder]);
  }
}
