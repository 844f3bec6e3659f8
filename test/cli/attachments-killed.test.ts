import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROGRAM } from '../bad-input/as-a-user.ts';
import { AttachmentDesk } from './attachment-desk.ts';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'killed-at-attachment-child.ts')).href;
const SOUND = Buffer.alloc(400_000, 'sound ');

let desk: AttachmentDesk;
let service: ChildProcess | null = null;
beforeEach(() => {
  desk = new AttachmentDesk();
  desk.now = Date.now();
});
afterEach(() => {
  service?.kill('SIGKILL');
  desk.remove();
});

function serve(killedAt: string | null): ChildProcess {
  const preload = killedAt === null ? [] : ['--import', PRELOAD];
  const env = { ...process.env, ...(killedAt !== null && { LEDGERLINE_KILLED_AT: killedAt }) };
  const argv = [...preload, PROGRAM, 'serve', '--data', desk.folder];
  service = spawn(process.execPath, argv, { env, stdio: 'ignore' });
  return service;
}

/** The service itself, killed with the signal that nothing can prepare for, and started again. */
test.each([
  'half of it is written',
  'before it has its name',
  'before the store knows it',
  'before the sidecar goes',
  'between sidecar and original',
])(
  'killed %s, the service takes an attachment exactly once',
  async (place) => {
    const given = { afterwards: 'delete', interval_seconds: 0.05 };
    await desk.begin({ by: 'sidecar', call_key: 'id' }, given);
    desk.record('one.wav', SOUND);
    desk.record('one.json', '{"id":"1.1"}');
    const [, signal] = (await once(serve(place), 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    const again = serve(null);
    for (let tries = 0; readdirSync(desk.recordings).includes('one.wav') && tries < 400; tries += 1)
      await sleep(50);
    again.kill('SIGTERM');
    await once(again, 'exit');
    expect(readdirSync(desk.recordings).filter((name) => name.endsWith('.wav'))).toEqual([]);
    expect(await desk.list()).toMatchObject([{ name: 'one.wav', bytes: SOUND.length }]);
    expect(desk.files().filter((path) => path.includes('/attachments/'))).toHaveLength(1);
    await desk.out('attachments export', '1', '--out', 'back.wav');
    expect(readFileSync(join(desk.place, 'back.wav')).equals(SOUND)).toBe(true);
  },
  60_000,
);
