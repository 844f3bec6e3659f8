import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mayMount, SmallDisk } from './disk-full/small-disk.ts';

const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';

test.skipIf(!mayMount())(
  `a disk becomes full also while a program takes of its room without a pause${unless}`,
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'small-disk-'));
    const disk = new SmallDisk(join(place, 'disk'));
    const taking = 'while :; do printf %4096s >> "$0/taken"; done 2>/dev/null';
    const program = spawn('sh', ['-c', taking, disk.folder], { stdio: 'ignore' });
    try {
      while (!existsSync(join(disk.folder, 'taken'))) await sleep(5);
      disk.leave(0);
      expect(statfsSync(disk.folder).bavail).toBe(0);
    } finally {
      program.kill('SIGKILL');
      await once(program, 'close');
      disk.remove();
      rmSync(place, { recursive: true, force: true });
    }
  },
);
