import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS } from '../../record/calendar.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

const DOCUMENT = {
  sites: { berlin: { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', outside_line_prefix: '9' } },
  sources: { pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: 'drop', enabled: false } },
  retention: { calls: { masked: '90 days', anonymous: null, gone: '12 months' }, raw_copies: '60 days' },
};
const line = (n: number, given: Parameters<typeof asteriskLine>[0]): string =>
  `${asteriskLine({ uniqueid: `1793005200.${n}`, ...given })}\n`;

beforeEach(async () => {
  desk = new CommandDesk();
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify(DOCUMENT)));
  const lines = [
    line(1, { dst: '9089231250001' }),
    line(2, { dst: '9089231250002', src: '205', name: 'Ford' }),
    line(3, { dst: '9089231250003', src: '205', name: 'Ford', start: '2026-10-25 09:00:00' }),
  ];
  await desk.out('ingest', '--source', 'pbx', desk.write('calls.csv', lines.join('')));
});

afterEach(() => desk.remove());

const place = async (...what: string[]): Promise<number> =>
  (await desk.json<{ calls: number }>('hold place', '--reason', 'a case', ...what)).calls;

test.each([
  ['--number', '+49 89 2312-50001', 1],
  ['--number', '9089231250001', 1],
  ['--number', '089231250001,+4989231250002', 2],
  ['--name', 'Ford', 2],
  ['--extension', '204', 1],
  ['--from', '2026-10-26', 2],
  ['--to', '2026-10-25', 1],
])('a hold by %s %s says how many stored calls it keeps', async (option, value, calls) => {
  expect(await place(option, value)).toBe(calls);
});

test('conditions of several kinds are those of a period, of whichever party', async () => {
  expect(await place('--extension', '204', '--name', 'Ford', '--from', '2026-10-26')).toBe(2);
});

test('a number is held in its masked form, too, but not where nothing of it is shown', async () => {
  await desk.out('hold place', '--reason', 'a case', '--number', '+4989231250001');
  const [hold] = await desk.json<{ numbers: string[] }[]>('hold list');
  expect(hold?.numbers).toEqual(expect.arrayContaining(['+4989231250001', '+498923125****']));
  await desk.out('hold place', '--reason', 'a case', '--number', '204');
  const [, short] = await desk.json<{ numbers: string[] }[]>('hold list');
  expect(short?.numbers.filter((number) => /^\*+$/.test(number))).toEqual([]);
});

test('the list says who, why, until when, how much is kept and what is deferred', async () => {
  await place('--name', 'Ford', '--until', '2027-12-31');
  desk.now = ARRIVAL + 100 * DAY_MS;
  expect(await desk.json('hold list')).toMatchObject([
    {
      ...{ id: 1, placed_by: 'os:somebody', reason: 'a case', until: '2027-12-31', names: ['Ford'] },
      ...{ in_force: true, calls: 2, deferred_calls: 2, deferred_raw_copies: 1 },
    },
  ]);
  expect(await desk.out('hold list')).toContain('Ford');
  desk.now = ARRIVAL + 500 * DAY_MS;
  expect(await desk.json('hold list')).toEqual([]);
  expect(await desk.json('hold list', '--all')).toMatchObject([{ in_force: false, calls: 0 }]);
});

test('what another hold keeps, too, is not said to go when one is released', async () => {
  await place('--name', 'Ford');
  await place('--from', '2026-10-26');
  desk.now = ARRIVAL + 100 * DAY_MS;
  const { out } = await desk.run('hold release', '1');
  expect(out).toMatch(
    /^Hold 1 keeps 2 calls\. Released, 1 call and .*\. Other holds keep 1 call of those that it defers\.\n/,
  );
});

test('a released hold is over, and forgets whom it was about', async () => {
  await place('--name', 'Ford', '--number', '+4989231250001');
  expect((await desk.run('hold release', '1')).out).toContain('Hold 1 keeps 3 calls');
  expect(await desk.json('hold list')).toMatchObject([{ in_force: true }]);
  expect((await desk.run('hold release', '1', '--yes')).err).toContain('--reason is missing');
  await desk.out('hold release', '1', '--yes', '--reason', 'closed');
  expect(await desk.json('hold list', '--all')).toMatchObject([
    { in_force: false, numbers: [], names: [], released_by: 'os:somebody', released_reason: 'closed' },
  ]);
  expect((await desk.run('hold release', '1', '--reason', 'closed')).err).toContain(
    'There is no hold 1 in force',
  );
});

test.each([
  [[], '--reason is missing'],
  [['--reason', 'a case'], 'What the hold is to keep is missing'],
  [['--reason', 'a case', '--number', 'nobody'], 'is no number'],
  [['--reason', 'a case', '--extension', '+49'], 'is no extension'],
  [['--reason', 'a case', '--name', 'Ford', '--until', '2026-10-25'], 'lies in the past'],
  [['--reason', 'a case', '--from', '2026-10-26', '--to', '2026-10-25'], '--from is later'],
])('%j is refused: %s', async (given, message) => {
  const { exit, err } = await desk.run('hold place', ...given);
  expect([exit, err]).toEqual([2, expect.stringContaining(message)]);
  expect(await desk.json('hold list', '--all')).toEqual([]);
});

test('a hold keeps a number also where it was masked by a mask that is not in force any more, and explain finds it', async () => {
  const { retention } = DOCUMENT;
  const masked = async (masked_numbers: object): Promise<unknown> =>
    await desk.out(
      'config apply',
      desk.write('masked.json', JSON.stringify({ ...DOCUMENT, retention: { ...retention, masked_numbers } })),
    );
  await masked({ hide: 'last', digits: 2 });
  desk.now = ARRIVAL + 30 * DAY_MS;
  await desk.out('jobs run', 'sessions');
  desk.now = ARRIVAL + 60 * DAY_MS;
  await desk.out('jobs run', 'sessions');
  desk.now = ARRIVAL + 100 * DAY_MS;
  for (const job of ['raw-copies', 'calls']) await desk.out('jobs run', job);
  await masked({ hide: 'behind', digits: 5 });
  expect(await desk.json('explain', '+4989231250001')).toMatchObject([{ step: 'masked', calls: 3 }]);
  expect(await place('--number', '+4989231250001')).toBe(3);
  desk.now = ARRIVAL + 140 * DAY_MS;
  await masked({ hide: 'all' });
  expect(await desk.out('hold list')).toContain('+4989231250001, and masked');
});
