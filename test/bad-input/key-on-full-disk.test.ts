import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readInstallationKey } from '../../settings/installation-key.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { CommandDesk } from '../cli/command-desk.ts';

const small = test.skipIf(!mayMount());
const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';

small(
  `a folder that is begun on a full disk says so, keeps no half of a key, and is begun by the same command when there is room${unless}`,
  async () => {
    const desk = new CommandDesk();
    const disk = new SmallDisk(desk.folder);
    try {
      for (const room of [0, 4096, 8192]) {
        disk.leave(room);
        const { exit, err } = await desk.run('init');
        expect([room, exit]).toEqual([room, 1]);
        expect(err).toMatch(/disk that holds .* is full.*\nMake room on the disk/);
        expect(readdirSync(desk.folder).filter((name) => name.endsWith('.part'))).toEqual([]);
        // It is whole, or none.
        expect(() => readInstallationKey(desk.folder)).not.toThrow();
      }
      disk.makeRoom();
      await desk.out('init');
      expect(readInstallationKey(desk.folder)).toHaveLength(32);
    } finally {
      disk.remove();
      desk.remove();
    }
  },
  120_000,
);
