import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { CommandDesk } from '../cli/command-desk.ts';

const small = test.skipIf(!mayMount());
const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';

small(
  `a disk that is full while a raw copy is packed leaves the plain one, and it is packed when there is room${unless}`,
  async () => {
    const desk = new CommandDesk();
    const disk = new SmallDisk(desk.folder);
    try {
      // Names that cannot be packed away, so that the packed copy needs more room than there is.
      const name = (n: number): string => createHash('sha256').update(String(n)).digest('base64url');
      const line = (n: number): string =>
        asteriskLine({ start: '2026-10-20 09:00:00', uniqueid: `1793005200.${n}`, name: name(n) });
      const lines = Array.from({ length: 20_000 }, (_, n) => line(n)).join('\n');
      const source = ['--source', 'pbx', '--driver', 'asterisk-csv'];
      await desk.out('ingest', ...source, desk.write('m.csv', `${lines}\n`));
      desk.now = ARRIVAL;
      disk.leave(512 * 1024);
      const full = await desk.run('jobs run', 'seal-raw-copies');
      expect(full).toMatchObject({ exit: 1, out: expect.stringMatching(/failed.*full/s) });
      disk.makeRoom();
      expect((await desk.run('verify')).exit).toBe(0);
      const sealed = await desk.out('jobs run', 'seal-raw-copies');
      expect(sealed).toContain('raw copies sealed 1');
      expect((await desk.run('verify')).exit).toBe(0);
      const [call] = await desk.json<{ id: number }[]>('calls');
      expect((await desk.run('call show', String(call?.id), '--raw')).out).toContain(name(0));
    } finally {
      disk.remove();
      desk.remove();
    }
  },
  120_000,
);
