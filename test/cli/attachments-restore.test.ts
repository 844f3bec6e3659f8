import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS } from '../../record/calendar.ts';
import { PROGRAM } from '../bad-input/as-a-user.ts';
import { AttachmentDesk } from './attachment-desk.ts';

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const KEYS = ['--identity', 'key.txt', '--into', 'restored'];

let desk: AttachmentDesk;
beforeEach(async () => {
  desk = new AttachmentDesk();
  const target = join(desk.place, 'target');
  mkdirSync(target);
  writeFileSync(join(desk.place, 'key.txt'), `${identity}\n`);
  const backup = { targets: [target], recipients: [recipient], recovery: recipient };
  await desk.begin({ by: 'name', call_key: '-([0-9.]+)\\.wav$' }, {}, { backup });
  for (const key of ['1.1', '1.2']) desk.record(`x-${key}.wav`, `sound of ${key}`);
  await desk.look();
});
afterEach(() => desk.remove());

const backUp = async (): Promise<string> => {
  const [made] = await desk.json<{ target: string; name: string }[]>('backup create');
  return join(made?.target ?? '', made?.name ?? '');
};
const names = async (): Promise<(string | null)[]> =>
  (await desk.list('--data', 'restored')).map(({ name }) => name);

test('a backup holds attachments and their keys, neither of them in the clear, and brings them back', async () => {
  const path = await backUp();
  const month = readFileSync(desk.files().find((file) => file.endsWith('.key')) ?? '', 'utf8');
  for (const file of [path, join(desk.place, 'target/installation-keys.age')]) {
    const bytes = readFileSync(file);
    expect(bytes.includes('sound of')).toBe(false);
    expect(bytes.includes((JSON.parse(month) as { key: string }).key)).toBe(false);
  }
  await desk.out('backup restore', path, ...KEYS);
  expect(await names()).toEqual(['x-1.1.wav', 'x-1.2.wav']);
  await desk.out('attachments export', '2', '--out', 'back.wav', '--data', 'restored');
  expect(readFileSync(join(desk.place, 'back.wav'), 'utf8')).toBe('sound of 1.2');
});

test('one that was deleted since does not come back, nor one whose time has come', async () => {
  const path = await backUp();
  await desk.out('attachments delete', '1', '--yes', '--reason', 'by mistake');
  await desk.out('backup restore', path, ...KEYS);
  expect(await names()).toEqual(['x-1.2.wav']);
  desk.now += 40 * DAY_MS;
  await desk.out('backup restore', path, '--identity', 'key.txt', '--into', 'later');
  expect(await desk.list('--data', 'later')).toEqual([]);
});

test('one that a killed process was deleting does not come back', async () => {
  const path = await backUp();
  const preload = pathToFileURL(join(import.meta.dirname, 'killed-at-attachment-child.ts')).href;
  const argv = ['attachments', 'delete', '1', '--yes', '--reason', 'by mistake', '--data', desk.folder];
  const env = { ...process.env, LEDGERLINE_KILLED_AT: 'before a deleted one is overwritten' };
  const { signal } = spawnSync(process.execPath, ['--import', preload, PROGRAM, ...argv], { env });
  expect(signal).toBe('SIGKILL');
  await desk.out('backup restore', path, ...KEYS);
  expect(await names()).toEqual(['x-1.2.wav']);
});

test('one that a legal hold keeps is not noted as deleted', async () => {
  await desk.call('1.1');
  await desk.look();
  const path = await backUp();
  await desk.out('hold place', '--reason', 'a case', '--from', '2020-01-01');
  const { exit, err } = await desk.run('attachments delete', '1', '--yes', '--reason', 'by mistake');
  expect([exit, err]).toEqual([1, expect.stringContaining('A legal hold keeps attachment 1')]);
  expect(await desk.out('backup restore', path, ...KEYS)).toMatch(/^0 erasures since/m);
  expect(await names()).toEqual(['x-1.1.wav', 'x-1.2.wav']);
});
