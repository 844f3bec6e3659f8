import { randomBytes } from 'node:crypto';
import { appendFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sortOutStrayRawCopies } from '../../collector/journal/stray-raw-copies.ts';
import { sftp } from '../../collector/sources/sftp.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { dropFolder, QUICK } from './drop-folder.ts';
import { PowerCut } from './failing-parts.ts';
import { RunningSource } from './running-source.ts';
import { demoServer, hasSshd, openSshServer, type SshServer } from './ssh-servers.ts';
import { Workbench } from './workbench.ts';

const MIB = 1024 * 1024;
/** Lines that exist once in the world; what stands at a place is told by it. */
const large = (mib: number, salt = ''): string => {
  const line = (n: number): string => `${String(n).padStart(8, '0')}${salt}`.padEnd(127, '.');
  return Array.from({ length: mib * 8192 }, (_, n) => `${line(n)}\n`).join('');
};

describe.each([
  ['the small server of the demo', demoServer, false],
  ['OpenSSH (needs /usr/sbin/sshd)', openSshServer, !hasSshd],
] as const)('a transfer that breaks off, from %s', (_name, serve, isMissing) => {
  let bench: Workbench;
  let server: SshServer;
  let proxy: CuttingProxy;
  let folder: string;
  let drop: (content: string) => Promise<void>;
  let running: RunningSource | null = null;

  const start = (settings: Record<string, unknown> = {}, context = bench.context) => {
    const { user, private_key } = server;
    const known = { host: '127.0.0.1', port: proxy.port, user, private_key, folder: server.folder(folder) };
    running = new RunningSource(
      sftp,
      { ...known, ...QUICK, finished_after_seconds: 100, ...settings },
      context,
    );
    return running;
  };
  const receivedIs = (content: string) => bench.until(async () => (await bench.received()) === content);
  const details = () => bench.sessions().flatMap(({ detail }) => detail ?? []);
  const broke = () => bench.until(() => details().some((detail) => detail.includes('kept')));
  const wentOn = () =>
    bench.until(() => details().some((detail) => detail.includes('went on with a file behind')));
  const unfinished = async () =>
    (await readdir(join(bench.folder, 'raw'), { recursive: true })).filter((name) => name.endsWith('.part'));
  const fileName = async () => join(folder, (await readdir(folder))[0] ?? '');
  /** What the start of the service does. */
  const restart = async () => {
    const known = new Set(await bench.store.rawPaths());
    return await sortOutStrayRawCopies(bench.folder, {
      isKnown: (path) => known.has(path),
      standsPlain: async () => false,
    });
  };

  beforeEach(async () => {
    if (isMissing) return;
    bench = await Workbench.open();
    ({ folder, drop } = await dropFolder());
    server = await serve();
    proxy = await CuttingProxy.open(server.port);
    await bench.store.trustHostKey('pbx', server.fingerprint);
  });

  afterEach(async () => {
    if (isMissing) return;
    await running?.stop().catch(() => {});
    running = null;
    await proxy.close();
    await server.release();
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.skipIf(isMissing)('goes on where it stopped, and the sessions say so, with bytes', async () => {
    const content = large(4);
    await drop(content);
    proxy.cuts.push(1.5 * MIB, 1.5 * MIB);
    start({ afterwards: 'delete' });
    await receivedIs(content);
    await bench.until(() => bench.sessions().some(({ files, ended_at }) => files > 0 && ended_at !== null));
    expect(await readdir(folder)).toEqual([]);
    await running?.stop();
    const brought = bench.sessions().filter(({ bytes }) => bytes > 0);
    expect(brought.map(({ result, files }) => [result, files])).toEqual([
      ['broken', 0],
      ['broken', 0],
      ['ok', 1],
    ]);
    expect(brought.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(content.length);
    const [first = 0, second = 0] = brought.map(({ bytes }) => bytes);
    expect(brought[0]?.detail).toMatch(new RegExp(`; kept ${first} bytes of a file, to go on with$`));
    expect(brought[1]?.detail).toContain(
      `went on with a file behind ${first} bytes that had come before; kept`,
    );
    expect(brought[2]?.detail).toBe(
      `went on with a file behind ${first + second} bytes that had come before`,
    );
    expect(first).toBeGreaterThan(MIB / 2);
    expect(proxy.passed.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(content.length + 3 * MIB);
    expect(bench.intakes()).toMatchObject([{ kind: 'file', length: content.length }]);
  });

  test.skipIf(isMissing)('goes on after a restart of the service, also on another day', async () => {
    const content = large(3);
    await drop(content);
    proxy.cuts.push(1.5 * MIB);
    proxy.closesAfterCut = true;
    start();
    await broke();
    await running?.stop();
    expect(await restart()).toEqual({ removed: 0, unpacked: 0, plain: 0, put_aside: 0 });
    bench.now += 86_400_000;
    proxy.isClosed = false;
    const before = proxy.passed.length;
    start();
    await receivedIs(content);
    await wentOn();
    expect(Math.max(...proxy.passed.slice(before))).toBeLessThan(2.5 * MIB);
  });

  test.skipIf(isMissing)('goes on after the service was stopped in the middle of it', async () => {
    const content = large(3);
    await drop(content);
    proxy.cuts.push(1.5 * MIB);
    proxy.onlyStalls = true;
    start();
    await bench.until(() => proxy.cuts.length === 0);
    await running?.stop();
    expect(await bench.received()).toBe('');
    await restart();
    start();
    await receivedIs(content);
    await wentOn();
  });

  test.skipIf(isMissing).each([
    ['is another one of the same size by now', async (path: string) => writeFile(path, large(3, 'other'))],
    [
      'has other bytes by now, with the size and time it had',
      async (path: string) => {
        const { atime, mtime } = await stat(path);
        await writeFile(path, large(3, 'other'));
        await utimes(path, atime, mtime);
      },
    ],
    ['is shorter by now', async (path: string) => writeFile(path, large(2, 'other'))],
  ])('begins anew when the file %s', async (_what, change) => {
    await drop(large(3));
    proxy.cuts.push(1.5 * MIB);
    proxy.closesAfterCut = true;
    start();
    await broke();
    await change(await fileName());
    proxy.isClosed = false;
    const content = await stat(await fileName()).then(({ size }) => large(size / MIB, 'other'));
    await receivedIs(content);
    await running?.stop();
    expect(details().join()).not.toContain('went on');
    expect(await unfinished()).toEqual([]);
    expect(await bench.store.transfers('pbx')).toEqual([]);
  });

  test.skipIf(isMissing)('goes on with a file that has grown meanwhile', async () => {
    const content = large(3);
    await drop(content);
    proxy.cuts.push(1.5 * MIB);
    proxy.closesAfterCut = true;
    start();
    await broke();
    await appendFile(await fileName(), 'one line more\n');
    proxy.isClosed = false;
    await receivedIs(`${content}one line more\n`);
    await wentOn();
  });

  test.skipIf(isMissing)('keeps nothing of a file that is gone when it can be looked for again', async () => {
    await drop(large(3));
    proxy.cuts.push(1.5 * MIB);
    proxy.closesAfterCut = true;
    start();
    await broke();
    expect(await unfinished()).toHaveLength(1);
    await rm(await fileName());
    proxy.isClosed = false;
    await bench.until(async () => (await unfinished()).length === 0);
    expect(await bench.store.transfers('pbx')).toEqual([]);
    expect(bench.intakes()).toEqual([]);
  });

  test.skipIf(isMissing)('of what a known file grew by goes on, too', async () => {
    await drop('first line\n');
    start();
    await receivedIs('first line\n');
    const rest = large(3);
    proxy.cuts.push(MIB, MIB);
    // At once: what is appended piece by piece may come over one connection each, and none reaches its cut.
    const path = await fileName();
    await writeFile(join(folder, '.grown'), `first line\n${rest}`);
    await rename(join(folder, '.grown'), path);
    await receivedIs(`first line\n${rest}`);
    await running?.stop();
    expect(details().filter((detail) => detail.includes('kept')).length).toBeGreaterThan(0);
    expect(bench.intakes()).toHaveLength(1);
    expect(proxy.passed.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(rest.length + 3 * MIB);
  });

  test.skipIf(isMissing)('of a packed file begins anew', async () => {
    const content = randomBytes(2 * MIB).toString('latin1');
    await drop('');
    await writeFile(join(folder, 'packed.gz'), gzipSync(Buffer.from(content, 'latin1')));
    proxy.cuts.push(MIB);
    start();
    await receivedIs(content);
    expect(details().join()).not.toMatch(/kept|went on/);
  });
});

describe('a transfer that breaks off and is killed', () => {
  let folder: string;
  let drop: (content: string) => Promise<void>;
  let server: SshServer;
  let proxy: CuttingProxy;

  beforeEach(async () => {
    ({ folder, drop } = await dropFolder());
    server = await demoServer();
    proxy = await CuttingProxy.open(server.port);
  });

  afterEach(async () => {
    await proxy.close();
    await server.release();
    await rm(folder, { recursive: true });
  });

  /** Gives whether the source was killed at that step; whatever happened, the file must have come once. */
  async function killedAt(at: number, moment: 'before' | 'after', content: string): Promise<boolean> {
    const bench = await Workbench.open();
    await bench.store.trustHostKey('pbx', server.fingerprint);
    const { user, private_key } = server;
    const settings = {
      host: '127.0.0.1',
      port: proxy.port,
      user,
      private_key,
      folder: server.folder(folder),
      ...QUICK,
    };
    const start = (context = bench.context) =>
      new RunningSource(sftp, { ...settings, afterwards: 'delete' }, context);
    await drop(content);
    proxy.cuts.splice(0, 1, 1.25 * MIB);
    const cut = new PowerCut(at, moment);
    const running = start(cut.on(bench.context));
    const isTaken = () => bench.until(async () => (await readdir(folder)).length === 0);
    await Promise.race([running.ended.catch(() => {}), isTaken()]);
    await running.stop().catch(() => {});
    const known = new Set(await bench.store.rawPaths());
    await sortOutStrayRawCopies(bench.folder, {
      isKnown: (path) => known.has(path),
      standsPlain: async () => false,
    });
    await cut.bury();
    const again = start();
    await isTaken();
    await again.stop();
    expect(await bench.received()).toBe(content);
    expect(bench.intakes()).toHaveLength(1);
    await bench.close();
    return cut.happened;
  }

  test.each(['before', 'after'] as const)(
    '%s any single step, comes whole and once',
    async (moment) => {
      const content = large(1.5);
      for (let at = 1; await killedAt(at, moment, content); at++);
    },
    180_000,
  );
});
