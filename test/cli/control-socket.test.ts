import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
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

/** A service without troubles and jobs. */
const NONE = { troubles: () => [], inHand: () => null };

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

test('who goes away in the middle of an answer ends the command and not the service', async () => {
  const begun = Promise.withResolvers<AbortSignal>();
  const service = await listenForCommands(
    folder,
    async (request, output) => {
      if (request.argv[0] === 'ledger') return await greet(request, output);
      begun.resolve(output.signal);
      while (!output.signal.aborted) await output.out('x'.repeat(1_000_000));
      return 0;
    },
    NONE,
  );
  try {
    const reader = connect(join(folder, 'control.sock'));
    reader.write(`${JSON.stringify({ ...REQUEST, argv: ['calls'] })}\n`);
    const signal = await begun.promise;
    await once(reader, 'readable');
    // What lies unread in the socket makes its end a reset and no goodbye.
    reader.destroy();
    if (!signal.aborted) await once(signal, 'abort');
    expect(await ask()).toEqual({ exit: 0, out: 'hello', err: '' });
  } finally {
    await service.close();
  }
});

test('a service that goes away in the middle of a command is told to who asked', async () => {
  // A request that lies unread when the service ends is answered by a reset.
  const server = createServer(
    { pauseOnConnect: true },
    (socket) => void setTimeout(() => socket.destroy(), 200),
  );
  await once(server.listen(join(folder, 'control.sock')), 'listening');
  try {
    expect(await ask()).toMatchObject({ exit: 1, err: expect.stringContaining('The service ended') });
  } finally {
    server.close();
  }
});

test('a folder whose path is too long for a socket is refused with a word about it', async () => {
  const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60));
  mkdirSync(deep, { recursive: true });
  await expect(listenForCommands(deep, greet, NONE)).rejects.toThrow('too long for a socket');
  expect((await ask(deep)).exit).toBe(null);
});
