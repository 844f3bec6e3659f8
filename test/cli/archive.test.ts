import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { piecesAt, writeArchive } from '../../backup/archive-file.ts';
import { packPiece } from '../../backup/archive-piece.ts';
import { openWriter } from '../../cli/service/writer.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { ArchiveDesk } from './archive-desk.ts';
import { recipient, SECRET } from './backup-desk.ts';

let desk: ArchiveDesk;
beforeEach(() => {
  desk = new ArchiveDesk();
});
afterEach(() => desk.remove());

interface Total extends Record<string, unknown> {
  readonly legs_gone: number;
}
/** Without how much of it is not there any more. */
const sums = (totals: readonly Total[]): object[] => totals.map(({ legs_gone: _, ...rest }) => rest);

async function isSound(): Promise<void> {
  expect(await desk.out('verify')).toMatch(/All is well/);
}

test('old calls go into a monthly file and come back as they were, with the same totals all the time', async () => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 7);
  await desk.ingestOf('2024-03-06', 3);
  await desk.ingestOf('2026-11-20', 4);
  const [before, totals] = [await desk.calls(), await desk.json<Total[]>('totals', '--by', 'day')];
  expect(await desk.out('archive run')).toBe('Archive done: calls archived 10.\n');
  expect(desk.archives()).toEqual(['calls-2024-03.tar']);
  expect(await desk.calls()).toHaveLength(4);
  expect(sums(await desk.json('totals', '--by', 'day'))).toEqual(sums(totals));
  await isSound();
  expect(await desk.json('archive list')).toMatchObject([{ month: '2024-03', calls: 10, back_until: null }]);
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 10, erased: 0 });
  expect(await desk.calls()).toEqual(before);
  expect(await desk.json('totals', '--by', 'day')).toEqual(totals);
  await isSound();
  // Each comes back once.
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 0 });
  expect(await desk.calls()).toHaveLength(14);
});

test('what came back goes again by itself when its time is over, and not before', async () => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 5);
  await desk.out('archive run');
  await desk.restoreMonth('2024-03', '--for', '30 days');
  desk.now += 29 * DAY_MS;
  expect(await desk.out('jobs run', 'archive')).toMatch(/nothing to do/);
  expect(await desk.calls()).toHaveLength(5);
  desk.now += 2 * DAY_MS;
  expect(await desk.out('jobs run', 'archive')).toMatch(/calls archived 5/);
  expect(await desk.calls()).toEqual([]);
  expect(desk.archives()).toEqual(['calls-2024-03.tar']);
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 5 });
  await isSound();
});

test('a file opens with tar, age and zstd alone, and nobody is in it in the clear', async () => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 3);
  await desk.out('archive run');
  const path = join(desk.archive, 'calls-2024-03.tar');
  expect(readFileSync(path).includes('23125')).toBe(false);
  const steps = `tar -xmf ${path} && for piece in 2024-03-05.*; do age -d -i ../key.txt $piece | zstd -dc; done`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', steps], { cwd: desk.archive, encoding: 'utf8' });
  if (/not found/.test(stderr)) return;
  expect([status, stderr]).toEqual([0, '']);
  const [heading, ...lines] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(heading).toMatchObject({ form: 'ledgerline archive 1', day: '2024-03-05', step: 'full', calls: 3 });
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({ source: 'pbx', called: expect.any(Number), calling_name: 'Anna' });
});

test('lines of archived calls that come again are duplicates of them, and replay leaves them alone', async () => {
  await desk.beginArchive();
  const name = await desk.ingestOf('2024-03-05', 4);
  await desk.ingestOf('2024-03-05', 2, { from: 10 });
  await desk.out('archive run');
  // Alone, and among lines that are new.
  await desk.ingestFile(name);
  await desk.ingestOf('2024-03-05', 6, { from: 2 });
  expect(await desk.calls()).toHaveLength(4);
  await isSound();
  await desk.out('replay', '--run', '--source', 'pbx');
  expect(await desk.calls()).toHaveLength(4);
  await isSound();
  await desk.restoreMonth('2024-03');
  expect(await desk.calls()).toHaveLength(10);
  await isSound();
});

