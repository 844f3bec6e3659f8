import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { showDay } from '../../record/calendar.ts';
import type { LedgerRow } from '../../store/queries/ledger.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { Service } from '../bad-input/as-a-user.ts';
import { CommandDesk } from './command-desk.ts';

const DAY = 86_400_000;
const YESTERDAY = showDay(Math.floor(Date.now() / DAY) - 1);

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
  desk.now = Date.now();
  for (const name of ['drop', 'other']) mkdirSync(join(desk.place, name));
});

afterEach(() => desk.remove());

const line = (n: number, start = `${YESTERDAY} 09:00:00`): string =>
  `${asteriskLine({ uniqueid: `1793005200.${n}`, start, name: 'Zaphod', dst: '089231250042' })}\n`;

/** Puts a file into a watched folder, whole at once. */
function drop(name: string, bytes: string, folder = 'drop'): void {
  desk.write(`${folder}/.${name}`, bytes);
  renameSync(join(desk.place, folder, `.${name}`), join(desk.place, folder, name));
}

function watched(folder: string, more: object = {}): object {
  const times = { interval_seconds: 0.05, finished_after_seconds: 0.1 };
  return {
    kind: 'watch',
    site: 'berlin',
    driver: 'asterisk-csv',
    folder: join(desk.place, folder),
    ...times,
    ...more,
  };
}

function listening(more: object = {}): object {
  const door = { mode: 'listen', address: '127.0.0.1', port: 0, allow: ['127.0.0.1'], drain_seconds: 0.5 };
  return { kind: 'tcp', site: 'berlin', driver: 'asterisk-csv', ...door, ...more };
}

/** A connection to a port of this machine; null where nobody listens. */
async function connected(port: number): Promise<Socket | null> {
  const socket = connect(port, '127.0.0.1');
  return await once(socket, 'connect').then(
    () => socket,
    () => null,
  );
}

let applied = 0;
function apply(sources: Record<string, object>): Promise<string> {
  const sites = { berlin: { country: 'DE', time_zone: 'Europe/Berlin' } };
  applied += 1;
  return desk.out('config apply', desk.write(`${applied}.yaml`, JSON.stringify({ sites, sources })));
}

async function serving(): Promise<Service> {
  const service = new Service(desk.folder);
  await service.said('the service is running');
  return service;
}

/** What became of the lines of a source; empty as long as it brought nothing. */
async function counts(source: string): Promise<Partial<LedgerRow>> {
  const rows = await desk.json<LedgerRow[]>('ledger', '--by', 'source');
  return rows.find((row) => row.source === source) ?? {};
}

const becomes = (source: string, expected: Partial<LedgerRow>) =>
  expect.poll(() => counts(source), { interval: 50 }).toMatchObject(expected);

test('a service accounts for files that are dropped, goes on after a kill, and ends cleanly when it is told to', async () => {
  await apply({ pbx: watched('drop') });
  const first = await serving();
  drop('one.csv', `${line(1)}${line(2)}`);
  await becomes('pbx', { lines: 2, calls: 2, waiting_bytes: 0 });
  first.kill();
  await first.ended;
  drop('two.csv', `${line(2)}${line(3)}`);
  const second = await serving();
  await becomes('pbx', { lines: 4, calls: 3, duplicates: 1, waiting_bytes: 0 });
  const [session] = await desk.json<object[]>('sources sessions', 'pbx', '--last', '1');
  expect(session).toMatchObject({ source: 'pbx', result: 'ok', files: 1, files_known: 0 });
  await second.stop();
  expect(second.log.at(-1)).toMatchObject({ level: 'info', msg: 'the service has stopped' });
  expect((await desk.run('verify')).exit).toBe(0);
});

test('a connection that a kill of the service cut has a session with its bytes, which says so', async () => {
  await apply({ pbx: listening() });
  const first = await serving();
  const { port } = await first.said('"port"');
  const socket = await connected(Number(port));
  socket?.on('error', () => {}).write(line(1) + line(2));
  await becomes('pbx', { lines: 2 });
  first.kill();
  await first.ended;
  const second = await serving();
  await second.said('"port"');
  expect(await desk.json('sources sessions', 'pbx')).toMatchObject([
    {
      ...{ result: 'broken', bytes: 2 * line(1).length, ended_at: expect.any(String) },
      detail: expect.stringContaining('the service ended in the middle of it'),
    },
  ]);
  await second.stop();
});

