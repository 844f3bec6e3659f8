import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
  expect(await desk.out('explain', SECRET)).toMatch(/Not looked into: 3 calls in archives, of 2024-03/);
  expect(await desk.out('line show', '1', '0')).toContain(`its call is archived, in 2024-03: ${back}`);
});

test('find, the plan of an erasure and the report say which archives may hold a person', async () => {
  const [found] = await desk.json<object[]>('subject find', SECRET);
  expect(found).toMatchObject({
    stored: { calls: 1 },
    may_be_theirs: { archives: [{ month: '2024-03', calls: 3 }] },
  });
  const words = /Calls in archives, of 2024-03: 3, encrypted/;
  expect(await desk.out('subject find', SECRET)).toMatch(words);
  expect((await desk.run('subject erase', SECRET)).out).toMatch(words);
  await desk.out('subject report', SECRET, '--out', 'r.zip.age', '--recipient', recipient);
  const files = await openedReport(join(desk.place, 'r.zip.age'));
  const { rows } = JSON.parse(files.get('report.json') ?? '');
  expect(rows.filter((row: { class: string }) => row.class === 'archives')).toMatchObject([
    { what: 'calls of unknown people', at: '2024-03', file: 'calls-2024-03.tar', gone_on: '2034-03-06' },
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
