import { expect, test } from 'vitest';
import { auditUpkeep } from '../../cli/service/audit-upkeep.ts';
import { readInstallationKey } from '../../settings/installation-key.ts';
import { AuditLog } from '../../store/audit/audit-log.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { CommandDesk } from '../cli/command-desk.ts';

const NUMBER = '+4989231250001';
const small = test.skipIf(!mayMount());
const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';

small(
  `on a full disk records of the audit log that are to go stay, are told in words of ours, and go when there is room${unless}`,
  async () => {
    const desk = new CommandDesk();
    const disk = new SmallDisk(desk.folder);
    try {
      await desk.out('init');
      await desk.out('calls', '--number', NUMBER);
      const key = readInstallationKey(desk.folder);
      if (key === null) throw new Error('the folder has no key');
      const audit = auditUpkeep(desk.folder, () => desk.now);
      const asked = { typed: [NUMBER], isNamedIn: () => false };
      // Somebody else has the log open, so that nothing but its own writing lacks room.
      const other = new AuditLog(desk.folder, 'write');
      disk.leave(0);
      const full = {
        code: 'DISK_FULL',
        message: expect.stringMatching(/The audit log cannot be written: The disk/),
      };
      await expect(audit.erase(key, asked)).rejects.toMatchObject(full);
      await expect(audit.expire(desk.now + 86_400_000)).rejects.toMatchObject({ code: 'DISK_FULL' });
      disk.makeRoom();
      expect(await audit.erase(key, asked)).toBe(1);
      other.close();
    } finally {
      disk.remove();
      desk.remove();
    }
  },
  120_000,
);
