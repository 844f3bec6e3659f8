import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealRawCopies } from '../../maintenance/jobs/seal-raw-copies.ts';
import type { Call } from '../../record/call.ts';
import type { LedgerRow } from '../../store/queries/ledger.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { PROGRAM, Service } from '../bad-input/as-a-user.ts';
import { freePort } from '../free-port.ts';
import { byteSearch } from './byte-search.ts';
import { CommandDesk } from './command-desk.ts';
import { runJob } from './run-job.ts';

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
  desk.now = Date.now();
  mkdirSync(join(desk.place, 'drop'));
});

afterEach(() => desk.remove());

const START = `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)} 09:00:00`;
const line = (n: number, given: Parameters<typeof asteriskLine>[0]): string =>
  `${asteriskLine({ uniqueid: `1793005200.${n}`, start: START, ...given })}\n`;

const PLAIN = line(1, { dst: '089231250001', name: 'Ford' });
/** The lines of a policy's making, each with what must be found nowhere. */
const LINES = [
  PLAIN,
  line(2, { src: '2070', dst: '089231259999', name: 'Marvin' }).replace(
    'Dial",""',
    'Dial","PJSIP/+4989231259999@x"',
  ),
  line(3, { dst: '99030231258888', name: 'Ford' }).replace('Dial",""', 'Dial","PJSIP/+4930231258888@x"'),
  line(4, { dst: '4111111111111111', name: 'Ford' }),
  line(5, { dst: '089231250002', name: 'Ford' }).replace('""', '"7711998822"'),
].join('');
const SECRETS = ['089231259999', '89231259999', 'Marvin', '30231258888', '1111111111', '7711998822'];
const PRIVACY = {
  exclude: [{ name: 'works-council', extensions: ['2070-2079'] }],
  private_calls: { prefixes: ['99'] },
  not_collected: ['account_code'],
};
const COUNTS = { lines: 5, calls: 4, excluded: 1, sum_holds: true };

let applied = 0;
function apply(privacy: object | null, sources: Record<string, object>): Promise<string> {
  const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
  applied += 1;
  const text = JSON.stringify({ sites, sources, privacy });
  return desk.out('config apply', desk.write(`${applied}.yaml`, text));
}

const watched = (more: object = {}): object => ({
  kind: 'watch',
  site: 'berlin',
  driver: 'asterisk-csv',
  folder: join(desk.place, 'drop'),
  interval_seconds: 0.05,
  finished_after_seconds: 0.1,
  ...more,
});

function drop(name: string, bytes: string): void {
  desk.write(`drop/.${name}`, bytes);
  renameSync(join(desk.place, 'drop', `.${name}`), join(desk.place, 'drop', name));
}

const ingest = (name: string, bytes: string): Promise<string> =>
  desk.out('ingest', '--source', 'pbx', desk.write(name, bytes));

const found = (texts: readonly string[] = SECRETS): string[] => byteSearch(desk.folder, texts);
const ledger = (): Promise<LedgerRow[]> => desk.json<LedgerRow[]>('ledger');
const becomes = (expected: object) =>
  expect.poll(async () => (await ledger()).at(-1), { interval: 50 }).toMatchObject(expected);
