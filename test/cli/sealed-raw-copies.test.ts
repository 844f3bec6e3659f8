import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealRawCopies } from '../../maintenance/jobs/seal-raw-copies.ts';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';
import { runJob } from './run-job.ts';

const desk = new CommandDesk();
/** More than a frame of a sealed copy, in Latin-1, ended with CR LF, with a line that no driver reads at each end. */
const CALLS = Array.from({ length: 6_000 }, (_, n) =>
  asteriskLine({ uniqueid: `1793005200.${n}`, name: `J\xfcrgen ${n}` }),
);
const BYTES = ['first rubbish', ...CALLS, 'last rubbish'].join('\r\n');
const FILES = join(desk.folder, 'raw/pbx/2026/10/26');

const ingest = (name: string, bytes: string): Promise<string> =>
  desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', desk.write(name, bytes));

async function seal(): Promise<void> {
  await runJob(desk.folder, sealRawCopies, desk.now);
}

const placeOf = (n: number): number => BYTES.indexOf(CALLS[n] ?? '');

beforeAll(async () => {
  await ingest('first.csv', BYTES);
  await ingest('resent.csv', BYTES);
  await seal();
});

afterAll(() => desk.remove());

test('a sealed copy stands alone, in several pieces, and is smaller than what was received', () => {
  expect(readdirSync(FILES)).toEqual(['1.zst']);
  expect(BYTES.length).toBeGreaterThan(1024 * 1024);
  expect(readFileSync(join(FILES, '1.zst')).length).toBeLessThan(BYTES.length / 4);
});

describe('from a sealed copy', () => {
  test.each([0, 1, 2_500, 4_999, 5_000, 5_999])(
    'call show --raw prints the exact bytes of call %i',
    async (n) => {
      const [call] = (await desk.json<Call[]>('calls')).filter(({ offset }) => offset === placeOf(n));
      const { bytes } = await desk.run('call show', String(call?.id), '--raw');
      expect(bytes.toString('latin1')).toBe(CALLS[n]);
    },
  );

  test.each([
    [0, 'undefined.too_short', 'first rubbish'],
    [placeOf(3_000), 'call', (CALLS[3_000] ?? '').replace('\xfc', 'ü')],
    [placeOf(5_999) + 7, 'call', CALLS[5_999]],
    [BYTES.length - 1, 'undefined.too_short', 'last rubbish'],
  ])('line show tells what became of the line at %i', async (offset, outcome, raw) => {
    expect(await desk.json('line show', '1', String(offset))).toMatchObject({ outcome, raw });
  });

  test('line show tells the same of a file that was sent again before the first one was sealed', async () => {
    expect(await desk.json('line show', '2', '0')).toMatchObject({
      outcome: 'duplicate',
      raw: 'first rubbish',
    });
  });

  test('undefined show reads the line that failed', async () => {
    expect(await desk.json('undefined show', '1', String(BYTES.indexOf('last')))).toMatchObject({
      raw: 'last rubbish',
    });
  });

  test('verify compares what was received', async () => {
    expect(await desk.out('verify')).toContain('All is well: 2 intakes');
  });
});

test('a file that comes again after the copy was sealed is recognised, and its lines can be shown', async () => {
  await ingest('again.csv', BYTES);
  expect(await desk.json('ledger')).toMatchObject([
    {},
    {},
    { intake: 3, calls: 0, duplicates: CALLS.length + 2 },
  ]);
  expect(await desk.json('line show', '3', String(placeOf(4_000)))).toMatchObject({ outcome: 'duplicate' });
  expect((await desk.run('verify')).exit).toBe(0);
  await seal();
  expect(readdirSync(FILES)).toEqual(['1.zst']);
});

test('verify names a sealed copy in which a byte was altered, and one that is gone', async () => {
  const path = join(FILES, '1.zst');
  const bytes = readFileSync(path);
  const altered = Buffer.from(bytes);
  altered[100] = (altered[100] ?? 0) ^ 1;
  writeFileSync(path, altered);
  expect((await desk.run('verify')).out).toContain(
    'intake 1: 1 frames of its raw copy are not as they were written',
  );
  const { exit, err } = await desk.run('line show', '1', '0');
  expect([exit, err]).toEqual([
    1,
    expect.stringContaining('a frame of the raw copy raw/pbx/2026/10/26/1.zst is damaged'),
  ]);
  rmSync(path);
  expect((await desk.run('verify')).out).toContain(
    'intake 1: the raw copy raw/pbx/2026/10/26/1.zst is not there',
  );
  writeFileSync(path, bytes);
  expect((await desk.run('verify')).exit).toBe(0);
  expect(existsSync(path)).toBe(true);
});
