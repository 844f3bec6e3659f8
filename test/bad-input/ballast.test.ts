import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BALLAST_FILE, ballastIn } from '../../cli/service/ballast.ts';
import { openWriter } from '../../cli/service/writer.ts';
import { calls } from '../../maintenance/jobs/calls.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { CommandDesk } from '../cli/command-desk.ts';

const MIB = 1024 * 1024;
const small = test.skipIf(!mayMount());
const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';

small(
  `on a full disk what is due to go still goes, because the ballast makes room${unless}`,
  async () => {
    const desk = new CommandDesk();
    const disk = new SmallDisk(desk.folder);
    try {
      const line = (n: number) => asteriskLine({ start: '2026-10-20 09:00:00', uniqueid: `1793005200.${n}` });
      const lines = Array.from({ length: 3_000 }, (_, n) => line(n)).join('\n');
      await desk.out(
        'ingest',
        '--source',
        'pbx',
        '--driver',
        'asterisk-csv',
        desk.write('m.csv', `${lines}\n`),
      );
      const retention = {
        calls: { masked: null, anonymous: null, gone: '30 days' },
        held_calls: { masked: null, anonymous: null, gone: '30 days' },
        raw_copies: '30 days',
      };
      await desk.out('config apply', desk.write('policy.yaml', JSON.stringify({ retention })));
      // A disk as small as this one has no room for a ballast of its own accord.
      const ballast = join(desk.folder, BALLAST_FILE);
      writeFileSync(ballast, Buffer.alloc(32 * MIB, 1));
      const said: string[] = [];
      const log = (_: string, message: string): void => void said.push(message);
      const now = (): number => ARRIVAL + 40 * DAY_MS;
      const writer = await openWriter(desk.folder, { now, log, failed: () => {}, lasting: false });
      disk.leave(4096);
      const { signal } = new AbortController();
      const end = await writer.jobs.run(calls, { due_at: null, by: 'os:somebody', confirmed: true, signal });
      await writer.close();
      expect(end).toMatchObject({ result: 'done', counts: { calls_gone: 3_000 } });
      expect(said.join('\n')).toContain('the ballast was given up');
      disk.makeRoom();
      expect((await desk.run('verify')).exit).toBe(0);
    } finally {
      disk.remove();
      desk.remove();
    }
  },
  60_000,
);

test('the ballast is really written, once, and given up once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-'));
  const { release, restore } = ballastIn(folder, () => {});
  try {
    await restore();
    const { size, blocks, ino } = statSync(join(folder, BALLAST_FILE));
    expect([size, blocks * 512 >= size]).toEqual([64 * MIB, true]);
    await restore();
    expect(statSync(join(folder, BALLAST_FILE)).ino).toBe(ino);
    expect([await release(), await release()]).toEqual([true, false]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
