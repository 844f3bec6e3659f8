import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { byteSearch } from './byte-search.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
desk.principal = 'os:officer';
const NUMBER = '+4989231250001';
const WHERE = ['--driver', 'asterisk-csv', '--country', 'DE', '--area-code', '30'];

beforeAll(async () => {
  const users = { 'os:officer': { role: 'data_protection_officer' } };
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify({ users })));
  const lines = [
    asteriskLine({ name: 'Jürgen Groß' }),
    asteriskLine({ dst: '089231250002', uniqueid: '1793005200.2' }),
  ];
  await desk.out(
    'ingest',
    '--source',
    'pbx',
    ...WHERE,
    desk.write('a.csv', Buffer.from(lines.map((line) => `${line}\n`).join(''))),
  );
});
afterAll(() => desk.remove());

test.each([
  ['subject erase', NUMBER, 'about 0049 89/231250001', ['--yes']],
  ['subject erase', 'Jürgen Groß', 'JURGEN  GROSS wrote to us', ['--yes']],
  ['subject restrict', NUMBER, 'caller 089 231250001', []],
])(
  '%s refuses a reason that names whom it is about, before anything happens',
  async (command, whom, reason, more) => {
    const { exit, err } = await desk.run(command, whom, ...more, '--reason', reason);
    expect([exit, err]).toEqual([
      2,
      expect.stringMatching(/The reason names whom it is about.*Nothing was done/s),
    ]);
    expect(await desk.json('subject list')).toEqual([]);
    const records = await desk.json<object[]>('audit list');
    expect(JSON.stringify(records)).not.toContain(reason);
  },
);

test('what the audit log has of a number, an extension or a name goes, however they were typed, and reasons are starred', async () => {
  const kept = async (): Promise<number> => {
    const records = await desk.json<{ action: string; details: unknown }[]>(
      'audit list',
      '--action',
      'subject find',
    );
    return records.filter(({ details }) => details !== null).length;
  };
  await desk.out('hold place', '--reason', 'asked by 089 231250001', '--number', '+4989231250002');
  await desk.out('hold release', '1', '--yes', '--reason', 'closed');
  const before = await kept();
  for (const typed of [
    NUMBER,
    '0049 (89) 23125-0001',
    '089/231250001',
    '004989231250001',
    'tel:+49-89-231250001',
  ])
    await desk.run('subject find', typed);
  await desk.run('subject find', '089231250002');
  expect(await kept()).toBe(before + 12);
  await desk.out('subject erase', NUMBER, '--yes', '--reason', 'request 17');
  // Of a beginning and an end only the beginning says whom.
  expect(await kept()).toBe(before + 12 - 5);
  expect(byteSearch(desk.folder, ['231250001', '89 231250001'])).toEqual([]);
  await desk.run('subject find', '204', '--as-extension');
  await desk.run('subject find', 'jurgen gross');
  const all = await kept();
  await desk.run('subject erase', '204', '--yes', '--reason', 'request 18');
  expect(await kept()).toBe(all - 1);
  await desk.run('subject erase', 'Jürgen Groß', '--yes', '--reason', 'request 19');
  expect(await kept()).toBe(all - 2);
});

test('a reason with the name that the directory has for a number, or gave an extension to, is refused', async () => {
  const lists = {
    contacts: 'number,name\n+4989231250002,Paula Person\n',
    people: 'person,name\nP1,Bert Kurz\n',
    extensions: 'site,extension,person\nmuc,204,P1\n',
  };
  const sites = { muc: { country: 'DE', area_code: '89', time_zone: 'UTC' } };
  const users = { 'os:officer': { role: 'data_protection_officer' } };
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify({ users, sites })));
  for (const [list, text] of Object.entries(lists))
    await desk.out('directory import', desk.write(`${list}.csv`, text), '--from', '2026-01-01');
  for (const [whom, reason] of [
    ['+4989231250002', 'paula  person asked'],
    ['204', 'for Bert Kurz'],
  ] as const) {
    const { exit, err } = await desk.run('subject restrict', whom, '--reason', reason);
    expect([exit, err]).toEqual([2, expect.stringContaining('The reason names whom it is about')]);
  }
});
