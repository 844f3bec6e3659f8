import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';
import { openedReport, recipient } from './opened-report.ts';

const NUMBER = '+4930123456789';
const GO = ['--yes', '--reason', 'request 17'];
const PEOPLE =
  "person,name,email,login\np1,Berta Muster,berta@example.org,004930123456789\np2,Carl Other (030 / 1234 567-89),4930123456789@example.org,carl\nb's 030123456789,Dora Other,,\np4,Emil Other,,emil\n";

let desk: CommandDesk;

beforeEach(async () => {
  desk = new CommandDesk();
  const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify({ sites })));
  await take('people', PEOPLE);
  await take('extensions', 'extension,site,person\n204,berlin,p2\n');
  const file = desk.write('calls.csv', `${asteriskLine({ dst: '030123456789' })}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', file);
});

afterEach(() => desk.remove());

const take = (name: string, text: string) =>
  desk.out('directory import', desk.write(`${name}.csv`, text), '--from', '2026-01-01');

const LEFT = [
  { person: "b's 030123456789", field: 'person' },
  { person: 'p1', field: 'login' },
  { person: 'p2', field: 'name' },
  { person: 'p2', field: 'email' },
];

const COMMANDS = [
  `./ledgerline subject rectify 'b'\\''s 030123456789' --as-person --set person=NUMBER`,
  './ledgerline subject rectify p1 --as-person --set login=',
  `./ledgerline subject rectify p2 --as-person --set 'name=Carl Other' --set email=`,
];

const request = async () =>
  (await desk.json<{ state: string; deferred: object; left_in_directory: object[] }[]>('subject list'))[0];

test('find names every field of people of the directory in which the number stands, with the command that corrects it', async () => {
  const [found] = await desk.json<{ stored: object; left_in_directory: object[] }[]>('subject find', NUMBER);
  expect(found?.stored).toMatchObject({ calls: 1, people: 0, person_fields: 4 });
  expect(found?.left_in_directory).toEqual(LEFT);
  const text = await desk.out('subject find', NUMBER);
  expect(text).toContain(
    `person b's 030123456789, personnel number; person p1, login; person p2, name; person p2, address`,
  );
  for (const command of COMMANDS) expect(text).toContain(`${command}\n`);
  expect(
    (await desk.json<{ stored: object }[]>('subject find', 'Carl Other', '--as-name'))[0]?.stored,
  ).toMatchObject({ person_fields: 0 });
});

test('a report that is handed out says in which field the number stands, and not whose that is', async () => {
  await desk.out('subject report', NUMBER, '--out', 'report.zip.age', '--recipient', recipient);
  const report = (await openedReport(join(desk.place, 'report.zip.age'))).get('report.csv') ?? '';
  expect(report).toMatch(/person_fields,login of a person of the directory/);
  expect(report).not.toMatch(/p1|Carl|Muster/);
});

test('the plan of an erasure says that it leaves them, and keeps its request open for them alone, until they are corrected', async () => {
  const { exit, out } = await desk.run('subject erase', NUMBER);
  expect(exit).toBe(1);
  expect(out).toContain('the request stays open until it is corrected');
  for (const command of COMMANDS) expect(out).toContain(`${command}\n`);
  expect(out).not.toContain('egal hold');
  const plan = JSON.parse((await desk.run('subject erase', NUMBER, '--json')).out);
  expect(plan).toMatchObject({ left_in_directory: LEFT, would_go: { calls: 1 } });

  const erased = await desk.run('subject erase', NUMBER, ...GO);
  expect(erased.exit).toBe(1);
  expect(erased.err).toContain(
    "Request 1 is not done: left in the directory: person b's 030123456789, personnel number; person p1, login; person p2, name; person p2, address.",
  );
  for (const command of COMMANDS) expect(erased.err).toContain(command);
  expect(erased.err).not.toMatch(/legal hold|stands at/);
  expect(await desk.out('directory list', 'people')).toMatch(/004930123456789[\s\S]*1234 567-89/);
  expect(await request()).toMatchObject({ state: 'deferred', left_in_directory: LEFT });
  expect(JSON.stringify((await request())?.deferred)).not.toMatch(/1234/);
  expect(await desk.out('subject list')).toContain('Request 1 waits: left in the directory: person b');
});

