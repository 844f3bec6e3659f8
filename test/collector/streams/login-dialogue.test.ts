import { on, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tcp } from '../../../collector/sources/tcp.ts';
import { RunningSource } from '../running-source.ts';
import { CalledSystem, QUICK, send } from '../telephone-system.ts';
import { Workbench } from '../workbench.ts';

describe('a login dialogue', () => {
  let bench: Workbench;
  let system: CalledSystem;
  let running: RunningSource;

  beforeEach(async () => {
    bench = await Workbench.open();
    system = await CalledSystem.open();
    await writeFile(join(bench.folder, 'password'), 'PCCSMDR\n');
    const dialogue = [
      { expect: '-', send: 'SMDR' },
      { expect: 'Password:', send_secret: `file:${join(bench.folder, 'password')}`, within_seconds: 0.5 },
    ];
    running = new RunningSource(
      tcp,
      { mode: 'connect', host: '127.0.0.1', port: system.port, dialogue, ...QUICK },
      bench.context,
    );
  });

  afterEach(async () => {
    await running.stop();
    await system.stop();
    await bench.close();
  });

  async function hear(socket: Socket, words: string): Promise<void> {
    let heard = '';
    for await (const chunk of on(socket, 'data')) {
      heard += chunk;
      if (heard.includes(words)) return;
    }
  }

  test('is held word by word, and all that is received stays in the raw copy', async () => {
    const socket = await system.connection();
    await send(socket, '-');
    await hear(socket, 'SMDR\r\n');
    await send(socket, 'SMDR\r\nEnter Pass');
    await send(socket, 'word:');
    await hear(socket, 'PCCSMDR\r\n');
    await send(socket, '*******\r\nfirst record\r\n');
    const all = '-SMDR\r\nEnter Password:*******\r\nfirst record\r\n';
    await bench.until(async () => (await bench.received()) === all);
    expect(JSON.stringify(bench.log)).not.toContain('PCCSMDR');
  });

  test('ends the line of its last prompt, which has no line end, so that the first record is a line of its own', async () => {
    const socket = await system.connection();
    await send(socket, '-');
    await hear(socket, 'SMDR\r\n');
    await send(socket, 'Password: ');
    await hear(socket, 'PCCSMDR\r\n');
    await send(socket, 'first record\r\n');
    await bench.until(async () => (await bench.received()) === '-Password: first record\r\n');
    await bench.until(() => bench.deliveries().length === 2);
    expect(bench.deliveries()).toMatchObject([
      { first_offset: 0, end_offset: '-Password: '.length, continues: null },
      { first_offset: '-Password: '.length, end_offset: null, continues: null },
    ]);
    socket.end();
    await bench.until(() => bench.sessions().some(({ result }) => result === 'ok'));
    expect(bench.sessions()[0]?.detail).toBeNull();
  });

  test('that gets another answer ends the connection, says at which step, and is tried again', async () => {
    const socket = await system.connection();
    await send(socket, '-');
    await send(socket, 'go away\r\n');
    await bench.until(() => bench.sessions().some(({ result }) => result === 'refused'));
    expect(bench.sessions()[0]?.detail).toContain('step 2');
    if (!socket.destroyed) await once(socket, 'close');
    await system.connection();
    await bench.until(() => bench.sessions().some(({ retries }) => retries === 1));
  });
});
