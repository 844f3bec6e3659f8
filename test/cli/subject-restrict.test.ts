import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { questions } from '../access/twin-stores.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const CONFIGURATION = `${COMPANY_CONFIGURATION}
users:
  os:officer: { role: data_protection_officer }
`;
const SECRETS = [
  { number: '+4989231250001', dialled: '9089231250001', name: 'Anna', account: '4711' },
  { number: '+4989231257777', dialled: '9089231257777', name: 'Bert', account: '0815' },
];
const desks: CommandDesk[] = [];

/** The same calls but for one person, who is restricted. */
beforeAll(async () => {
  for (const { number, dialled, name, account } of SECRETS) {
    const desk = new CommandDesk();
    desks.push(desk);
    await desk.out('config apply', desk.write('ledgerline.yaml', CONFIGURATION));
    const lines = companyLines([
      { name, account, dst: dialled, start: '2026-10-26 08:00:00' },
      { name: 'Carla', dst: '90302312500', start: '2026-10-26 09:00:00' },
      {
        name,
        src: number,
        dst: '+4930555204',
        from: 'PJSIP/provider-00000002',
        to: 'PJSIP/204-00000005',
        start: '2026-10-26 10:00:00',
      },
    ]);
    await desk.out(
      'ingest',
      '--source',
      'pbx',
      desk.write('pbx.csv', `${lines.join('')}rubbish about ${number}\n`),
    );
    const refused = await desk.run('subject restrict', number, '--reason', 'test');
    expect([refused.exit, refused.err]).toEqual([
      1,
      expect.stringContaining('data protection officer alone'),
    ]);
    desk.principal = 'os:officer';
    expect(await desk.out('subject restrict', number, '--reason', 'test')).toContain(
      'it hides 2 stored calls now',
    );
    desk.principal = 'os:somebody';
  }
});

afterAll(() => {
  for (const desk of desks) desk.remove();
});

test('whoever is not the data protection officer is told nothing of whom it is about, by any command', async () => {
  const [one, other] = desks as [CommandDesk, CommandDesk];
  const ids = (await one.json<Call[]>('calls')).map(({ id }) => id);
  const numbers = SECRETS.flatMap(({ number, dialled }) => [number, dialled]);
  const asked = [
    ...questions([...numbers, '301', '***'], ids, ['4711', '0815']),
    ...[0, 1, 2].map((place) => ['line show', '1', String(place)]),
    ...[
      ['totals', '--by', 'extension'],
      ['explain', '+4989231250001'],
      ['subject find', '+4989231257777'],
      ['hold list'],
    ],
  ];
  for (const [name, ...rest] of asked) {
    const [first, second] = [await one.run(name, ...rest), await other.run(name, ...rest)];
    expect(second, [name, ...rest].join(' ')).toEqual(first);
    expect(first.out).not.toMatch(/23125(?:0001|7777)/);
  }
});

test('restrictions are listed for the data protection officer, with whom they hide, and for nobody else', async () => {
  const [desk] = desks as [CommandDesk];
  const refused = await desk.run('subject restrict', '--list');
  expect([refused.exit, refused.err]).toEqual([1, expect.stringContaining('data protection officer alone')]);
  desk.principal = 'os:officer';
  expect(await desk.json<object[]>('subject restrict', '--list')).toMatchObject([
    { restriction: 1, placed_by: 'os:officer', reason: 'test', hides: ['+4989231250001'], calls: 2 },
  ]);
  expect(await desk.out('subject restrict', '--list')).toMatch(/1 .*\+4989231250001 .* 2 +test/);
  desk.principal = 'os:somebody';
});

test('the calls are counted as before, and the data protection officer sees them whole until it is released', async () => {
  const [desk] = desks as [CommandDesk];
  const seen = await desk.json<Call[]>('calls');
  expect(seen).toHaveLength(3);
  expect(seen[0]).toMatchObject({
    calling: '***',
    called: '***',
    dialled: null,
    calling_name: null,
    extension: '***',
    duration_ms: 60000,
  });
  expect(seen[1]).toMatchObject({ called: '+49302312500' });
  desk.principal = 'os:officer';
  expect(await desk.json<Call[]>('calls', '--number', '+4989231250001')).toHaveLength(2);
  expect(
    await desk.out('subject restrict', '+4989231250001', '--release', '--yes', '--reason', 'over'),
  ).toContain('is released');
  expect(await desk.out('subject restrict', '--list')).toBe('No restriction is in force.\n');
  desk.principal = 'os:somebody';
  expect((await desk.json<Call[]>('calls'))[0]).toMatchObject({ called: '+4989231250001' });
});
