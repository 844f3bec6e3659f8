import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { byteSearch } from './byte-search.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;
const GO = ['--yes', '--reason', 'request 19'];

const LISTS = {
  'cost-centres': 'code,name\n4711,Sales\n',
  people:
    'person,name,email,login,cost_centre\np1,Berta Muster,berta@example.org,berta,4711\np2,Carl Other,carl@example.org,,\np3,Carl Other,,,\n',
  extensions: 'extension,site,person\n204,berlin,p1\n',
  contacts: 'number,name,organisation\n+4930231250001,Karla Kunde,Example\n',
};

beforeEach(async () => {
  desk = new CommandDesk();
  const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify({ sites })));
  for (const [list, text] of Object.entries(LISTS)) await take(list, text);
});

afterEach(() => desk.remove());

const take = (name: string, text: string) =>
  desk.json<{ version: number }>('directory import', desk.write(`${name}.csv`, text), '--from', '2026-01-01');

/** A change of anything, and the version that stands then. */
const nextVersion = async (name: string) => (await take('cost-centres', `code,name\n4711,${name}\n`)).version;

test('without --yes it shows what is stored and what would be, and changes nothing', async () => {
  const shown = await desk.run('subject rectify', 'p1', '--set', 'name=Berta Meister', '--set', 'email=');
  expect(shown).toMatchObject({
    exit: 1,
    out: 'Person p1\n  name: Berta Muster → Berta Meister\n  email: berta@example.org → none\nNothing was done. The same with --yes --reason TEXT does it.\n',
  });
  const unexplained = await desk.run('subject rectify', 'p1', '--set', 'name=Berta Meister', '--yes');
  expect(unexplained).toMatchObject({ exit: 2, err: expect.stringContaining('--reason is missing') });
  expect(await desk.out('directory list', 'people')).toContain('Berta Muster');
});

test('a person is corrected in all fields at once, as one version, and keeps all that is assigned', async () => {
  const before = await nextVersion('Sales North');
  const set = ['--set', 'name=Berta Meister', '--set', 'email=meister@example.org', '--set', 'login='];
  expect(await desk.out('subject rectify', 'Berta Muster', ...set, ...GO)).toContain(
    `Version ${before + 1} of the directory`,
  );
  expect(await desk.out('directory show', 'p1')).toMatch(
    /Berta Meister[\s\S]*meister@example\.org[\s\S]*204[\s\S]*4711/,
  );
  expect(await desk.out('directory show', 'p1')).not.toContain('login');
  expect(await desk.out('directory list', 'extensions')).toMatch(/204.*p1/);
  expect(await nextVersion('Sales South')).toBe(before + 2);
  expect(byteSearch(desk.folder, ['Berta Muster', 'berta@example.org'])).toEqual([]);
});

test('a person gets another number of their own, keeps all that is assigned, and is known by it from then on', async () => {
  const shown = await desk.run('subject rectify', 'p1', '--set', 'person=p9');
  expect(shown).toMatchObject({ exit: 1, out: expect.stringMatching(/person: p1 → p9[\s\S]*Lists, LDAP/) });
  await desk.out('subject rectify', 'p1', '--set', 'person=p9', '--set', 'login=', ...GO);
  expect(await desk.out('directory show', 'p9')).toMatch(/Berta Muster[\s\S]*204[\s\S]*4711/);
  expect(await desk.out('directory list', 'extensions')).toMatch(/204.*p9/);
  await take('extensions', 'extension,site,person\n205,berlin,p9\n');
  expect(await desk.run('subject rectify', 'p1', '--set', 'login=x')).toMatchObject({ exit: 1 });
  for (const [set, why] of [
    ['person=p2', 'somebody else has this number'],
    ['person=', 'person is missing'],
  ] as const)
    expect(await desk.run('subject rectify', 'p9', '--set', set, ...GO)).toMatchObject({
      ...{ exit: 2, err: expect.stringContaining(why) },
    });
  expect(await desk.run('subject rectify', '+4930231250001', '--set', 'person=p7')).toMatchObject({
    exit: 2,
  });
  expect(
    await desk.run('subject rectify', 'p9', '--set', 'person=p8', '--yes', '--reason', 'p9 of 2026'),
  ).toMatchObject({ exit: 2 });
});

test('one who has left is corrected and has still left', async () => {
  await take('left', 'person,name,from,to\np1,Berta Muster,2026-01-01,2026-01-31\n');
  await desk.out('subject rectify', 'p1', '--set', 'name=Berta Meister', ...GO);
  expect(await desk.out('directory show', 'p1')).toMatch(/Berta Meister[\s\S]*there until 2026-01-31/);
});

