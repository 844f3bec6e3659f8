import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pieceBytes, piecesAt, writeArchive } from '../../backup/archive-file.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { ArchiveDesk } from './archive-desk.ts';
import { SECRET } from './backup-desk.ts';
import { openedReport, recipient } from './opened-report.ts';

let desk: ArchiveDesk;
let call: number;
beforeEach(async () => {
  desk = new ArchiveDesk();
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 3);
  await desk.ingestOf('2026-11-20', 1);
  call = Number((await desk.calls()).find(({ started_at }) => String(started_at).startsWith('2024'))?.id);
  await desk.out('archive run');
});
afterEach(() => desk.remove());

test('a line, a call and an explanation say that a call is archived, and how it comes back', async () => {
  const back = './ledgerline archive restore 2024-03 --identity FILE';
  const shown = await desk.run('call show', String(call));
  expect([shown.exit, shown.err]).toEqual([1, expect.stringMatching(/is archived, in 2024-03/)]);
  expect(shown.err).toContain(back);
  expect(await desk.out('explain', String(call))).toContain(back);
  expect(await desk.out('explain', SECRET)).toMatch(/Calls in archives, encrypted: 2024-03 on 1 day/);
  expect(await desk.out('line show', '1', '0')).toContain(`its call is archived, in 2024-03: ${back}`);
});

test('find, the plan of an erasure and the report say in which archives a person has calls, and on which days', async () => {
  const [found] = await desk.json<object[]>('subject find', SECRET);
  expect(found).toMatchObject({
    stored: { calls: 1, archived_days: 1 },
    archives: [{ month: '2024-03', days: ['2024-03-05'] }],
  });
  const words =
    /Calls in archives, encrypted: 2024-03 on 1 day \(2024-03-05\)\. \.\/ledgerline archive restore 2024-03/;
  const told = await desk.out('subject find', SECRET);
  expect(told).toMatch(words);
  expect(told).toContain('Raw lines of archived calls are not counted here');
  expect((await desk.run('subject prove', SECRET)).out).toMatch(words);
  const plan = (await desk.run('subject erase', SECRET)).out;
  expect(plan).toMatch(words);
  expect(plan).toMatch(/days known of archive 2024-03 +1/);
  await desk.out('subject report', SECRET, '--out', 'r.zip.age', '--recipient', recipient);
  const files = await openedReport(join(desk.place, 'r.zip.age'));
  const { rows } = JSON.parse(files.get('report.json') ?? '');
  const of = { at: '2024-03', file: 'calls-2024-03.tar', gone_on: '2034-03-06' };
  expect(rows.filter((row: { class: string }) => row.class === 'archives')).toMatchObject([
    {
      what: 'days with calls of the person',
      details: expect.stringMatching(/^2024-03-05: some of 3/),
      ...of,
    },
  ]);
});

test('archives of others are none of a person, and whoever stands in archives alone is found', async () => {
  await desk.ingestOf('2024-04-09', 2, { dst: '089231250777' });
  await desk.out('archive run');
  const found = async (number: string) => await desk.json<object[]>('subject find', number);
  expect(await found(SECRET)).toMatchObject([{ archives: [{ month: '2024-03' }] }]);
  expect(await found('089231250777')).toMatchObject([
    { kind: 'number', stored: { calls: 0, archived_days: 1 }, archives: [{ month: '2024-04' }] },
  ]);
  expect(await found('089231250778')).toMatchObject([{ stored: { archived_days: 0 }, archives: [] }]);
  // By whichever extension and name the telephone system wrote.
  expect(await found('204')).toMatchObject([{ archives: [{ month: '2024-03' }, { month: '2024-04' }] }]);
  expect(await desk.out('explain', '089231250777')).toMatch(/2024-04 on 1 day/);
});

test('what is known of archives of a person goes when they are erased, and the certificate says how much that was', async () => {
  await desk.out('subject erase', SECRET, '--yes', '--reason', 'request 17');
  expect(await desk.json<object[]>('subject find', SECRET)).toMatchObject([{ archives: [] }]);
  const { certificate } = await desk.json<{ certificate: object }>('subject certificate', '1');
  expect(certificate).toMatchObject({
    erased: { calls: 1, 'days known of archive 2024-03': 1 },
    archives: { months: 1 },
  });
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 3, erased: 3 });
});

test('archived calls of an erased person that a legal hold keeps stay in the archive, unseen, until it is released', async () => {
  await desk.out('subject erase', SECRET, '--yes', '--reason', 'request 17');
  await desk.out('hold place', '--from', '2024-03-01', '--to', '2024-03-31', '--reason', 'case 4');
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 0, erased: 0, kept: 3, missing: 0 });
  expect(JSON.stringify(await desk.calls())).not.toContain('231250001');
  await desk.out('hold release', '1', '--yes', '--reason', 'over');
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 3, erased: 3, kept: 0, missing: 0 });
  expect(await desk.out('verify')).toMatch(/All is well/);
});