test('erase, rectify, prove: where every field is corrected nothing is found and the request is done', async () => {
  await desk.run('subject erase', NUMBER, ...GO);
  const corrections = [
    ["b's 030123456789", '--set', 'person=p3'],
    ['p1', '--set', 'login='],
    ['p2', '--set', 'name=Carl Other', '--set', 'email='],
  ];
  for (const [who = '', ...set] of corrections) {
    const out = await desk.out('subject rectify', who, '--as-person', ...set, ...GO);
    expect(out).toContain('Request 1 waits for it: ./ledgerline jobs run subject-requests');
  }
  await desk.out('jobs run', 'subject-requests');
  expect(await request()).toMatchObject({ state: 'done', deferred: {}, left_in_directory: [] });
  expect(await desk.out('subject prove', NUMBER)).toContain('stands nowhere');
  expect(await desk.out('directory list', 'extensions')).toMatch(/204.*p2/);
  expect(await desk.out('directory list', 'people')).toMatch(/p3.*Dora Other/);
  expect(await desk.out('verify')).toContain('All is well');
});

test('one field that is left keeps the request open, and one who is erased by name keeps none', async () => {
  await desk.run('subject erase', NUMBER, ...GO);
  await desk.out('subject rectify', 'p1', '--set', 'login=', ...GO);
  await desk.out('subject rectify', 'p2', '--set', 'name=Carl Other', '--set', 'email=', ...GO);
  expect(await desk.out('jobs run', 'subject-requests')).toContain('requests waiting 1');
  expect(await request()).toMatchObject({ state: 'deferred', left_in_directory: LEFT.slice(0, 1) });
  await desk.out('subject erase', 'Dora Other', ...GO);
  await desk.out('jobs run', 'subject-requests');
  expect((await desk.json<{ state: string }[]>('subject list')).map(({ state }) => state)).toEqual([
    'done',
    'done',
  ]);
  expect(await desk.out('subject prove', NUMBER)).toContain('stands nowhere');
});

test('with a period what has no day of its own stays, and keeps no request open', async () => {
  await desk.out('subject erase', NUMBER, '--from', '2026-01-01', ...GO);
  expect(await request()).toMatchObject({ state: 'done', left_in_directory: [] });
});

test('who has the number of a contact as their own is corrected all the same, as a person', async () => {
  await take('people', `person,name\n${NUMBER},Fritz Other\n`);
  await take('contacts', `number,name\n${NUMBER},Karla Kunde\n`);
  const [found] = await desk.json<{ left_in_directory: object[] }[]>('subject find', NUMBER, '--as-number');
  expect(found?.left_in_directory).toContainEqual({ person: NUMBER, field: 'person' });
  const unclear = await desk.run('subject rectify', NUMBER, '--set', 'person=p9');
  expect(unclear).toMatchObject({ exit: 1, err: expect.stringContaining('a person with --as-person') });
  await desk.out('subject rectify', NUMBER, '--as-person', '--set', 'person=p9', ...GO);
  expect(await desk.out('directory list', 'people')).toMatch(/p9.*Fritz Other/);
});

test('what is one person by their login and another by the number is never guessed', async () => {
  const { exit, err } = await desk.run('subject erase', '004930123456789', ...GO);
  expect([exit, err]).toEqual([1, expect.stringContaining('Say which is meant: --as-number or --as-person')]);
});

test('a name of one contact is left in that of another one who has a number in it, as in those of people', async () => {
  await take('contacts', 'number,name\n+4930999999999,Karla Kunde or 030 999999998\n');
  await take('people', 'person,name\np8,Karla Kunde (030 999999998)\n');
  await desk.out('subject erase', 'Karla Kunde', ...GO);
  expect(await desk.out('directory list', 'contacts')).toContain('Karla Kunde or 030 999999998');
  expect(await desk.out('directory list', 'people')).toContain('Karla Kunde (030 999999998)');
});