test('an altered file is told, nothing comes of it, and nothing else is written over it', async () => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 4);
  await desk.out('archive run');
  const path = join(desk.archive, 'calls-2024-03.tar');
  const whole = readFileSync(path);
  const altered = Buffer.from(whole);
  altered[1000] = (altered[1000] ?? 0) ^ 1;
  writeFileSync(path, altered);
  expect(await desk.run('archive verify')).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/not there as it was written/),
  });
  expect(await desk.run('archive restore', '2024-03', '--identity', 'key.txt')).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/not as it was written/),
  });
  await desk.ingestOf('2024-03-07', 2);
  expect((await desk.run('archive run')).exit).toBe(1);
  expect(readFileSync(path).equals(altered)).toBe(true);
  expect(await desk.calls()).toHaveLength(2);
  writeFileSync(path, whole);
  expect(await desk.out('archive verify', '--identity', 'key.txt')).toMatch(/whole: 4 calls in 1 piece/);
  expect(await desk.out('archive run')).toMatch(/calls archived 2/);
  await isSound();
});

test('another key is told as such, and the month stays archived', async () => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 1);
  await desk.out('archive run');
  const { exit, err } = await desk.run('archive restore', '2024-03', '--identity', 'recovery.txt');
  expect([exit, err]).toEqual([1, expect.stringMatching(/is encrypted to another key/)]);
  expect(await desk.json('archive list')).toMatchObject([{ calls: 1, back_until: null }]);
});

describe('the ladder', () => {
  const GOING = {
    ...{ calls: { masked: null, anonymous: null, gone: '3 years' } },
    totals: { anonymous: null, gone: '10 years' },
  };

  test('takes a day out of its file when it is as old as calls are kept, without a key; its counts stay', async () => {
    await desk.beginArchive({ ...GOING, brake_share: 100 });
    await desk.ingestOf('2024-03-05', 2);
    await desk.ingestOf('2024-03-20', 3);
    await desk.out('archive run');
    const totals = await desk.out('totals', '--by', 'day');
    desk.now = Date.parse('2027-03-06T12:00:00Z');
    await desk.out('jobs confirm-clock', '--yes', '--reason', 'a drill');
    expect(await desk.out('jobs run', 'archive')).toMatch(/archived calls gone 2/);
    expect(await desk.json('archive list')).toMatchObject([{ month: '2024-03', calls: 3 }]);
    expect(await desk.out('archive verify', '--identity', 'key.txt')).toMatch(/whole: 3 calls in 1 piece\./);
    expect(await desk.out('totals', '--by', 'day')).toBe(totals);
    await isSound();
    desk.now = Date.parse('2027-04-20T12:00:00Z');
    expect(await desk.out('jobs run', 'archive')).toMatch(/archived calls gone 3/);
    expect(desk.archives()).toEqual([]);
    await isSound();
  });

  test('what it demands by now is done to calls that come back', async () => {
    await desk.beginArchive();
    await desk.ingestOf('2024-03-05', 2);
    await desk.out('archive run');
    await desk.beginArchive({
      raw_copies: '90 days',
      calls: { masked: '90 days', anonymous: null, gone: '10 years' },
    });
    expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 2 });
    const text = JSON.stringify(await desk.calls());
    expect(text).not.toContain(SECRET.slice(1));
    expect(text).not.toContain('Anna');
    await isSound();
  });

  test('an archive that could not follow a step is refused by the configuration', async () => {
    const retention = { calls: { masked: '90 days', anonymous: '3 years', gone: '10 years' } };
    await expect(desk.beginArchive(retention)).rejects.toThrow(
      /“after” \(2 years\) must not be less than calls take to be anonymous/,
    );
  });

  test('a legal hold keeps calls out of archives, and archived days in them', async () => {
    await desk.beginArchive(GOING);
    await desk.ingestOf('2024-03-05', 2);
    await desk.out('archive run');
    await desk.ingestOf('2024-03-07', 2, { dst: '089231250077' });
    await desk.out('hold place', '--number', '+4989231250077', '--reason', 'case 7');
    expect(await desk.out('archive run')).toMatch(/nothing to do/);
    desk.now = Date.parse('2028-03-06T12:00:00Z');
    await desk.out('jobs confirm-clock', '--yes', '--reason', 'a drill');
    await desk.out('jobs run', 'archive', '--confirm', '--yes', '--reason', 'meant');
    expect(await desk.json('archive list')).toMatchObject([{ calls: 2 }]);
    await desk.out('hold release', '1', '--yes', '--reason', 'closed');
    await desk.out('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant');
    expect(await desk.out('jobs run', 'archive', '--confirm', '--yes', '--reason', 'meant')).toMatch(
      /archived calls gone 2/,
    );
    expect(existsSync(join(desk.archive, 'calls-2024-03.tar'))).toBe(false);
  });
});

