import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../record/calendar.ts';
import { ARRIVAL } from '../asterisk-lines.ts';
import { AttachmentDesk } from './attachment-desk.ts';

const BY_NAME = { by: 'name', call_key: '-([0-9.]+)\\.wav$' };
const BY_SIDECAR = { by: 'sidecar', number: 'number', time: 'start' };
const KEY = '1793005200.1';
const SOUND = Buffer.from('RIFF and +4989231250001 said aloud'.repeat(9000));

let desk: AttachmentDesk;
beforeEach(() => {
  desk = new AttachmentDesk();
});
afterEach(() => desk.remove());

const files = (): string[] => desk.files().filter((path) => path.includes('/attachments/'));

test('a recording finds its call by the key in its name, is shown with it and comes back as it was', async () => {
  await desk.begin(BY_NAME);
  await desk.call(KEY);
  desk.record(`call-089231250001-${KEY}.wav`, SOUND);
  expect(await desk.look()).toBe(1);
  const [attachment] = await desk.list();
  const [call] = await desk.json<{ id: number }[]>('calls');
  expect(attachment).toMatchObject({ kind: 'recording', bytes: SOUND.length, call: call?.id });
  expect(await desk.out('call show', String(call?.id))).toMatch(/Attachment 1, a recording of/);
  expect(await desk.out('explain', String(call?.id))).toMatch(/Its attachment 1 .* from 2027-04-2\d/);
  await desk.out('attachments export', '1', '--out', 'back.wav');
  expect(readFileSync(join(desk.place, 'back.wav')).equals(SOUND)).toBe(true);
  expect(statSync(join(desk.place, 'back.wav')).mode & 0o777).toBe(0o600);
  const again = await desk.run('attachments export', '1', '--out', 'back.wav');
  expect([again.exit, again.err]).toEqual([2, expect.stringMatching(/is there already/)]);
});

test('recordings of one moment are taken in the order of their names, however the file system lists them', async () => {
  await desk.begin(BY_NAME);
  const names = ['d', 'b', 'f', 'a', 'e', 'c'].map((name) => `${name}-${KEY}.wav`);
  for (const name of names) desk.record(name, SOUND);
  await desk.look();
  const taken = (await desk.list()).sort((one, other) => Number(one.id) - Number(other.id));
  expect(taken.map(({ name }) => name)).toEqual(names.toSorted());
});

