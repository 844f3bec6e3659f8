import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { PROGRAM, Service } from '../bad-input/as-a-user.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

beforeEach(async () => {
  desk = new CommandDesk();
  await desk.out('init');
});

afterEach(() => desk.remove());

const OPTIONS = ['--source', 'pbx', '--driver', 'asterisk-csv'];
const line = (n: number): string =>
  `${asteriskLine({ uniqueid: `1793005200.${n}`, start: '2026-01-26 09:00:00' })}\n`;

/** A pipe that has a line in it and never ends; the reader is waited for. */
async function endlessPipe(): Promise<{ reader: Promise<void>; end(): void }> {
  const pipe = join(desk.place, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const writing = createWriteStream(pipe);
  writing.write(line(1));
  return { reader: once(writing, 'ready').then(() => {}), end: () => void writing.destroy() };
}

/** Starts the program; it ends with a signal and what it said. */
function start(...argv: readonly string[]): { child: ChildProcess; ended: Promise<[string | null, string]> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...argv], {
    cwd: desk.place,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return { child, ended: once(child, 'close').then(([, signal]) => [signal as string | null, err]) };
}

describe('one Ctrl-C ends', () => {
  test('a command that only reads', async () => {
    const pipe = await endlessPipe();
    const { child, ended } = start('drivers', 'test', 'asterisk-csv', 'pipe');
    await pipe.reader;
    child.kill('SIGINT');
    expect(await ended).toEqual(['SIGINT', 'Interrupted.\n']);
    pipe.end();
  });

  test('an ingest, of which nothing is left but what was committed', async () => {
    const pipe = await endlessPipe();
    const { child, ended } = start('ingest', ...OPTIONS, desk.write('first.csv', line(2)), 'pipe');
    await pipe.reader;
    child.kill('SIGINT');
    const [signal, err] = await ended;
    expect([signal, err]).toEqual([
      'SIGINT',
      expect.stringContaining('Interrupted. What was committed is kept'),
    ]);
    pipe.end();
    expect(await desk.json('ledger')).toMatchObject([{ calls: 1 }]);
    await desk.out('ingest', ...OPTIONS, desk.write('again.csv', line(3)));
    expect((await desk.run('verify')).exit).toBe(0);
  });

  test('an ingest that the service does, and the service goes on', async () => {
    await desk.out('init');
    const service = new Service(desk.folder);
    await service.said('the service is running');
    const pipe = await endlessPipe();
    const { child, ended } = start('ingest', ...OPTIONS, 'pipe');
    await pipe.reader;
    child.kill('SIGINT');
    expect((await ended)[0]).toBe('SIGINT');
    pipe.end();
    expect(await desk.json('ingest', ...OPTIONS, desk.write('next.csv', line(4)))).toMatchObject([
      { calls: 1 },
    ]);
    await service.stop();
  });
});

test('what is piped into ingest is read also when the service does the work, whatever name it goes by', async () => {
  await desk.out('init');
  const service = new Service(desk.folder);
  await service.said('the service is running');
  for (const [n, name] of ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'].entries()) {
    const file = desk.write('Master.csv', `${line(2 * n)}${line(2 * n + 1)}`);
    const command = `cat ${file} | "${process.execPath}" "${PROGRAM}" ingest ${OPTIONS.join(' ')} --json ${name}`;
    const { status, stdout } = spawnSync('sh', ['-c', command], { cwd: desk.place, encoding: 'utf8' });
    expect(status, name).toBe(0);
    expect(JSON.parse(stdout), name).toMatchObject([{ lines: 2, calls: 2 }]);
  }
  await service.stop();
});