describe('a hold that is placed while a day goes out of its file', () => {
  const hold = ['hold place', '--reason', 'case 7', '--number', '+4989231250077'] as const;

  /** Two days in one file; the first has reached its age. */
  beforeEach(async () => {
    desk.now = Date.now();
    await desk.beginArchive();
    await desk.ingestOf('2024-03-05', 2);
    await desk.ingestOf('2024-03-20', 3);
    await desk.out('archive run');
    const days = Math.floor((desk.now - Date.parse('2024-03-10')) / DAY_MS);
    await desk.beginArchive({
      ...{ calls: { masked: null, anonymous: null, gone: `${days} days` }, raw_copies: '90 days' },
      ...{ totals: { anonymous: null, gone: '10 years' }, brake_share: 100 },
    });
  });

  test('behind a kill in the middle leaves a month that verifies', async () => {
    expect(desk.killedAt('before an archive is noted as written', 'jobs run', 'archive')).toBe('SIGKILL');
    await desk.out(...hold);
    expect(await desk.out('archive verify', '--identity', 'key.txt')).toMatch(/whole: 3 calls in 1 piece/);
    await isSound();
    await desk.out('jobs run', 'archive');
    expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 3 });
    await isSound();
  });

  test('before the store was asked keeps the day in its file', async () => {
    await desk.out(...hold);
    const writer = await openWriter(desk.folder, {
      now: () => desk.now,
      log: () => {},
      failed: () => {},
      lasting: false,
    });
    const going = { signal: new AbortController().signal, told: () => {} };
    const day = Date.parse('2024-03-05T00:00:00Z') / DAY_MS;
    expect(
      await writer.gateway.dropArchived({ day, held: 0, step: 0 }, await writer.retention(), going),
    ).toBe(0);
    await writer.close();
    expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 5 });
    await isSound();
  });
});

describe('a piece that is not the one the store wrote', () => {
  beforeEach(async () => {
    await desk.beginArchive();
    await desk.ingestOf('2024-03-05', 3);
    await desk.out('archive run');
  });

  test('and has its name is told, though it opens with the same key', async () => {
    const [piece] = (await piecesAt(desk.archive, '2024-03')) ?? [];
    const group = { day: 19_787, held: 0, step: 0 };
    const bytes = await packPiece(['{}'], group, { recipients: [recipient], program: 'x' });
    const forged = {
      name: piece?.name ?? '',
      made_at: desk.now,
      size: bytes.length,
      bytes: async () => bytes,
    };
    await writeArchive(desk.archive, '2024-03', [forged]);
    const { exit, err } = await desk.run('archive restore', '2024-03', '--identity', 'key.txt');
    expect([exit, err]).toEqual([1, expect.stringContaining('another piece took its name')]);
  });

  test('brings back only the records that are archived, not others with their number', async () => {
    desk.tamper("update archive_piece set name = 'x' || name");
    desk.tamper(
      'update archived_call set identity = identity + 1 where id = (select min(id) from archived_call)',
    );
    const back = ['2024-03', '--identity', 'key.txt', '--json'];
    const { exit, out } = await desk.run('archive restore', ...back);
    expect([exit, JSON.parse(out)]).toEqual([1, expect.objectContaining({ returned: 2, missing: 1 })]);
  });
});