test('a hold that keeps one leg of a call keeps those in the archive of another month, too', async () => {
  const leg = (start: string, dst: string, sequence: number): string =>
    `${asteriskLine({ start, dst, sequence, linkedid: '1709251000.1', uniqueid: `1709251000.${sequence}` })}\n`;
  desk.write(
    'midnight.csv',
    leg('2024-02-29 23:50:00', '089231250777', 1) + leg('2024-03-01 00:10:00', SECRET, 2),
  );
  await desk.ingestFile('midnight.csv');
  await desk.out('archive run');
  await desk.out('subject erase', SECRET, '--yes', '--reason', 'request 17');
  await desk.out('hold place', '--number', '089231250777', '--reason', 'case 4');
  // What stands in the other month decides, so without it nothing is erased.
  const [february, away] = ['calls-2024-02.tar', 'away.tar'].map((name) => join(desk.archive, name));
  renameSync(String(february), String(away));
  const refused = await desk.run('archive restore', '2024-03', '--identity', 'key.txt');
  expect([refused.exit, refused.err]).toEqual([
    1,
    expect.stringMatching(/A legal hold may keep a leg that a call of 2024-03 has there, so nothing/),
  ]);
  renameSync(String(away), String(february));
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 3, erased: 3, kept: 1, missing: 0 });
  expect(await desk.restoreMonth('2024-02')).toMatchObject({ returned: 0, erased: 0, kept: 1, missing: 0 });
  await desk.out('hold release', '1', '--yes', '--reason', 'over');
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 1, erased: 1, kept: 0, missing: 0 });
  expect(await desk.restoreMonth('2024-02')).toMatchObject({ returned: 1, erased: 1, kept: 0, missing: 0 });
});

test('a hold that keeps one leg of a call where it is keeps the others in the archive', async () => {
  const leg = (dst: string, sequence: number): string =>
    `${asteriskLine({ start: '2024-03-05 11:50:00', dst, sequence, linkedid: '1709639400.1', uniqueid: `1709639400.${sequence}` })}\n`;
  desk.write('legs.csv', leg('089231250777', 1) + leg(SECRET, 2));
  await desk.ingestFile('legs.csv');
  await desk.out('hold place', '--number', '089231250777', '--reason', 'case 4');
  await desk.out('archive run');
  await desk.out('subject erase', SECRET, '--yes', '--reason', 'request 17');
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 3, erased: 3, kept: 1, missing: 0 });
  await desk.out('hold release', '1', '--yes', '--reason', 'over');
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 1, erased: 1, kept: 0, missing: 0 });
});

test('whoever places a hold is told what of it stands in archives', async () => {
  const place = ['hold place', '--reason', 'case 4'] as const;
  const archives = [{ month: '2024-03', days: ['2024-03-05'] }];
  expect(await desk.json(...place, '--number', SECRET)).toEqual({
    id: 1,
    calls: 1,
    archived_calls: 3,
    archives,
  });
  expect(await desk.json(...place, '--number', '089231250778')).toMatchObject({
    archived_calls: 3,
    archives: [],
  });
  expect(await desk.json(...place, '--number', SECRET, '--from', '2024-04-01')).toMatchObject({
    ...{ calls: 1, archived_calls: 0, archives: [] },
  });
  const told = await desk.out(...place, '--from', '2024-03-01', '--to', '2024-03-31');
  expect(told).toMatch(
    /keeps 0 stored calls now.*\nIn archives it keeps 3 calls in their files, which is all/,
  );
  expect(await desk.out(...place, '--number', SECRET)).toMatch(/encrypted: 2024-03 on 1 day \(2024-03-05\)/);
});

test('what a legal hold keeps is counted once where another piece of the month has it, too, and nothing is missing', async () => {
  const [piece] = (await piecesAt(desk.archive, '2024-03')) ?? [];
  if (piece === undefined) throw new Error('nothing is archived');
  const bytes = await pieceBytes(piece);
  const of = (name: string) => ({ name, made_at: desk.now, size: bytes.length, bytes: async () => bytes });
  // As a folder has it that was restored from before the second one was written.
  const names = [piece.name, piece.name.replace('.1.jsonl', '.7.jsonl')];
  await writeArchive(desk.archive, '2024-03', names.map(of));
  await desk.out('subject erase', SECRET, '--yes', '--reason', 'request 17');
  await desk.out('hold place', '--from', '2024-03-01', '--to', '2024-03-31', '--reason', 'case 4');
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 0, kept: 3, missing: 0 });
});

test('what came back of an archive is known by its calls, and of the archive no more', async () => {
  await desk.restoreMonth('2024-03', '--for', '1 day');
  expect(await desk.json<object[]>('subject find', SECRET)).toMatchObject([
    { stored: { calls: 4 }, archives: [] },
  ]);
  desk.now += 2 * 86_400_000;
  await desk.out('archive run');
  expect(await desk.json<object[]>('subject find', SECRET)).toMatchObject([
    { stored: { calls: 1 }, archives: [{ month: '2024-03', days: ['2024-03-05'] }] },
  ]);
});

test('a recording of an archived call goes when the call comes back of somebody who was erased', async () => {
  desk.tamper(
    `insert into attachment (id, source, kind, file, month, name, bytes, received_at, day, call)
     values (1, 1, 'recording', 'f', '2024-03', 'a.wav', 1, 0, 19787, ${call})`,
  );
  expect((await desk.json<object[]>('subject find', SECRET))[0]).toMatchObject({
    attachments: [],
    may_be_theirs: { attachments: 1 },
  });
  await desk.out('subject erase', SECRET, '--yes', '--reason', 'request 17');
  expect((await desk.json<{ attachments: object[] }>('attachments list')).attachments).toHaveLength(1);
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 3, erased: 3 });
  expect((await desk.json<{ attachments: object[] }>('attachments list')).attachments).toEqual([]);
});

test('without the installation key whose calls archives hold cannot be told, and whoever asks is told what to put back', async () => {
  rmSync(join(desk.folder, 'installation.key'));
  for (const name of ['subject find', 'explain', 'subject prove', 'subject erase']) {
    const { exit, err } = await desk.run(name, SECRET);
    expect([name, exit, err]).toEqual([
      ...[name, 1],
      expect.stringMatching(/installation key of .* is missing\.\nPut installation\.key back from a backup/),
    ]);
  }
});
