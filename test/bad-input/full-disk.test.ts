import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  AS_ASTERISK,
  callLine,
  freshPlace,
  ledgerline,
  provenCounts,
  Service,
  typed,
  watchedDrop,
} from './as-a-user.ts';

const LONG_MS = 120_000;
const LINES = 25_000;

/** Room for the raw copy of the file (5 MB), and not for its calls as well. */
const TOO_SMALL = '7m';
/** Not even for the raw copy. */
const MUCH_TOO_SMALL = '3m';

const tried = mkdtempSync(join(tmpdir(), 'mount-'));
const mayMount = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', tried]).status === 0;
if (mayMount) execFileSync('umount', [tried]);
rmdirSync(tried);
const small = test.skipIf(!mayMount);
const unless = mayMount ? '' : ' (skipped: a small disk can only be mounted by root)';

/** A disk of its own for the data folder, which can be made larger. */
function smallDisk(size: string) {
  const place = freshPlace();
  const disk = join(place, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
  const path = join(place, 'large.csv');
  writeFileSync(path, Array.from({ length: LINES }, (_, number) => `${callLine(number)}\n`).join(''));
  const makeRoom = (): void => void execFileSync('mount', ['-o', 'remount,size=64m', disk]);
  return { place, folder: join(disk, 'store'), path, makeRoom };
}

for (const size of [TOO_SMALL, MUCH_TOO_SMALL]) {
  small(
    `the command ingest on a disk of ${size} ends with a clear word, and goes on with more room${unless}`,
    async () => {
      const { folder, path, makeRoom } = smallDisk(size);
      const ingest = ['ingest', '--data', folder, '--source', 'pbx', ...AS_ASTERISK, path];
      const full = await ledgerline(ingest);
      expect(full.code).toBe(1);
      expect(full.err).toMatch(
        /disk .*is full.*\nMake room .* then run the command again\. What was received is safe/,
      );
      expect(full.err).not.toMatch(/by itself/);
      makeRoom();
      expect((await typed(ingest)).code).toBe(0);
      expect(await provenCounts(folder, 'pbx')).toMatchObject({ lines: LINES, calls: LINES });
    },
    LONG_MS,
  );

  small(
    `a service on a disk of ${size} keeps the file at its origin or in its raw copy, and goes on by itself${unless}`,
    async () => {
      const { place, folder, path, makeRoom } = smallDisk(size);
      const { drop } = await watchedDrop(place, folder);
      execFileSync('cp', [path, drop]);
      const service = new Service(folder);
      await service.said('is full');
      const waiting = size === TOO_SMALL ? [] : ['large.csv'];
      await expect.poll(() => readdirSync(drop)).toEqual(waiting);
      const trouble = async () => {
        const { out } = await typed(['sources', 'list', '--json', '--data', folder]);
        return (JSON.parse(out) as { trouble: object | null }[])[0]?.trouble;
      };
      expect(await trouble()).toMatchObject({ reason: expect.stringContaining('is full') });
      makeRoom();
      await expect
        .poll(() => typed(['ledger', '--json', '--data', folder]).then(({ out }) => JSON.parse(out)), {
          timeout: LONG_MS,
        })
        .toMatchObject([{ calls: LINES, waiting_bytes: 0 }]);
      await expect.poll(trouble, { timeout: LONG_MS }).toBe(null);
      await service.stop();
      expect(readdirSync(drop)).toEqual([]);
      expect(await provenCounts(folder, 'pbx')).toMatchObject({ lines: LINES, calls: LINES });
    },
    LONG_MS,
  );
}

test(
  'a service whose disk fails in the middle of a commit ends with a clear word, and its next start goes on',
  async () => {
    const { folder, drop } = await watchedDrop(freshPlace());
    const lines = Array.from({ length: LINES }, (_, number) => `${callLine(number)}\n`);
    writeFileSync(join(drop, 'large.csv'), lines.join(''));
    // A limit on the size of a file, just behind that of the raw copy: the database's log runs into it.
    const limit = ['bash', '-c', `trap '' XFSZ; ulimit -f 5000; exec "$@"`, 'bash'];
    const failing = new Service(folder, { under: limit });
    expect(await failing.said('the service cannot go on')).toMatchObject({ code: 'DISK_FAILED' });
    expect(await failing.ended).toBe(1);
    const service = new Service(folder);
    await service.said('the service is running');
    await service.stop();
    expect(await provenCounts(folder, 'pbx')).toMatchObject({ lines: LINES, calls: LINES });
  },
  LONG_MS,
);