test('a relative folder of a source begins at the data folder, wherever the service was started', async () => {
  await apply({ pbx: { ...watched('drop'), folder: 'inbox' } });
  mkdirSync(join(desk.folder, 'inbox'));
  const service = await serving();
  drop('one.csv', line(1), 'data/inbox');
  await becomes('pbx', { calls: 1 });
  const [session] = await desk.json<object[]>('sources sessions', 'pbx', '--last', '1');
  expect(session).toMatchObject({ peer: join(desk.folder, 'inbox') });
  await service.stop();
});

test('the log of a service is JSON with times in UTC, and names no file, person or number', async () => {
  await apply({ pbx: watched('drop') });
  const service = await serving();
  drop('calls of Zaphod.csv', `${line(1)}rubbish of 089231250042\n`);
  drop('broken 089231250042.csv.gz', '\x1f\x8bno gzip at all');
  await becomes('pbx', { lines: 2, calls: 1, undefined: 1 });
  await service.said('a compressed file is damaged');
  // Whoever may read the data folder is told the name; the log is not.
  expect(await desk.json('sources list')).toMatchObject([
    { source: 'pbx', refused: [{ file: 'broken 089231250042.csv.gz', reason: expect.any(String) }] },
  ]);
  await service.stop();
  expect(service.unread).toEqual([]);
  for (const entry of service.log) {
    expect(entry).toMatchObject({
      level: expect.stringMatching(/^(?:info|warn|error)$/),
      msg: expect.any(String),
    });
    expect(entry.time).toMatch(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    expect(JSON.stringify(entry)).not.toMatch(/\.csv|Zaphod|231250042/);
  }
});

test('sources list shows what keeps a source from its work now, since when and what to do, until it is gone', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { port: number };
  const missing = join(desk.place, 'missing');
  await apply({
    door: listening({ port, retry_seconds: 0.05 }),
    folder: { ...watched('drop', { retry_seconds: 0.05 }), folder: missing },
    pbx: watched('drop'),
  });
  expect(await desk.out('sources list')).toContain('No service runs on this data folder');
  const service = await serving();
  const troubles = async () =>
    (await desk.json<{ trouble: { reason: string } | null }[]>('sources list')).map((row) => row.trouble);
  await service.said('cannot listen');
  await service.said('the watched folder is not there');
  const since = expect.stringMatching(/^\d{4}-.*\+00:00$/);
  expect(await troubles()).toEqual([
    { since, reason: 'cannot listen: another program uses the port', hint: expect.any(String) },
    {
      ...{ since, reason: 'the watched folder is not there' },
      hint: expect.stringContaining('Check the folder'),
    },
    null,
  ]);
  expect(await desk.out('sources list')).toMatch(
    /^folder +the watched folder is not there +\d{4}-.* Check the/m,
  );
  squatter.close();
  mkdirSync(missing);
  await expect.poll(troubles).toEqual([null, null, null]);
  await service.stop();
});

