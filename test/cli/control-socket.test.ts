import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ControlOutput, listenForCommands, runInService } from '../../cli/service/control-socket.ts';

const REQUEST = {
  argv: ['ledger'],
  cwd: '/',
  principal: 'os:somebody',
  origin: { address: 'local', computer: 'desk' },
  secrets: [],
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledgerline-control-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function ask(place = folder): Promise<{ exit: number | null; out: string; err: string }> {
  const seen = { out: '', err: '' };
  const exit = await runInService(place, REQUEST, {
    out: async (text) => {
      seen.out += Buffer.from(text).toString('utf8');
    },
    err: (text) => {
      seen.err += text;
    },
  });
  return { exit, ...seen };
}

/** A service without troubles. */
const NONE = () => [];

async function greet(_request: unknown, output: ControlOutput): Promise<number> {
  await output.out('hello');
  return 0;
}

test('a command that breaks is told to who asked, and the service goes on', async () => {
  let times = 0;
  const service = await listenForCommands(
    folder,
    async (request, output) => {
      times += 1;
      if (times === 1) throw new Error('a mistake of ours');
      return await greet(request, output);
    },
    NONE,
  );
  try {
    expect(await ask()).toMatchObject({ exit: 1, err: expect.stringContaining('a mistake of ours') });
    expect(await ask()).toEqual({ exit: 0, out: 'hello', err: '' });
  } finally {
    await service.close();
  }
});

test('what is no request does not end the service', async () => {
  const service = await listenForCommands(folder, greet, NONE);
  try {
    const stranger = connect(join(folder, 'control.sock'));
    stranger.end('GET / HTTP/1.1\n').resume();
    await once(stranger, 'close');
    expect(await ask()).toEqual({ exit: 0, out: 'hello', err: '' });
  } finally {
    await service.close();
  }
});

test('a folder whose path is too long for a socket is refused with a word about it', async () => {
  const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60));
  mkdirSync(deep, { recursive: true });
  await expect(listenForCommands(deep, greet, NONE)).rejects.toThrow('too long for a socket');
  expect((await ask(deep)).exit).toBe(null);
});
