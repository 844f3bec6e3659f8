import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, typedCommand } from '../typed-command.ts';

const LAUNCHER = join(import.meta.dirname, '../../ledgerline');
const DAYS = '10';

let place: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'ledgerline-demo-'));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

type Child = ChildProcessByStdio<null, Readable, Readable>;

function startDemo(
  given: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): { child: Child; out: () => string; err: () => string } {
  const child = spawn(LAUNCHER, ['demo', '--days', DAYS, ...given], {
    cwd: place,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    seen.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    seen.err += text;
  });
  return { child, out: () => seen.out, err: () => seen.err };
}

/** Its exit code, or the signal that ended it. */
async function exitOf(child: Child): Promise<number | string> {
  const [code, signal] = (await once(child, 'close')) as [number | null, string];
  return code ?? signal;
}

/** Types it as the one who ran the demo, and so may read its call memory. */
const typed = (line: string): Promise<Answer> =>
  typedCommand(line.split(' '), { cwd: place, principal: `os:${userInfo().username}` });

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  const listening = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return listening;
}

function portsIn(text: string): number[] {
  const [, ssh = '0', telephones = '0'] = /port (\d+), .* on (\d+)\./.exec(text) ?? [];
  return [Number(ssh), Number(telephones)];
}

describe('the demo', () => {
  let out = '';
  let err = '';

  beforeAll(async () => {
    const demo = startDemo();
    const exit = await exitOf(demo.child);
    out = demo.out();
    err = demo.err();
    expect(exit, `${out}\n${err}`).toBe(0);
  }, 600_000);

  test('accounts for every line of every source', () => {
    const table = out.split('\n').filter((line) => / {2}holds$/.test(line));
    const sources = table.map((line) => line.split(' ')[0]);
    expect(sources).toEqual(expect.arrayContaining(['headquarters', 'london', 'warehouse', 'total']));
    expect(sources).toEqual(expect.arrayContaining(['fixtures-cisco-cucm', 'fixtures-delimited']));
    expect(out).not.toContain('BROKEN');
    expect(out).toContain('Every sum holds, and every number is what the simulated telephone systems wrote.');
  });

  test('shows the broken connection, the reasons of undefined lines and the verdict of verify', () => {
    expect(out).toMatch(
      /^warehouse .* broken +[\d,]+ .*the other side broke the connection off; .* in the middle of a line;.*$/m,
    );
    expect(out).toMatch(/^ +[\d,]+ {2}bad_time +A date or time cannot be read/m);
    expect(out).toContain('All is well: ');
  });

  test('tells how far it is while it runs', () => {
    expect(err).toMatch(/^ +\d+ s +[\d,]+ lines accounted for: headquarters /m);
    expect(err).toContain('the host key of the SSH server is trusted');
  });

  test('prints only commands that work on its folder', async () => {
    const lines = [...out.matchAll(/^ {2,}\.\/ledgerline (.+)$/gm)].map(([, line = '']) => line);
    const last = lines.filter((line) => !line.startsWith('serve '));
    expect(last.length).toBeGreaterThan(12);
    for (const line of last) {
      const { exit, out: answer, err: trouble } = await typed(line);
      expect(exit, `./ledgerline ${line}\n${answer}${trouble}`).toBe(0);
      expect(answer, line).not.toBe('');
      expect(answer, line).not.toMatch(/^0 calls$/m);
    }
  });

  test('shows a call that was put through, and the line in which the connection broke', async () => {
    const [, call = ''] = /(call show \d+ --data .*)$/m.exec(out) ?? [];
    expect((await typed(call)).out).toContain('headquarters');
    const lines = [...out.matchAll(/\.\/ledgerline (undefined show .*)$/gm)].map(([, line = '']) => line);
    expect((await typed(lines.at(-1) ?? '')).out).toContain('cut_line');
  });

  test('leaves its folder to be explored, with the telephone systems switched off', async () => {
    expect(readdirSync(place)).toEqual(['demo-data']);
    const ports = portsIn(err);
    for (const port of ports) expect(await isListening(port)).toBe(false);
    const { out: shown } = await typed('config history --data demo-data');
    expect(shown).toContain('the telephone systems of the demo are gone');
    expect((await typed('init --data demo-data')).exit).toBe(0);
  });

  test('begins anew in the folder of an earlier one, and leaves nothing running when it is stopped', async () => {
    writeFileSync(join(place, 'demo-data/left-over'), '');
    const demo = startDemo();
    const done = exitOf(demo.child);
    await expect.poll(demo.err, { interval: 50 }).toContain('Records are coming in');
    demo.child.kill('SIGINT');
    expect(await done, demo.err()).toBe('SIGINT');
    expect(demo.err()).toContain('Stopped before the end.');
    expect(existsSync(join(place, 'demo-data/left-over'))).toBe(false);
    for (const port of portsIn(demo.err())) expect(await isListening(port)).toBe(false);
  }, 60_000);
});

test('the demo ends at once and says why when its service cannot go on, and leaves nothing running', async () => {
  const disk = pathToFileURL(join(import.meta.dirname, 'failing-disk-child.ts')).href;
  const demo = startDemo(['--data', 'failed'], { ...process.env, NODE_OPTIONS: `--import ${disk}` });
  expect(await exitOf(demo.child), demo.err()).toBe(1);
  expect(demo.err()).toContain(
    'The service of the demo cannot go on: could not flush a raw copy: the disk failed',
  );
  expect(demo.err()).toContain('its service.log may say more');
  expect(demo.out()).toBe('');
  for (const port of portsIn(demo.err())) expect(await isListening(port)).toBe(false);
  expect((await typed('init --data failed')).exit).toBe(0);
});

test('the demo touches no folder that is not of a demo', async () => {
  const folder = join(place, 'mine');
  mkdirSync(folder);
  writeFileSync(join(folder, 'precious'), 'mine');
  const { exit, err } = await typed('demo --data mine');
  expect(exit).toBe(2);
  expect(err).toContain('holds something that is not of a demo');
  expect(readdirSync(folder)).toEqual(['precious']);
});

test('the demo refuses a number of days it cannot have', async () => {
  expect((await typed('demo --data days --days 3')).exit).toBe(2);
  expect(existsSync(join(place, 'days'))).toBe(false);
});
