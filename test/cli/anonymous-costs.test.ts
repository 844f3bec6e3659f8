import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportRow } from '../../reports/report.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const RATES =
  'prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds\n49,Germany,0.01,0.06,0,60,60\n';
const SITE = { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', extensions: ['200-299'] };
const SOURCE = { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '/nowhere', enabled: false };
const LADDER = { masked: '20 days', anonymous: '30 days', gone: '3 years' };
const RETENTION = {
  raw_copies: '10 days',
  calls: LADDER,
  held_calls: LADDER,
  smallest_group: 2,
  brake_share: 100,
};
let desk: CommandDesk;

interface Made {
  readonly rows: readonly ReportRow[];
  readonly totals: object;
}

async function made(...argv: string[]): Promise<Made> {
  const { rows, totals } = JSON.parse(
    await desk.out('report', 'run', ...argv, '--period', '2026-10', '--format', 'json'),
  ) as Made;
  return { rows, totals };
}

/** 201 and 202 are of Sales, 201 only until the 15th; Works has one person besides, and Stores nobody else. */
beforeAll(async () => {
  desk = new CommandDesk();
  desk.now = Date.UTC(2026, 10, 1, 12);
  const document = { sites: { berlin: SITE }, sources: { pbx: SOURCE }, retention: RETENTION };
  await desk.out('config', 'apply', desk.write('c.yaml', JSON.stringify(document)));
  const sheet = [
    desk.write('r.csv', RATES),
    '--carrier',
    'alpha',
    '--currency',
    'EUR',
    '--from',
    '2026-01-01',
  ];
  await desk.out('tariff', 'import', ...sheet);
  const lists = {
    centres:
      'code,name,kind,parent,from\n1000,House,cost_centre,,2026-01-01\n1100,Sales,cost_centre,1000,2026-01-01\n1200,Works,cost_centre,1000,2026-01-01\n1210,Stores,cost_centre,1200,2026-01-01\n',
    extensions:
      'site,extension,cost_centre,from,to\nberlin,201,1100,2026-01-01,2026-10-15\nberlin,201,1200,2026-10-16,\nberlin,202,1100,2026-01-01,\nberlin,203,1100,2026-01-01,\nberlin,204,1200,2026-01-01,\nberlin,205,1200,2026-01-01,\nberlin,206,1210,2026-01-01,\n',
  };
  for (const [name, text] of Object.entries(lists))
    await desk.out('directory', 'import', desk.write(`${name}.csv`, text));
  const calls = ['201 10', '201 20', '202 12', '203 13', '204 14', '205 14', '206 14', '299 14'];
  const lines = calls.map((call, place) => {
    const [src = '', day] = call.split(' ');
    return asteriskLine({
      src,
      start: `2026-10-${day} 10:00:00`,
      talk: 60 + place * 60,
      uniqueid: `1795000000.${place}`,
    });
  });
  await desk.out('ingest', '--source', 'pbx', desk.write('calls.csv', `${lines.join('\n')}\n`));
});

afterAll(() => desk.remove());

test('costs of cost centres are the same before and after calls are anonymous, but for one that is a single person, which stands above', async () => {
  const departments = await made('department-costs');
  const charged = await made('department-costs', '--level', '2');
  expect(await desk.json('calls', '--extension', '201')).toHaveLength(2);
  desk.now = Date.UTC(2026, 11, 15, 12);
  await desk.out('jobs confirm-clock', '--yes', '--reason', 'a drill');
  await desk.out('jobs run', 'raw-copies', '--confirm', '--yes', '--reason', 'meant');
  expect(await desk.out('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant')).toMatch(
    /anonymous 8/,
  );
  const calls = await desk.json<{ extension: unknown }[]>('calls');
  const after = await made('department-costs');
  expect(calls.map(({ extension }) => extension)).toEqual(Array(8).fill(null));
  expect(await desk.json('calls', '--extension', '201')).toEqual([]);
  expect(await desk.out('totals', '--by', 'extension,cost_centre', '--json')).not.toMatch(/"20\d"/);
  expect(await made('department-costs', '--level', '2')).toEqual(charged);
  const above = (rows: readonly ReportRow[]) =>
    rows.filter(({ cost_centre }) => !['1200', '1210'].includes(String(cost_centre)));
  expect(above(after.rows)).toEqual(above(departments.rows));
  expect(after.totals).toEqual(departments.totals);
  const withBelow = ({ rows }: Made) =>
    rows.find(({ cost_centre }) => cost_centre === '1200')?.cost_with_below_micros;
  expect(withBelow(after)).toBe(withBelow(departments));
  expect(after.rows.find(({ cost_centre }) => cost_centre === '1210')).toMatchObject({
    calls: 0,
    cost_micros: 0,
  });
  for (const report of ['charge-back', 'extension-costs', 'unknown-extensions', 'itemised'])
    expect(JSON.stringify(await made(report))).not.toMatch(/"(?:20[1-5]|8\d{15})"/);
});
