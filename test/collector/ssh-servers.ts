import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import ssh2 from 'ssh2';
import { afterAll } from 'vitest';
import { freePort } from '../free-port.ts';

/** An SFTP server in a process of its own. */
export interface SshServer {
  readonly port: number;
  readonly user: string;
  /** The path under which the drop folder is seen by those who log in. */
  readonly folder: (local: string) => string;
  readonly fingerprint: string;
  /** Secrets, as references. */
  readonly password: string | null;
  readonly private_key: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A test is done with it: the next one has it, where it still runs. */
  release(): Promise<void>;
  /** Stops answering without closing anything, as when the cable is pulled. */
  freeze(): void;
  thaw(): void;
}

const SSHD = '/usr/sbin/sshd';
export const hasSshd = existsSync(SSHD);

/** Servers that run and that no test has: a start takes most of a second of the processor, and what a test needs of a server is its own folder. */
const idle: Record<'demo' | 'openssh', SshServer[]> = { demo: [], openssh: [] };
afterAll(async () => {
  for (const server of [...idle.demo.splice(0), ...idle.openssh.splice(0)]) await server.stop();
});

async function keys(): Promise<{ dir: string; hostKey: string; userKey: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'ssh-'));
  for (const name of ['host', 'user']) {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      privateKeyEncoding: { type: 'sec1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const key = ssh2.utils.parseKey(privateKey);
    if (key instanceof Error) throw key;
    await writeFile(join(dir, name), privateKey, { mode: 0o600 });
    await writeFile(join(dir, `${name}.pub`), `${key.type} ${key.getPublicSSH().toString('base64')}\n`);
  }
  return { dir, hostKey: join(dir, 'host'), userKey: join(dir, 'user') };
}

/** The small server that comes with the demo; it serves the place in which drop folders are made. */
export async function demoServer(): Promise<SshServer> {
  return idle.demo.pop() ?? (await newDemoServer());
}

async function newDemoServer(): Promise<SshServer> {
  const { dir, hostKey, userKey } = await keys();
  await writeFile(join(dir, 'password'), 'correct horse\n');
  const port = await freePort();
  let fingerprint = '';
  const server: SshServer = {
    port,
    user: 'cdr',
    folder: (local) => `/${relative(tmpdir(), local)}`,
    get fingerprint() {
      return fingerprint;
    },
    password: `file:${join(dir, 'password')}`,
    private_key: `file:${userKey}`,
    ...steered(
      () => idle.demo.push(server),
      async () => {
        const program = join(import.meta.dirname, '../../cli/demo/ssh-server.ts');
        const options = ['--folder', tmpdir(), '--port', String(port), '--host-key', hostKey];
        const login = ['--password-file', join(dir, 'password'), '--authorized-key', `${userKey}.pub`];
        const child = spawn(process.execPath, [program, ...options, ...login], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        if (child.stdout === null) throw new Error('no output');
        const died = once(child, 'exit').then(([code]) => {
          throw new Error(`the server ended with ${code}`);
        });
        const [line] = await Promise.race([
          once(createInterface(child.stdout), 'line') as Promise<[string]>,
          died,
        ]);
        died.catch(() => {});
        ({ fingerprint } = JSON.parse(line) as { fingerprint: string });
        return child;
      },
    ),
  };
  await server.start();
  return server;
}

/** OpenSSH itself, with key login as the user who runs the tests. */
export async function openSshServer(): Promise<SshServer> {
  return idle.openssh.pop() ?? (await newOpenSshServer());
}

async function newOpenSshServer(): Promise<SshServer> {
  const { dir, hostKey, userKey } = await keys();
  const port = await freePort();
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKey}`,
    `PidFile ${join(dir, 'pid')}`,
    `AuthorizedKeysFile ${userKey}.pub`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'Subsystem sftp internal-sftp',
  ];
  await writeFile(join(dir, 'config'), `${config.join('\n')}\n`);
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const server: SshServer = {
    port,
    user: userInfo().username,
    folder: (local: string) => local,
    fingerprint:
      execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    password: null,
    private_key: `file:${userKey}`,
    ...steered(
      () => idle.openssh.push(server),
      async () => {
        const child = spawn(SSHD, ['-D', '-f', join(dir, 'config'), '-E', join(dir, 'log')], {
          stdio: 'ignore',
        });
        await answers(port);
        return child;
      },
    ),
  };
  await server.start();
  return server;
}

/** The process of a server in the hands of a test. */
function steered(
  kept: () => void,
  begin: () => Promise<ChildProcess>,
): Pick<SshServer, 'start' | 'stop' | 'release' | 'freeze' | 'thaw'> {
  let child: ChildProcess | null = null;
  let frozen = false;
  const stop = async (): Promise<void> => {
    await end(child);
    child = null;
  };
  return {
    async start() {
      [child, frozen] = [await begin(), false];
    },
    stop,
    async release() {
      if (isRunning(child) && !frozen) kept();
      else await stop();
    },
    freeze() {
      frozen = true;
      child?.kill('SIGSTOP');
    },
    thaw() {
      frozen = false;
      child?.kill('SIGCONT');
    },
  };
}

/** Neither ended by itself nor by a signal. */
function isRunning(child: ChildProcess | null): child is ChildProcess {
  return child !== null && child.exitCode === null && child.signalCode === null;
}

async function end(child: ChildProcess | null): Promise<void> {
  if (!isRunning(child)) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'data').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
