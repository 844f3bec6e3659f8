import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { AttachmentDesk } from '../cli/attachment-desk.ts';

const small = test.skipIf(!mayMount());
const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';

small(
  `on a full disk an attachment is not taken by half, and its original stays until there is room${unless}`,
  async () => {
    const desk = new AttachmentDesk();
    const disk = new SmallDisk(desk.folder);
    try {
      await desk.begin({ by: 'name', call_key: '-([0-9.]+)\\.wav$' }, { afterwards: 'delete' });
      desk.record('x-1.1.wav', Buffer.alloc(4 * 1024 * 1024));
      disk.leave(2 * 1024 * 1024);
      expect(await desk.refusal(desk.look())).toBe('DISK_FULL');
      expect(desk.files().filter((path) => !path.endsWith('.key'))).toEqual([]);
      expect(readdirSync(desk.recordings)).toEqual(['x-1.1.wav']);
      disk.makeRoom();
      expect(await desk.look()).toBe(1);
      expect([existsSync(desk.recordings), readdirSync(desk.recordings)]).toEqual([true, []]);
      expect(await desk.list()).toHaveLength(1);
    } finally {
      disk.remove();
      desk.remove();
    }
  },
  120_000,
);
