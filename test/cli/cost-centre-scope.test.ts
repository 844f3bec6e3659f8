import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadReports } from '../../reports/reports.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const SHOWS = ['extensions', 'names', 'undefined'];
const SITE = { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin' };
const PBX = { kind: 'watch', site: 'office', driver: 'asterisk-csv', folder: '/nowhere', enabled: false };

let desk: CommandDesk;

/** Extension 201 is of the workshop below sales until the 14th, then of service; 202 of sales; 203 of nobody. */
beforeEach(async () => {
  desk = new CommandDesk();
  const roles = {
    seller: { numbers: 'show all', shows: SHOWS, cost_centres: ['100'] },
    stranger: { numbers: 'show all', shows: SHOWS, cost_centres: ['999'] },
  };
  const users = {
    anna: { role: 'seller', cost_centres: ['200', '110'] },
    ben: { role: 'seller', cost_centres: ['200'] },
  };
  const budgets = ['100', '200'].map((cost_centre) => ({
    cost_centre,
    amount: '50.00',
    currency: 'EUR',
    from: '2026-10-01',
  }));
  const document = { budgets, sites: { office: SITE }, sources: { pbx: PBX }, roles, users };
  await desk.out('config', 'apply', desk.write('c.yaml', JSON.stringify(document)));
  await take('cc', 'code,name,parent\n100,Sales,\n110,Workshop,100\n200,Service,\n');
  await take('e', 'extension,cost_centre,from\n201,110,2026-10-01\n202,100,2026-10-01\n');
  await take('moved', 'extension,cost_centre,from\n201,200,2026-10-15\n');
  const lines = [call('201', '14'), call('201', '15'), call('202', '15'), call('203', '15'), 'rubbish'];
  await desk.out('ingest', '--source', 'pbx', desk.write('m.csv', `${lines.join('\n')}\n`));
});
afterEach(() => desk.remove());

const take = (name: string, text: string) =>
  desk.out('directory', 'import', desk.write(`${name}.csv`, text), '--from', '2026-10-01');
const call = (src: string, day: string): string =>
  asteriskLine({ start: `2026-10-${day} 09:00:00`, src, dst: '089231250001', uniqueid: `${src}.${day}` });
const callsOf = async (viewer: string, ...more: readonly string[]): Promise<string[]> =>
  (await desk.json<{ extension: string; started_at: string }[]>('calls', '--as', viewer, ...more)).map(
    ({ extension, started_at }) => `${extension} on ${started_at.slice(8, 10)}`,
  );

describe('a role of a cost centre', () => {
  test('is shown the calls of it and of all below it, as the directory stood on their day', async () => {
    expect(await callsOf('seller')).toEqual(['201 on 14', '202 on 15']);
  });

  test('finds no other call by its number, and no other call is counted in any sum', async () => {
    const ids = await desk.json<{ id: number; extension: string }[]>('calls');
    const foreign = ids.find(({ extension }) => extension === '203');
    expect(await desk.run('call show', `${foreign?.id}`, '--as', 'seller')).toMatchObject({ exit: 1 });
    const totals = await desk.json<{ calls: number }[]>('totals', '--by', 'day', '--as', 'seller');
    expect(totals.map(({ calls }) => calls)).toEqual([1, 1]);
    for (const name of ['department-costs', 'extension-costs', 'destinations', 'hours', 'itemised']) {
      const asked = ['--period', '2026-10', '--format', 'json', '--as', 'seller'];
      const text = await desk.out('report', 'run', name, ...asked);
      const report = JSON.parse(text) as { totals: { calls?: number }[] | { calls?: number } };
      expect([name, [report.totals].flat()[0]?.calls]).toEqual([name, 2]);
    }
  });

  test('is shown no other cost centre, and nobody and nothing of one, in any report', async () => {
    await take('p', 'person,name,cost_centre\np1,Own Person,110\np2,Foreign Person,200\n');
    await take('a', 'account_code,name,cost_centre\n77,Own code,110\n78,Foreign code,200\n');
    await take('u', 'code,name,parent\n10,Board,\n100,Sales,10\n');
    const reports = await loadReports();
    const names = Object.keys(reports);
    for (const name of names) {
      const { timeless } = reports[name] ?? {};
      const days = timeless === true ? [] : ['--period', '2026-10'];
      const { out, err } = await desk.run(
        'report',
        'run',
        name,
        ...days,
        '--format',
        'csv',
        '--as',
        'seller',
      );
      expect([name, `${out}${err}`.match(/Service|Foreign|Board|\b(200|78|p2)\b/)]).toEqual([name, null]);
    }
    const departments = await desk.out(
      'report',
      'run',
      'department-costs',
      '--period',
      '2026-10',
      '--as',
      'seller',
    );
    expect(departments).toMatch(/100 +Sales/);
    const mistyped = await desk.run('report', 'run', 'itemised', '--cost-centre', '20', '--as', 'seller');
    const foreign = await desk.run('report', 'run', 'itemised', '--cost-centre', '200', '--as', 'seller');
    expect(mistyped.err).not.toContain('200');
    expect(foreign.err).toContain('The directory has no cost centre or department 200');
  });

  test('is not shown lines that could not be read, which are of no cost centre', async () => {
    expect(await desk.run('undefined list', '--as', 'seller')).toMatchObject({ exit: 1 });
  });
});

test('a user of it is shown what both the role and the user are limited to', async () => {
  expect(await callsOf('anna')).toEqual(['201 on 14']);
  expect(await callsOf('ben')).toEqual([]);
});

test('calls are listed of a cost centre and all below it, by whose the extension was on the day of each', async () => {
  expect(await callsOf('operator', '--cost-centre', '100')).toEqual(['201 on 14', '202 on 15']);
  expect(await callsOf('operator', '--cost-centre', '200')).toEqual(['201 on 15']);
  expect(await callsOf('seller', '--cost-centre', '110')).toEqual(['201 on 14']);
  const { err } = await desk.run('calls', '--cost-centre', '200', '--as', 'seller');
  expect(err).toContain('The directory has no cost centre or department 200');
});

test('a cost centre that the directory does not know shows nothing, and says so', async () => {
  expect(await desk.run('calls', '--as', 'stranger')).toMatchObject({
    exit: 0,
    err: expect.stringContaining('cost centres would be that the directory does not know'),
  });
});
