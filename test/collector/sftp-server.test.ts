import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchHostKey } from '../../collector/files/sftp-connection.ts';
import { sftp } from '../../collector/sources/sftp.ts';
import { dropFolder, QUICK } from './drop-folder.ts';
import { RunningSource } from './running-source.ts';
import { lines } from './source-contract.ts';
import { demoServer, hasSshd, openSshServer, type SshServer } from './ssh-servers.ts';
import { Workbench } from './workbench.ts';

describe.each([
  ['the small server of the demo', demoServer, false],
  ['OpenSSH (needs /usr/sbin/sshd)', openSshServer, !hasSshd],
] as const)('sftp and %s', (_name, serve, isMissing) => {
  let bench: Workbench;
  let server: SshServer;
  let folder: string;
  let drop: (content: string) => Promise<void>;
  let running: RunningSource | null = null;

  const start = (settings: Record<string, unknown> = {}) => {
    const { port, user, private_key } = server;
    const known = { host: '127.0.0.1', port, user, private_key, folder: server.folder(folder), ...QUICK };
    running = new RunningSource(sftp, { ...known, ...settings }, bench.context);
  };
  const session = async (result: string) => {
    const found = () => bench.sessions().find((one) => one.result === result);
    await bench.until(() => found() !== undefined);
    return found();
  };
  const received = async (length: number) => {
    await bench.until(() => bench.registeredBytes() >= length);
    expect((await bench.received()).length).toBeGreaterThanOrEqual(length);
  };

  beforeEach(async () => {
    if (isMissing) return;
    bench = await Workbench.open();
    ({ folder, drop } = await dropFolder());
    server = await serve();
  });

  afterEach(async () => {
    if (isMissing) return;
    await running?.stop().catch(() => {});
    running = null;
    await server.release();
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.skipIf(isMissing)(
    'a server that was never met is told nothing, and the way to trust it is shown',
    async () => {
      await drop(lines(1));
      start();
      expect((await session('failed'))?.detail).toContain(server.fingerprint);
      const line = bench.log.find(({ fields }) => fields.code === 'HOST_KEY_UNKNOWN');
      expect(line?.fields.hint).toContain('./ledgerline sources trust pbx');
      expect(await bench.received()).toBe('');
      // Trusted while it runs: the next try goes through.
      await bench.store.trustHostKey(
        'pbx',
        await fetchHostKey(
          { host: '127.0.0.1', port: server.port, timeout_ms: 5000 },
          AbortSignal.timeout(5000),
        ),
      );
      await received(1);
    },
  );

  test.skipIf(isMissing)(
    'a server with another key than before gets no login, and both keys are shown',
    async () => {
      const before = `SHA256:${'A'.repeat(43)}`;
      await bench.store.trustHostKey('pbx', before);
      await drop(lines(1));
      start();
      const detail = (await session('failed'))?.detail;
      expect(detail).toContain(before);
      expect(detail).toContain(server.fingerprint);
      expect(bench.log[0]?.fields.code).toBe('HOST_KEY_CHANGED');
      expect(await bench.received()).toBe('');
    },
  );

  test.skipIf(isMissing)('a refused login is told apart from a broken connection', async () => {
    await bench.store.trustHostKey('pbx', server.fingerprint);
    start({ user: 'nobody-of-this-name' });
    expect((await session('refused'))?.detail).toContain('refused the user');
    expect(bench.log[0]?.fields.code).toBe('LOGIN_REFUSED');
  });

  test.skipIf(isMissing)('a folder that is not there is named as such', async () => {
    await bench.store.trustHostKey('pbx', server.fingerprint);
    start({ folder: `${server.folder(folder)}/nowhere` });
    expect((await session('failed'))?.detail).toContain('the folder on the server is not there');
  });

  test.skipIf(isMissing)('a visit that finds nothing has a session, too', async () => {
    await bench.store.trustHostKey('pbx', server.fingerprint);
    start();
    expect(await session('ok')).toMatchObject({ files: 0, bytes: 0, peer: `127.0.0.1:${server.port}` });
  });

  test.skipIf(isMissing)(
    'many small and some large files come over one connection, byte by byte',
    async () => {
      await bench.store.trustHostKey('pbx', server.fingerprint);
      const large = 'x'.repeat(99).concat('\n').repeat(50_000);
      await drop(large);
      let length = large.length;
      for (let n = 0; n < 300; n++) {
        const content = lines(5);
        length += content.length;
        await drop(content);
      }
      start({ afterwards: 'delete' });
      await received(length);
      expect((await bench.received()).length).toBe(length);
      await bench.until(async () => (await readdir(folder)).length === 0);
    },
  );

  test.skipIf(isMissing)('files in folders inside the folder are taken where that is wanted', async () => {
    await bench.store.trustHostKey('pbx', server.fingerprint);
    start({ subfolders: true, afterwards: 'move', except: ['*.txt'] });
    const content = lines(3);
    await mkdir(join(folder, 'north/2026'), { recursive: true });
    await writeFile(join(folder, 'north/2026/a.csv'), content);
    await writeFile(join(folder, 'north/2026/read.txt'), 'not meant');
    await received(content.length);
    await bench.until(
      async () => (await readdir(join(folder, 'taken/north/2026')).catch(() => [])).length === 1,
    );
    expect(await readdir(join(folder, 'north/2026'))).toEqual(['read.txt']);
  });

  test.skipIf(isMissing)('a file that grows is followed', async () => {
    await bench.store.trustHostKey('pbx', server.fingerprint);
    const [first, second] = [lines(3000), lines(20)];
    await drop(first);
    start({ finished_after_seconds: 100 });
    await received(first.length);
    const [name = ''] = await readdir(folder);
    await writeFile(join(folder, name), second, { flag: 'a' });
    await received(first.length + second.length);
    await rename(join(folder, name), join(folder, `${name}.1`));
    await writeFile(join(folder, name), 'begun anew\n');
    await bench.until(async () => (await bench.received()) === `${first}${second}begun anew\n`);
    expect(bench.intakes()).toHaveLength(2);
  });

  test.skipIf(isMissing || process.getuid?.() === 0)(
    'a file without rights holds up no other (not as root, whom servers let read all)',
    async () => {
      await bench.store.trustHostKey('pbx', server.fingerprint);
      await drop('hidden\n');
      for (const name of await readdir(folder)) await chmod(join(folder, name), 0);
      await drop('open\n');
      start();
      await received(5);
      expect((await session('failed'))?.detail).toContain('cannot be read');
    },
  );
});

describe('a connection that dies without a word', () => {
  test('is noticed by its lost signs of life, and the next one goes on', async () => {
    const bench = await Workbench.open();
    const { folder, drop } = await dropFolder();
    const server = await demoServer();
    await bench.store.trustHostKey('pbx', server.fingerprint);
    const { port, user, password } = server;
    const content = 'x'.repeat(99).concat('\n').repeat(200_000);
    await drop(content);
    const settings = {
      host: '127.0.0.1',
      port,
      user,
      password,
      folder: server.folder(folder),
      keepalive_seconds: 0.05,
      timeout_seconds: 1,
      ...QUICK,
    };
    const running = new RunningSource(sftp, settings, bench.context);
    await bench.until(async () =>
      (await readdir(join(bench.folder, 'raw'), { recursive: true }).catch(() => [])).some((name) =>
        name.endsWith('.part'),
      ),
    );
    server.freeze();
    const broken = () => bench.sessions().find(({ result }) => result === 'broken' || result === 'failed');
    await bench.until(() => broken() !== undefined);
    expect(broken()?.detail).toContain('no connection');
    server.thaw();
    await bench.until(() => bench.registeredBytes() === content.length);
    expect(await bench.received()).toBe(content);
    await running.stop();
    await server.release();
    await bench.close();
    await rm(folder, { recursive: true });
  });
});
