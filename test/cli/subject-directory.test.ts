import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { byteSearch } from './byte-search.ts';
import { CommandDesk } from './command-desk.ts';

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

test('a contact with the number is found and goes, also where no call is stored; others stay', async () => {
  const [found] = await desk.json<{ stored: object }[]>('subject find', '+4989231250001');
  expect(found?.stored).toMatchObject({ calls: 0, contacts: 1 });
  await desk.out('subject erase', '+4989231250001', ...ERASED);
  const contacts = await desk.out('directory list', 'contacts');
  expect(contacts).toContain('Otto Other');
  expect(contacts).not.toMatch(/Karla|231250001/);
  expect(byteSearch(desk.folder, ['Karla', '4989231250001'])).toEqual([]);
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