test('neither a number nor a word of it stands in a file, or in a name, of the data folder', async () => {
  await desk.begin(BY_NAME);
  desk.record(`call-089231250001-${KEY}.wav`, SOUND);
  await desk.look();
  expect(desk.files()).toHaveLength(2);
  for (const path of desk.files()) {
    expect(path).not.toMatch(/0892312|1793005200/);
    expect(readFileSync(path).includes('4989231250001')).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
});

test('a number that is in what was encrypted is found by whoever proves that it is nowhere', async () => {
  await desk.begin(BY_NAME);
  desk.record('x-1.1.wav', SOUND);
  await desk.look();
  const proved = await desk.run('subject prove', '+4989231250001');
  expect([proved.exit, proved.out]).toEqual([1, expect.stringMatching(/attachments\/2026-10\/[0-9a-f]{32}/)]);
  await desk.out('attachments delete', '1', '--yes', '--reason', 'a test');
  expect((await desk.run('subject prove', '+4989231250001')).exit).toBe(0);
});

test('the id of an attachment that is gone is given to no other', async () => {
  await desk.begin(BY_NAME);
  for (const [place, name] of ['x-1.1.wav', 'x-1.2.wav'].entries()) {
    desk.record(name, SOUND);
    await desk.look();
    expect(await desk.list()).toMatchObject([{ id: place + 1, name }]);
    await desk.out('attachments delete', String(place + 1), '--yes', '--reason', 'a test');
  }
});

test('one that comes before its call waits for it, and is listed meanwhile', async () => {
  await desk.begin(BY_NAME);
  desk.record(`x-${KEY}.wav`, 'sound');
  await desk.look();
  expect(await desk.list('--unmatched')).toMatchObject([{ call: null }]);
  await desk.call(KEY);
  await desk.look();
  expect(await desk.list('--unmatched')).toEqual([]);
  expect((await desk.list())[0]?.call).toBeGreaterThan(0);
});

test('a sidecar with number and time tells the call; where two fit it waits and says so', async () => {
  await desk.begin(BY_SIDECAR);
  await desk.call('1.1');
  desk.record('one.wav', 'sound');
  desk.record('one.json', JSON.stringify({ number: '+49 89 231250001', start: '2026-10-26 09:00:20' }));
  await desk.look();
  expect((await desk.list())[0]?.call).toBeGreaterThan(0);
  await desk.call('1.2', { start: '2026-10-26 09:00:30' });
  desk.record('two.wav', 'other sound');
  desk.record('two.json', JSON.stringify({ number: '089231250001', start: '2026-10-26 09:00:20' }));
  await desk.look();
  expect(await desk.list('--unmatched')).toMatchObject([{ name: 'two.wav', fitting: 2 }]);
  expect(await desk.out('attachments list')).toMatch(/2 calls fit/);
});

test('a file without its sidecar is left where it is, and what cannot be read is refused with the reason', async () => {
  await desk.begin(BY_SIDECAR);
  desk.record('alone.wav', 'sound');
  desk.record('odd.wav', 'sound');
  desk.record('odd.json', '{ no json');
  expect(await desk.look(3)).toBe(0);
  const { refused } = await desk.json<{ refused: { path: string; reason: string }[] }>('attachments list');
  expect(refused).toMatchObject([{ path: 'odd.wav', reason: 'its sidecar cannot be read' }]);
  desk.record('odd.json', JSON.stringify({ number: '204', start: '2026-10-26T08:00:00Z' }));
  expect(await desk.look(4)).toBe(1);
  expect((await desk.json<{ refused: unknown[] }>('attachments list')).refused).toEqual([]);
  expect(readdirSync(desk.recordings)).toContain('alone.wav');
});

test('none is taken twice: left where it is, touched, or deleted by us and delivered again', async () => {
  await desk.begin(BY_NAME);
  desk.record(`x-${KEY}.wav`, 'sound');
  await desk.look(4);
  await desk.look();
  desk.record(`x-${KEY}.wav`, 'sound', ARRIVAL / 1000 + 60);
  expect(await desk.look()).toBe(0);
  await desk.out('attachments delete', '1', '--yes', '--reason', 'by mistake');
  desk.record(`x-${KEY}.wav`, 'sound', ARRIVAL / 1000 + 120);
  expect(await desk.look()).toBe(0);
  expect([await desk.list(), files()]).toEqual([[], []]);
});

test('the original goes to its place when the encrypted file is safe, and its sidecar with it', async () => {
  await desk.begin({ by: 'sidecar', call_key: 'id' }, { afterwards: 'move' });
  desk.record('one.wav', 'sound');
  desk.record('one.json', JSON.stringify({ id: KEY }));
  await desk.look();
  expect(readdirSync(desk.recordings, { recursive: true }).sort()).toEqual([
    'taken',
    'taken/one.json',
    'taken/one.wav',
  ]);
  await desk.begin(BY_NAME, { afterwards: 'delete' });
  desk.record(`x-${KEY}.wav`, 'sound');
  expect(await desk.look()).toBe(1);
  expect(readdirSync(desk.recordings)).toEqual(['taken']);
});

describe('what is wrong is told', () => {
  beforeEach(async () => {
    await desk.begin(BY_NAME);
    desk.record(`x-${KEY}.wav`, SOUND);
    await desk.look();
  });
  const [encrypted, key] = [
    () => files()[0] ?? '',
    () => desk.files().find((path) => path.endsWith('.key')) ?? '',
  ];
  const exported = async (): Promise<string> =>
    (await desk.run('attachments export', '1', '--out', 'x.wav')).err;

  test('an altered byte: nothing of it is written out', async () => {
    const bytes = readFileSync(encrypted());
    bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 1;
    writeFileSync(encrypted(), bytes);
    expect(await exported()).toMatch(/was altered or cut/);
    const verified = await desk.run('verify');
    expect([verified.exit, verified.out]).toEqual([
      1,
      expect.stringMatching(/attachments\/2026-10\/.*altered/),
    ]);
    expect(readdirSync(desk.place).filter((name) => name.startsWith('x.wav'))).toEqual([]);
  });

  test('a file or a key that is missing', async () => {
    writeFileSync(key(), '');
    expect(await exported()).toMatch(
      /key of attachments of 2026-10 cannot be opened: its file does not hold one/,
    );
    const { rmSync } = await import('node:fs');
    rmSync(key());
    expect(await exported()).toMatch(/key of attachments of 2026-10 is not there/);
    rmSync(encrypted());
    expect((await desk.run('attachments export', '1', '--out', 'x.wav')).exit).toBe(1);
  });

  test('another installation key', async () => {
    writeFileSync(join(desk.folder, 'installation.key'), `${'ab'.repeat(32)}\n`);
    expect(await exported()).toMatch(/the installation key does not open it/);
  });
});

test('a secret that the document refers to wraps the keys; without it nothing is taken and nothing is lost', async () => {
  const secret = join(desk.place, 'secret');
  writeFileSync(secret, 'short');
  await desk.begin(BY_NAME, { afterwards: 'delete' });
  const text = JSON.parse(readFileSync(join(desk.place, 'ledgerline.yaml'), 'utf8')) as {
    attachments: object;
  };
  text.attachments = { ...text.attachments, key: `file:${secret}` };
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify(text)));
  desk.record(`x-${KEY}.wav`, 'sound');
  expect(await desk.refusal(desk.look())).toBe('ATTACHMENT_KEY');
  expect(readdirSync(desk.recordings)).toEqual([`x-${KEY}.wav`]);
  writeFileSync(secret, 'f'.repeat(64));
  expect(await desk.look()).toBe(1);
  await desk.out('attachments export', '1', '--out', 'x.wav');
  writeFileSync(secret, 'e'.repeat(64));
  expect((await desk.run('attachments export', '1', '--out', 'y.wav')).err).toMatch(
    /attachments.key does not open it/,
  );
});

