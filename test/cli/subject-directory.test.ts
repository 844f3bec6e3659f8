import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { byteSearch } from './byte-search.ts';
import { CommandDesk } from './command-desk.ts';
import { openedReport, recipient } from './opened-report.ts';

const desk = new CommandDesk();
const AGE_KEY = await identityToRecipient(await generateX25519Identity());
const ERASED = ['--yes', '--reason', 'request 17'];

beforeAll(async () => {
  const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify({ sites })));
  const lists = {
    'cost-centres': 'code,name\n4711,Sales\n',
    people: 'person,name,email\np1,Berta Muster,berta@example.org\np2,Carl Other,carl@example.org\n',
    extensions: 'extension,site,person,cost_centre\n204,berlin,p1,4711\n',
    contacts: 'number,name,organisation\n+4989231250001,Karla Kunde,Example\n+4989231250002,Otto Other,\n',
  };
  for (const [list, text] of Object.entries(lists))
    await desk.out('directory import', desk.write(`${list}.csv`, text), '--from', '2026-01-01');
  const file = desk.write('calls.csv', `${asteriskLine({ dst: '089231250002' })}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', file);
});

afterAll(() => desk.remove());

test('an extension is told with whom the directory gave it to and when, and a person is found by what only they have', async () => {
  const [extension, ...others] = await desk.json<object[]>('subject find', '204');
  expect(others).toEqual([]);
  const given = {
    ...{ external_id: 'p1', name: 'Berta Muster', site: 'berlin', extension: '204' },
    ...{ from: '2026-01-01', to: null },
  };
  expect(extension).toMatchObject({ kind: 'extension', directory: [given] });
  expect(await desk.out('subject find', '204')).toContain(
    'The directory gives extension 204 of berlin to Berta Muster (p1) from 2026-01-01 on: their calls on it by --as-extension --from 2026-01-01',
  );
  for (const typed of ['P1', 'berta@example.org']) {
    const found = await desk.json<{ kind: string }[]>('subject find', typed, '--as-person');
    expect(found).toMatchObject([
      { kind: 'person', names: ['Berta Muster'], stored: { people: 1 }, directory: [given] },
    ]);
  }
  expect((await desk.json<object[]>('subject find', 'p1'))[0]).toMatchObject({ kind: 'person' });
});

test('a name is the same in capitals, without accents and with double blanks, and two people of one name are not taken for one', async () => {
  const list = 'person,name,email\np3,Zoë  Prüfer,z@example.org\n';
  await desk.out('directory import', desk.write('people.csv', Buffer.from(list)), '--from', '2026-01-01');
  for (const typed of ['zoe prufer', 'ZOË PRÜFER'])
    expect((await desk.json<object[]>('subject find', typed))[0]).toMatchObject({ stored: { people: 1 } });
  const more = `${list}p4,ZOE PRUFER,y@example.org\n`;
  await desk.out('directory import', desk.write('people.csv', Buffer.from(more)), '--from', '2026-01-01');
  const { exit, err } = await desk.run('subject erase', 'Zoe Prufer', ...ERASED);
  expect([exit, err]).toEqual([1, expect.stringMatching(/several people of the name .*p3, p4.*--as-name/s)]);
  await desk.out('subject erase', 'zoe prufer', '--as-name', ...ERASED);
  expect(await desk.out('directory list', 'people')).not.toMatch(/zo[eë]/i);
});

test('a contact with the number is found and goes, also where no call is stored; others stay', async () => {
  const [found] = await desk.json<{ stored: object }[]>('subject find', '+4989231250001');
  expect(found?.stored).toMatchObject({ calls: 0, contacts: 1 });
  await desk.out('subject erase', '+4989231250001', ...ERASED);
  const contacts = await desk.out('directory list', 'contacts');
  expect(contacts).toContain('Otto Other');
  expect(contacts).not.toMatch(/Karla|231250001/);
  expect(byteSearch(desk.folder, ['Karla', '4989231250001'])).toEqual([]);
});

test('a number that somebody wrote into the name of another contact is found, planned and starred, and keeps no request open', async () => {
  const list =
    'number,name,organisation\n+4989231250004,Dora or 089 - 231250003,of 0049 89 231250003\n+4989231250003,089231250003,\n';
  await desk.out('directory import', desk.write('more.csv', list), '--from', '2026-01-01');
  const number = '+4989231250003';
  const [found] = await desk.json<{ stored: object }[]>('subject find', number);
  expect(found?.stored).toMatchObject({ contacts: 1, contact_names: 3 });
  const plan = JSON.parse((await desk.run('subject erase', number, '--json')).out);
  expect(plan.would_go).toMatchObject({ contacts: 1, contact_names: 2 });
  const report = ['--out', 'dora.zip.age', '--recipient', recipient];
  await desk.out('subject report', number, ...report);
  expect((await openedReport(join(desk.place, 'dora.zip.age'))).get('report.json')).not.toMatch(
    /Dora|231250004/,
  );
  await desk.out('subject erase', number, ...ERASED);
  expect(await desk.out('directory list', 'contacts')).toContain('Dora or ***************');
  const [request] = (await desk.json<{ state: string }[]>('subject list')).slice(-1);
  expect(request?.state).toBe('done');
});

test('of a person the directory loses name and address, and keeps whose cost centre the extension was', async () => {
  const [found] = await desk.json<{ stored: object }[]>('subject find', 'Berta Muster');
  expect(found?.stored).toMatchObject({ people: 1 });
  const report = ['--out', 'report.zip.age', '--recipient', AGE_KEY];
  expect(await desk.out('subject report', 'Berta Muster', ...report)).toContain('with 0 calls');
  await desk.out('subject erase', 'Berta Muster', ...ERASED);
  expect(await desk.out('directory list', 'people')).not.toMatch(/Berta|berta|p1/);
  expect(await desk.out('directory list', 'people')).toContain('Carl Other');
  expect(await desk.out('directory list', 'extensions')).toMatch(/204.*4711/);
  expect(byteSearch(desk.folder, ['Berta Muster', 'berta@example.org'])).toEqual([]);
});

test('what stood beside records of the audit log that asked for the number goes, and the log still holds', async () => {
  await desk.out('subject find', '+4989231250002');
  const { request } = await desk.json<{ request: number }>('subject erase', '+4989231250002', ...ERASED);
  expect(await desk.out('subject certificate', String(request))).toMatch(/audit entries: [2-9]/);
  expect(await desk.out('audit verify')).not.toMatch(/altered/);
});