describe('a command that writes while the service runs', () => {
  test('goes through it, for the folder of the service wherever it is called from', async () => {
    await desk.out('init');
    const service = await serving();
    vi.stubEnv('LEDGERLINE_DATA', desk.folder);
    const elsewhere = new CommandDesk();
    try {
      const name = elsewhere.write('Master.csv', line(1));
      const answer = await elsewhere.out('ingest', '--source', 'by-hand', '--driver', 'asterisk-csv', name);
      expect(answer).toMatch(/^by-hand .* 1 +1 +0 .*holds$/m);
      const configuration = elsewhere.write('a.yaml', 'sites: { berlin: {} }\n');
      expect(await elsewhere.out('config apply', configuration, '--reason', 'far away')).toContain(
        'Version 1',
      );
      expect(await elsewhere.out('config apply', configuration)).toContain('nothing changed by it');
    } finally {
      vi.unstubAllEnvs();
      elsewhere.remove();
    }
    expect(await desk.json('config history')).toMatchObject([
      { id: 2 },
      { reason: 'far away', applied_by: 'os:somebody' },
    ]);
    expect(await desk.run('ingest', '--source', 'x', '--driver', 'asterisk-csv', 'missing')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('missing: The file cannot be read'),
    });
    expect((await desk.run('ingest', '--source', 'x', 'missing')).exit).toBe(2);
    await service.stop();
  });

  test('starts, changes and stops sources without a restart', async () => {
    await apply({});
    const service = await serving();
    await apply({ pbx: watched('drop') });
    drop('one.csv', line(1));
    await becomes('pbx', { calls: 1 });
    await apply({ pbx: watched('other'), second: watched('drop', { enabled: false }) });
    drop('two.csv', line(2));
    drop('three.csv', line(3), 'other');
    await becomes('pbx', { calls: 2 });
    await apply({ pbx: watched('other', { enabled: false }), second: watched('drop') });
    drop('four.csv', line(4), 'other');
    await becomes('second', { calls: 2 });
    const wrong = desk.write('wrong.yaml', 'sauces: {}\n');
    expect((await desk.run('config apply', wrong)).exit).toBe(1);
    drop('five.csv', line(5));
    await becomes('second', { calls: 3 });
    expect(await counts('pbx')).toMatchObject({ calls: 2 });
    await service.stop();
  });

  test('twice at once leaves no source behind that nobody can stop', async () => {
    await apply({ pbx: listening({ max_connections: 1 }) });
    const service = await serving();
    const { port } = await service.said('"port"');
    // As long as somebody may still send, the listener takes its time to stop.
    const talking = await connected(Number(port));
    await Promise.all([2, 3].map((n) => apply({ pbx: listening({ max_connections: n }) })));
    talking?.destroy();
    await apply({});
    const ports = service.log.filter(({ msg }) => msg === 'listening').map((entry) => Number(entry.port));
    expect(ports.length).toBeGreaterThan(1);
    for (const one of ports) expect(await connected(one)).toBe(null);
    await service.stop();
  });

  test('takes an old file for a source whose stream may bring no old calls, and the stream is judged as before', async () => {
    await apply({ pbx: listening() });
    const service = await serving();
    const { port } = await service.said('"port"');
    const old = (n: number): string => line(n, '2020-01-01 09:00:00');
    const name = desk.write('old.csv', `${old(1)}${old(2)}`);
    expect(await desk.json('ingest', '--source', 'pbx', name)).toMatchObject([{ calls: 2, undefined: 0 }]);
    const socket = await connected(Number(port));
    socket?.end(`${old(3)}${line(4)}`);
    await becomes('pbx', { lines: 4, calls: 3, undefined: 1 });
    expect(await desk.json('undefined list')).toMatchObject([{ reason: 'time_too_old' }]);
    await service.stop();
  });
});

test('a service makes no data folder: where there is none, as at a mistyped place, it says so and ends', async () => {
  for (const folder of [join(desk.place, 'mistyped'), join(desk.place, 'other')]) {
    const service = new Service(folder);
    expect(await service.ended).toBe(1);
    expect(service.unread.join('\n')).toContain(
      `There is no data folder at ${folder}.\nNothing was made. Name the right folder`,
    );
    expect(existsSync(join(folder, 'installation.key'))).toBe(false);
  }
  expect(existsSync(join(desk.place, 'mistyped'))).toBe(false);
});

test('a service that has nothing to collect says so', async () => {
  await desk.out('init');
  const service = await serving();
  await service.said('no source is configured: nothing is collected');
  await service.stop();
});

test('a service whose configuration it does not understand says so and ends, instead of running without sources', async () => {
  await apply({ pbx: watched('drop') });
  desk.tamper("update configuration_version set text = 'sauces: {}'");
  const service = new Service(desk.folder);
  expect(await service.ended).toBe(1);
  expect(service.unread.join('\n')).toMatch(/version 1:1:1: sauces: /);
});
