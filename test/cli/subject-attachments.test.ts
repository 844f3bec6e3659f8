import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS } from '../../record/calendar.ts';
import type { SubjectRow } from '../../record/subject-row.ts';
import { AttachmentDesk } from './attachment-desk.ts';
import { openedReport, recipient } from './opened-report.ts';

const BY_NAME = { by: 'name', call_key: '-([0-9.]+)\\.wav$' };
const NUMBER = '+4989231250001';
const ERASE = ['--yes', '--reason', 'request 17'];
const SOUND = 'RIFF of a recording';

let desk: AttachmentDesk;
beforeEach(async () => {
  desk = new AttachmentDesk();
  const shows = ['extensions', 'names', 'account_codes', 'causes', 'trunks', 'extra', 'undefined', 'raw'];
  await desk.begin(BY_NAME, {}, { roles: { deaf: { numbers: 'show all', shows } } });
  await desk.call('1793005200.1');
  await desk.call('1793005200.2', { dst: '089231250002' });
});
afterEach(() => desk.remove());

type Found = {
  stored: Record<string, number>;
  attachments: number[];
  may_be_theirs: { attachments: number; archives: unknown[] };
}[];
const found = async (): Promise<Found[number] | undefined> =>
  (await desk.json<Found>('subject find', NUMBER))[0];

test('find, the report and the plan name recordings of the calls of a person, and erase takes them away', async () => {
  desk.record('a-1793005200.1.wav', SOUND);
  desk.record('other-089777888999-1793005200.2.wav', SOUND);
  await desk.look();
  expect(await found()).toMatchObject({ stored: { attachments: 1 }, attachments: [1] });
  expect(await desk.out('subject find', NUMBER)).toContain('./ledgerline attachments export 1 --out FILE');
  const plan = await desk.run('subject erase', NUMBER);
  expect(plan.out).toMatch(/attachments +1/);
  await desk.out('subject report', NUMBER, '--out', 'report.zip.age', '--recipient', recipient);
  const files = await openedReport(join(desk.place, 'report.zip.age'));
  expect(files.get('attachments/1.wav')).toBe(SOUND);
  const { rows } = JSON.parse(files.get('report.json') ?? '');
  expect(rows.filter((row: { class: string }) => row.class === 'attachments')).toMatchObject([
    { what: 'recording', file: 'a-1793005***.*.wav', gone_on: '2027-04-27' },
  ]);
  await desk.out('subject erase', NUMBER, ...ERASE);
  expect(await desk.list()).toMatchObject([{ id: 2 }]);
});

test('whoever may not listen to recordings gets a report that lists them, without their files', async () => {
  desk.record('a-1793005200.1.wav', SOUND);
  await desk.look();
  await desk.out('subject report', NUMBER, '--out', 'r.zip.age', '--recipient', recipient, '--as', 'deaf');
  const files = await openedReport(join(desk.place, 'r.zip.age'));
  expect([...files.keys()]).toEqual(['report.html', 'report.json', 'report.csv']);
  expect(files.get('report.json')).toContain('its file is not handed out here');
});

test('a recording that waits because several calls have its key goes with each of them', async () => {
  desk.record('early-1793005200.1.wav', SOUND);
  await desk.look();
  desk.tamper(
    'update attachment set call = null, fitting = 2, call_group = (select call_group from call order by id limit 1)',
  );
  expect(await found()).toMatchObject({ attachments: [1] });
  await desk.out('subject erase', NUMBER, ...ERASE);
  expect(await desk.list()).toEqual([]);
});

test('a recording that waits with the key of calls of others alone is named in the report, and not handed out', async () => {
  await desk.call('1793005200.3', { dst: '089231250002', name: 'of 089/23125-0001' });
  desk.record('early-1793005200.1.wav', SOUND);
  desk.record('late-1793005200.3.wav', SOUND);
  desk.record('late-089_777_888999-1793005200.3.wav', SOUND);
  desk.record('by-089231250001-089666888999-1793005200.1.wav', SOUND);
  await desk.look();
  desk.tamper(
    'update attachment set call_group = (select call_group from call where call.id = attachment.call), fitting = 2',
  );
  desk.tamper('update attachment set call = null');
  expect(await found()).toMatchObject({ attachments: [1, 2, 3, 4] });
  await desk.out('subject report', NUMBER, '--out', 'w.zip.age', '--recipient', recipient);
  const files = await openedReport(join(desk.place, 'w.zip.age'));
  const sounds = [...files.keys()].filter((name) => name.startsWith('attachments/'));
  const { rows } = JSON.parse(files.get('report.json') ?? '') as { rows: SubjectRow[] };
  const named = rows.filter((row) => row.class === 'attachments').map(({ file }) => file);
  expect(sounds).toHaveLength(2);
  expect(named).toEqual([
    'by-089231250001-************-**********.*.wav',
    'early-1793005***.*.wav',
    'late-***_***_******-**********.*.wav',
    'late-1793005***.*.wav',
  ]);
  expect(rows.filter(({ details }) => details?.includes('not handed out'))).toHaveLength(2);
});

test('of a call that is masked the recording is known by its name alone, and where that says nothing it is told as of unknown people', async () => {
  desk.record('call-0049-89-231250001-1793005200.1.wav', SOUND);
  desk.record('z-1793005200.2.wav', SOUND);
  await desk.look();
  desk.now += 95 * DAY_MS;
  await desk.out('jobs run', 'calls');
  // As long as its line stands, that says whose it was.
  expect(await found()).toMatchObject({ stored: { calls: 1, attachments: 1 } });
  await desk.out('jobs run', 'raw-copies');
  expect(await found()).toMatchObject({
    stored: { calls: 0, attachments: 1 },
    attachments: [1],
    may_be_theirs: { attachments: 1 },
  });
  expect(await desk.out('subject find', NUMBER)).toMatch(
    /Recordings and transcripts whose call is masked.*: 1\./,
  );
  await desk.out('subject erase', NUMBER, ...ERASE);
  expect(await desk.list()).toMatchObject([{ id: 2 }]);
  expect(await desk.out('subject certificate', '1')).toMatch(
    /1 attachment \(recordings, transcripts\) of calls that are masked.* until 2027-04-27 at most/,
  );
  const signed = JSON.parse(await desk.out('subject certificate', '1', '--json'));
  expect(signed.certificate.unknown_attachments).toEqual({ count: 1, gone_by: '2027-04-27' });
});

test('the name of a recording of somebody else, and of a file that was refused, lose a number that is erased', async () => {
  desk.record('asked-for-089231250001-1793005200.2.wav', SOUND);
  desk.record('089231250001.wav', SOUND);
  await desk.look();
  expect(await found()).toMatchObject({ stored: { attachment_names: 1, file_names: 1, attachments: 0 } });
  await desk.out('subject erase', NUMBER, ...ERASE);
  expect((await desk.list()).map(({ name }) => name)).toEqual(['asked-for-************-1793005200.2.wav']);
  const database = readFileSync(join(desk.folder, 'ledgerline.db'));
  expect(database.includes('089231250001')).toBe(false);
});