test('a person of whom only another field tells does not come back either', async () => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 3, { dst: '089231250077' });
  const text = asteriskLine({
    uniqueid: '1709629200.50',
    start: '2024-03-05 09:50:00',
    name: `Mobil ${SECRET}`,
    dst: '089231250088',
  });
  await desk.ingestFile(desk.write('name.csv', `${text}\n`));
  await desk.out('archive run');
  desk.now += 1000;
  await desk.out('subject erase', SECRET, '--as-number', '--yes', '--reason', 'request 17');
  desk.now += 1000;
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 4, erased: 1 });
  expect(JSON.stringify(await desk.calls())).not.toContain(SECRET);
  expect(await desk.calls()).toHaveLength(3);
  await isSound();
});

test.each([
  ['delete', 2],
  ['anonymise', 5],
])('a person who was erased since does not come back (%s)', async (how, left) => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 3);
  await desk.ingestOf('2024-03-05', 2, { from: 10, dst: '089231250077' });
  await desk.out('archive run');
  desk.now += 1000;
  await desk.out(
    'subject erase',
    SECRET,
    '--as-number',
    '--yes',
    '--reason',
    'request 17',
    ...(how === 'delete' ? [] : ['--anonymise']),
  );
  const { certificate } = JSON.parse(await desk.out('subject certificate', '1', '--json')) as {
    certificate: object;
  };
  expect(certificate).toMatchObject({ archives: { months: 1, gone_by: '2034-03-06' } });
  expect(await desk.out('subject certificate', '1')).toMatch(
    /Archives of 1 month may hold it, encrypted .* until 2034-03-06/,
  );
  desk.now += 1000;
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 5, erased: 3 });
  expect(await desk.calls()).toHaveLength(left);
  expect(JSON.stringify(await desk.calls())).not.toContain('89231250001');
  // Nor with their file, nor from the archive that is written next.
  await desk.ingestFile('calls-2024-03-05-0.csv');
  expect(await desk.calls()).toHaveLength(left);
  await isSound();
  desk.now += 40 * DAY_MS;
  await desk.out('archive run');
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: left, erased: 0 });
});

describe.each([
  ['archive run', 'before an archive has its name'],
  ['archive run', 'before an archive is noted as written'],
  ['archive restore', 'a piece of an archive is back'],
])('%s, killed when: %s', (command, place) => {
  test('no call is lost, and none is there twice', async () => {
    desk.now = Date.now();
    await desk.beginArchive();
    await desk.ingestOf('2024-03-05', 3);
    await desk.ingestOf('2024-03-06', 4);
    const before = await desk.calls();
    const back = ['2024-03', '--identity', join(desk.place, 'key.txt')];
    if (command === 'archive restore') await desk.out('archive run');
    expect(desk.killedAt(place, command, ...(command === 'archive restore' ? back : []))).toBe('SIGKILL');
    await isSound();
    const [month] = await desk.json<{ calls: number }[]>('archive list');
    expect((await desk.calls()).length + (month?.calls ?? 0)).toBe(7);
    // The same again does the rest.
    await desk.out(command, ...(command === 'archive restore' ? back : []));
    await isSound();
    if (command === 'archive run') {
      expect(await desk.calls()).toEqual([]);
      await desk.restoreMonth('2024-03');
    }
    expect(await desk.calls()).toEqual(before);
    desk.now += 40 * DAY_MS;
    await desk.out('archive run');
    expect(await desk.out('archive verify', '--identity', 'key.txt')).toMatch(/whole: 7 calls in 2 pieces\./);
  });
});