describe('the right to it', () => {
  beforeEach(async () => {
    const roles = {
      listener: { numbers: 'show all', shows: ['extensions', 'attachments'], extensions: ['204'] },
      deaf: { numbers: 'show all', shows: ['extensions'], deletes: ['attachments'] },
    };
    await desk.begin(BY_NAME, {}, { roles });
    for (const [uniqueid, src] of [
      ['1.1', '204'],
      ['1.2', '205'],
    ] as const) {
      await desk.call(uniqueid, { src });
      desk.record(`x-${uniqueid}.wav`, uniqueid);
    }
    desk.record('x-1.3.wav', 'of no call');
    await desk.look();
  });

  test('to read is one, within the scope of calls', async () => {
    expect((await desk.list('--as', 'listener')).map(({ name }) => name)).toEqual(['x-1.1.wav']);
    expect((await desk.run('attachments export', '2', '--out', 'x', '--as', 'listener')).err).toMatch(
      /no attachment 2/,
    );
    for (const command of ['attachments list', 'attachments export 1 --out x'])
      expect((await desk.run(command, '--as', 'deaf')).err).toMatch(/not shown to role deaf/);
  });

  test('to delete is another', async () => {
    const yes = ['--yes', '--reason', 'a test'];
    expect((await desk.run('attachments delete 1', ...yes, '--as', 'listener')).err).toMatch(
      /cannot be deleted by/,
    );
    expect((await desk.run('attachments delete', '1', '--as', 'deaf')).exit).toBe(1);
    expect(await desk.list()).toHaveLength(3);
    expect(await desk.out('attachments delete', '1', ...yes, '--as', 'deaf')).toMatch(
      /Attachment 1 is deleted/,
    );
    expect(await desk.list()).toHaveLength(2);
  });

  test('is told in the audit log, without a name', async () => {
    await desk.out('attachments export', '1', '--out', 'x');
    const records = await desk.json<object[]>('audit list');
    expect(JSON.stringify(records)).toMatch(/attachments export.*attachment 1/s);
    expect(JSON.stringify(records)).not.toMatch(/x-1\.1\.wav/);
  });
});