test('a number outside is found however it is written, and its name and organisation are corrected', async () => {
  const set = ['--set', 'name=Carla Kunde', '--set', 'organisation='];
  await desk.out('subject rectify', '030 23125-0001', ...set, ...GO);
  const contacts = await desk.out('directory list', 'contacts');
  expect(contacts).toContain('Carla Kunde');
  expect(contacts).not.toMatch(/Karla|Example/);
});

test('what is so already makes no new version', async () => {
  const before = await nextVersion('Sales North');
  expect(await desk.out('subject rectify', 'p1', '--set', 'login=berta', ...GO)).toContain('so already');
  expect(await nextVersion('Sales South')).toBe(before + 1);
});

test('facts of calls are refused with the reason and what can be done in their place', async () => {
  const file = desk.write('calls.csv', `${asteriskLine({ dst: '030231250001' })}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', '--country', 'DE', file);
  const before = await desk.out('calls', '--json');
  for (const field of ['number', 'started_at', 'time', 'duration_ms', 'duration', 'called_name', 'calling']) {
    const { exit, err } = await desk.run('subject rectify', '+4930231250001', '--set', `${field}=1`, ...GO);
    expect(exit).toBe(1);
    expect(err).toMatch(/cannot be modified[\s\S]*subject erase[\s\S]*--anonymise[\s\S]*subject restrict/);
  }
  expect(await desk.out('calls', '--json')).toBe(before);
});

test('whom the directory does not have is not found, and one of several is never guessed', async () => {
  const set = ['--set', 'name=Karl Other', ...GO];
  expect(await desk.run('subject rectify', '+4930231259999', ...set)).toMatchObject({
    exit: 1,
    err: expect.stringContaining('no person and no number +4930231259999'),
  });
  const { exit, err } = await desk.run('subject rectify', 'Carl Other', ...set);
  expect(exit).toBe(1);
  expect(err).toMatch(/p2 of people, p3 of people/);
  await desk.out('subject rectify', 'p3', ...set);
  expect(await desk.out('directory list', 'people')).toMatch(/Carl Other[\s\S]*Karl Other/);
});

test('what cannot stand in the directory is refused and nothing is changed', async () => {
  for (const set of [
    'email=nobody',
    'name=',
    `name=${'x'.repeat(201)}`,
    'organisation=Example',
    'login',
    'nme=x',
  ])
    expect(await desk.run('subject rectify', 'p1', '--set', set, ...GO), set).toMatchObject({ exit: 2 });
  const twice = ['--set', 'name=One', '--set', 'name=Two'];
  expect(await desk.run('subject rectify', 'p1', ...twice, ...GO)).toMatchObject({ exit: 2 });
  expect(await desk.run('subject rectify', 'p1', ...GO)).toMatchObject({ exit: 2 });
  expect(await desk.out('directory list', 'people')).toContain('Berta Muster');
});

test('the audit log says that it was done and why, in clear neither whom nor what; an erasure reaches what stands beside', async () => {
  await desk.out('subject rectify', 'p1', '--set', 'name=Berta Meister', ...GO);
  const text = await desk.out('audit list', '--json');
  expect(text).toMatch(/subject rectify[\s\S]*request 19/);
  expect(text).not.toMatch(/Meister|Muster/);
  const found = byteSearch(desk.folder, ['Berta Meister']).filter((place) => place.includes('audit'));
  expect(found).toEqual([]);
  // That of the correction, and that of the erasure itself.
  const { request } = await desk.json<{ request: number }>('subject erase', 'Berta Meister', ...GO);
  expect(await desk.out('subject certificate', String(request))).toMatch(/audit entries: 2\b/);
});

test('only who is shown every call whole may correct', async () => {
  const users = { 'os:anna': { role: 'supervisor' } };
  await desk.out('config apply', desk.write('users.yaml', JSON.stringify({ users })));
  desk.principal = 'os:anna';
  const { exit, out, err } = await desk.run('subject rectify', 'p1', '--set', 'name=Berta Meister', ...GO);
  expect({ exit, out, err }).toMatchObject({
    exit: 1,
    out: '',
    err: expect.stringContaining('is not shown to user os:anna'),
  });
});

test('erasing a person is a new version of the directory, too', async () => {
  const before = await nextVersion('Sales North');
  await desk.out('subject erase', 'Berta Muster', ...GO);
  expect(await nextVersion('Sales South')).toBe(before + 2);
});