const rawFiles = (): string[] =>
  readdirSync(join(desk.folder, 'raw'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The job that packs raw copies may have been there: it is due once at the first full minute of a service. */
function keptBytes(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
}

async function seal(): Promise<void> {
  await runJob(desk.folder, sealRawCopies, desk.now);
}

describe('a second after the commit, no file of the data folder holds what must not be kept', () => {
  test('the control: without a policy all of it is found', async () => {
    await apply({ card_numbers: false }, { pbx: watched() });
    await ingest('calls.csv', LINES);
    const texts = new Set(found().map((where) => where.split(' in ')[0]));
    expect([...texts].sort()).toEqual([...SECRETS].sort());
    const places = found().map((where) => where.split(' in ')[1]?.split('/')[0]);
    expect(new Set(places)).toEqual(new Set(['ledgerline.db', 'raw']));
  });

  test('of a file, while the service runs; what may be kept is there', async () => {
    await apply(PRIVACY, { pbx: watched() });
    const service = new Service(desk.folder);
    await service.said('the service is running');
    drop('calls.csv', LINES);
    await becomes(COUNTS);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(found()).toEqual([]);
    expect(found(['Ford']).length).toBeGreaterThan(0);
    expect((await desk.run('verify')).out).toContain('All is well');
    await service.stop();
    expect(found()).toEqual([]);
    const [raw = ''] = rawFiles();
    const kept = keptBytes(raw).toString('latin1');
    expect(kept.length).toBe(LINES.length);
    expect(kept.split('\n')[1]?.replaceAll('\x1f', '<end>')).toMatch(/^\x7fX\x7f+<end>$/);
    expect(kept.split('\n')[2]).toContain('"99************"');
    expect(kept.split('\n')[3]).toContain('"411111**********"');
  });

  test('of a stream whose file is open for more', async () => {
    const port = await freePort();
    const door = { mode: 'listen', address: '127.0.0.1', port, allow: ['127.0.0.1'], drain_seconds: 0.5 };
    await apply(PRIVACY, { pbx: { kind: 'tcp', site: 'berlin', driver: 'asterisk-csv', ...door } });
    const service = new Service(desk.folder);
    await service.said('listening');
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(LINES);
    await becomes(COUNTS);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(found()).toEqual([]);
    socket.write(LINES);
    await becomes({ lines: 10, calls: 4 + 4, excluded: 2 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(found()).toEqual([]);
    socket.end();
    await service.stop();
    expect((await desk.run('verify')).out).toContain('All is well');
  });
});

test('killed between commit and blanking, the next start finishes it', async () => {
  await apply(PRIVACY, { pbx: watched() });
  const args = [
    'ingest',
    '--source',
    'pbx',
    '--data',
    desk.folder,
    join(desk.place, desk.write('calls.csv', LINES)),
  ];
  const preload = pathToFileURL(join(import.meta.dirname, 'killed-at-blanking-child.ts')).href;
  const killed = spawnSync(process.execPath, ['--import', preload, PROGRAM, ...args], {
    env: { ...process.env, TZ: 'UTC' },
  });
  expect(killed.signal).toBe('SIGKILL');
  expect(await ledger()).toMatchObject([COUNTS]);
  const places = new Set(found().map((where) => where.split(' in ')[1]?.split('/')[0]));
  expect(places).toEqual(new Set(['raw']));
  expect((await desk.run('verify')).exit).toBe(0);
  await ingest('other.csv', PLAIN);
  expect(found()).toEqual([]);
  expect((await desk.run('verify')).exit).toBe(0);
});

test('the same file again, and one that overlaps it, add nothing and leave nothing', async () => {
  await apply(PRIVACY, { pbx: watched() });
  await ingest('calls.csv', LINES);
  const before = await desk.json<Call[]>('calls');
  await ingest('again.csv', LINES);
  await ingest('overlap.csv', LINES + line(6, { dst: '089231250003', name: 'Ford' }));
  expect(await ledger()).toMatchObject([
    COUNTS,
    { lines: 5, duplicates: 4, excluded: 1 },
    { lines: 6, calls: 1, duplicates: 4, excluded: 1 },
  ]);
  expect((await desk.json<Call[]>('calls')).slice(0, 4)).toEqual(before);
  expect(found()).toEqual([]);
  expect((await desk.run('verify')).exit).toBe(0);
});

test('a line that was blanked reads so for ever, and line show says why', async () => {
  await apply(PRIVACY, { pbx: watched() });
  await ingest('calls.csv', LINES);
  const [raw = ''] = rawFiles();
  expect(await desk.json('line show', '1', String(PLAIN.length))).toMatchObject({
    outcome: 'excluded.policy',
  });
  const standing = readFileSync(raw, 'latin1');
  await apply(null, { pbx: watched(), other: watched({ folder: join(desk.place, 'other') }) });
  await desk.out('ingest', '--source', 'other', desk.write('standing.csv', standing));
  expect((await ledger()).at(-1)).toMatchObject(COUNTS);
  const calls = await desk.json<Call[]>('calls', '--source', 'other');
  expect(calls.filter(({ called }) => called?.endsWith('***')).map(({ called }) => called)).toEqual([
    '99************',
    '411111**********',
  ]);
});

test('a sealed raw copy is unpacked, blanked and sealed again', async () => {
  await apply({ card_numbers: false }, { pbx: watched() });
  await ingest('calls.csv', LINES);
  await seal();
  expect(rawFiles().map((path) => path.split('/').at(-1))).toEqual(['1.zst']);
  // Read in another way, the same bytes are judged anew.
  await apply(PRIVACY, { pbx: watched({ driver_options: { utc: true } }) });
  await ingest('again.csv', LINES);
  expect((await ledger()).at(-1)).toMatchObject({ lines: 5, excluded: 1 });
  expect(rawFiles().map((path) => path.split('/').at(-1))).toEqual(['1']);
  expect(found().filter((where) => where.includes(' in raw/'))).toEqual([]);
  expect((await desk.run('verify')).exit).toBe(0);
  await seal();
  expect(rawFiles().map((path) => path.split('/').at(-1))).toEqual(['1.zst']);
  expect(found().filter((where) => where.includes(' in raw/'))).toEqual([]);
  expect((await desk.run('verify')).exit).toBe(0);
});

test('a replay changes nothing of calls whose numbers were withheld, and brings nothing back', async () => {
  await apply(PRIVACY, { pbx: watched() });
  await ingest('calls.csv', LINES);
  const before = await desk.json<Call[]>('calls');
  expect(before.find(({ private: own }) => own)).toMatchObject({
    called: '99************',
    destination_class: 'local',
    destination_country: 'DE',
  });
  await desk.out('replay', '--run');
  expect(await desk.json<Call[]>('calls')).toEqual(before);
  expect(await ledger()).toMatchObject([COUNTS]);
  expect(found()).toEqual([]);
  expect((await desk.run('verify')).exit).toBe(0);
});