describe('by its age', () => {
  beforeEach(async () => {
    await desk.begin(BY_NAME);
    await desk.call(KEY);
    desk.record(`x-${KEY}.wav`, 'sound');
    desk.record('x-9.9.wav', 'of no call');
    await desk.look();
  });
  const purge = (): Promise<unknown> =>
    desk.out('jobs run', 'attachments', '--confirm', '--yes', '--reason', 'meant');

  test('an attachment without a call goes first, with its call or without; the last one takes the key along', async () => {
    desk.now = ARRIVAL + 31 * DAY_MS;
    const plan = await desk.out('jobs plan', 'attachments');
    expect(plan).toMatch(/attachments.gone\D+1\b/);
    await purge();
    expect(await desk.list()).toMatchObject([{ name: `x-${KEY}.wav` }]);
    desk.now = ARRIVAL + 160 * DAY_MS;
    await desk.out('jobs confirm-clock', '--yes', '--reason', 'a long pause');
    await desk.out('jobs run', 'raw-copies', '--confirm', '--yes', '--reason', 'meant');
    await desk.out('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant');
    expect(await desk.json('calls')).toEqual([]);
    await purge();
    expect(await desk.list()).toHaveLength(1);
    desk.now = ARRIVAL + 190 * DAY_MS;
    await purge();
    expect([await desk.list(), desk.files()]).toEqual([[], []]);
  });

  test('a legal hold of its call keeps it, and refuses whoever deletes it', async () => {
    await desk.out('hold place', '--reason', 'a case', '--number', '089231250001');
    desk.now = ARRIVAL + 190 * DAY_MS;
    await purge();
    // The one whose call is not known may be of that number, too.
    expect(await desk.list()).toMatchObject([{ id: 1 }, { id: 2 }]);
    const refused = await desk.run('attachments delete', '1', '--yes', '--reason', 'x');
    expect(refused.err).toMatch(/legal hold keeps attachment 1/);
    await desk.out('hold release', '1', '--yes', '--reason', 'closed');
    await purge();
    expect([await desk.list(), files()]).toEqual([[], []]);
  });

  test('what a killed process had begun to remove is gone at the next start', async () => {
    desk.tamper(
      'insert into attachment_to_destroy select file, month from attachment where id = 1; delete from attachment where id = 1',
    );
    await desk.withWriter(async () => {});
    expect(files()).toHaveLength(1);
    expect(existsSync(files()[0] ?? '')).toBe(true);
  });
});

test('the gateway removes those of calls, and says what a hold keeps', async () => {
  await desk.begin(BY_NAME);
  for (const uniqueid of ['1.1', '1.2']) {
    await desk.call(uniqueid, { dst: uniqueid === '1.1' ? '089231250001' : '089231250002' });
    desk.record(`x-${uniqueid}.wav`, uniqueid);
  }
  await desk.look();
  await desk.out('hold place', '--reason', 'a case', '--number', '089231250002');
  const calls = (await desk.list()).map(({ call }) => call ?? 0);
  const end = await desk.withWriter(({ gateway }) => gateway.removeAttachments({ calls }));
  expect(end).toEqual({ removed: 1, kept: 1 });
  expect(await desk.list()).toMatchObject([{ name: 'x-1.2.wav' }]);
});

test('whoever is forgotten is forgotten in recordings, too, those that wait for a call among them', async () => {
  await desk.begin({ by: 'sidecar', call_key: 'key', number: 'number', time: 'start' });
  await desk.call('1.1');
  await desk.call('1.2', { dst: '089231250002' });
  for (const [name, said] of [
    ['a', { key: '1.1' }],
    ['b', { key: '1.2' }],
    ['c', { number: '089231250001', start: '2026-01-01 09:00:00' }],
  ] as const) {
    desk.record(`${name}.wav`, name);
    desk.record(`${name}.json`, JSON.stringify(said));
  }
  await desk.look();
  const erased = await desk.out('subject erase', '089231250001', '--yes', '--reason', 'asked for it');
  expect(erased).toMatch(/attachments/);
  expect((await desk.list()).map(({ name }) => name)).toEqual(['b.wav']);
  expect(files()).toHaveLength(1);
});
