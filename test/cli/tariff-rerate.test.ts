import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

/** 0.06 for each minute to Germany, and dearer to a mobile. */
const RATES = `prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds
49,Germany,0,0.06,0,60,60
4915,Germany mobile,0,0.10,0,60,60
`;
const RETENTION = {
  raw_copies: '10 days',
  calls: { masked: '20 days', anonymous: '40 days', gone: '60 days' },
  held_calls: { masked: null, anonymous: null, gone: '60 days' },
};
const SITE = { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', extensions: ['200-299'] };
const SOURCE = {
  ...{ kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '/nowhere', enabled: false },
};
const CENTRES = 'code,name,kind,from\n1000,Sales,cost_centre,2026-01-01\n';
const EXTENSIONS = 'site,extension,cost_centre,from\nberlin,201,1000,2026-01-01\n';

interface Rerated {
  readonly changed: number;
  readonly groups: readonly object[];
  readonly totals: readonly object[];
  readonly kept: object;
  readonly not_rated: readonly object[];
}

let desk: CommandDesk;
let lines = 0;

/** An outgoing call of two minutes. */
function outgoing(day: string, src: string, dst = '089231250001'): string {
  lines += 1;
  return `${asteriskLine({ uniqueid: `1795000000.${lines}`, src, dst, start: `${day} 10:00:00`, talk: 120 })}\n`;
}

const importing = (name: string, text: string): Promise<string> =>
  desk.out(
    ...['tariff', 'import', desk.write(name, text), '--carrier', 'alpha', '--currency', 'EUR'],
    ...['--from', '2026-01-01'],
  );
const configured = (more: object): Promise<string> =>
  desk.out(
    'config apply',
    desk.write('c.yaml', JSON.stringify({ sites: { berlin: SITE }, sources: { pbx: SOURCE }, ...more })),
  );
const ingest = (text: string): Promise<string> =>
  desk.out('ingest', '--source', 'pbx', desk.write(`${lines}.csv`, text));
const rerated = async (...argv: string[]): Promise<Rerated> =>
  JSON.parse(await desk.out('tariff', 'rerate', '--period', '2026-10', ...argv, '--json')) as Rerated;
const run = ['--run', '--reason', 'the sheet was wrong'];

beforeAll(async () => {
  desk = new CommandDesk();
  desk.now = Date.UTC(2026, 9, 29);
  await configured({});
  await importing('r.csv', RATES);
  await desk.out('directory import', desk.write('centres.csv', CENTRES));
  await desk.out('directory import', desk.write('extensions.csv', EXTENSIONS));
  await ingest(
    [
      ...[outgoing('2026-10-20', '201'), outgoing('2026-10-21', '201', '015123456789')],
      ...[outgoing('2026-10-21', '202'), outgoing('2026-09-30', '201')],
    ].join(''),
  );
  await desk.out('report run charge-back --period 2026-10 --out october.json');
});

afterAll(() => desk.remove());

describe('another tariff', () => {
  test('is first told in money, by carrier and cost centre, and changes nothing before it is run', async () => {
    desk.now += 60_000;
    await importing('dearer.csv', RATES.replace('0.06', '0.07').replace('0.10', '0.11'));
    expect(await rerated('--plan')).toMatchObject({
      changed: 3,
      groups: [
        {
          ...{ carrier: 'alpha', cost_centre: '1000', currency: 'EUR', legs: 2, changed: 2 },
          ...{ before_micros: 320_000, after_micros: 360_000, difference_micros: 40_000 },
        },
        { cost_centre: null, legs: 1, before_micros: 120_000, after_micros: 140_000 },
      ],
      totals: [{ currency: 'EUR', before_micros: 440_000, after_micros: 500_000, difference_micros: 60_000 }],
      kept: { masked: 0, anonymous: 0 },
      not_rated: [],
    });
    const shown = await desk.out('tariff rerate --period 2026-10 --plan');
    expect(shown).toMatch(/alpha +1000 +2 +2 +0\.32 +0\.36 +\+0\.04 +EUR/);
    expect(shown).toContain('0.44 EUR before, 0.50 after: +0.06');
    expect(shown).toContain('2026-10-01 to 2026-10-31: 3 legs would cost something else');
    expect(await desk.json('totals --from 2026-10-01')).toMatchObject([{ costs: { EUR: 440_000 } }]);
  });

  test('is applied to the calls of the period alone, from what is stored, and applied twice is applied once', async () => {
    expect(await rerated(...run)).toMatchObject({ changed: 3 });
    expect(await rerated(...run)).toMatchObject({
      ...{ changed: 0, totals: [{ before_micros: 500_000, after_micros: 500_000, difference_micros: 0 }] },
    });
    expect(await desk.out('tariff rerate --period 2026-10 --plan')).toContain('each call is what it was');
    const costs = (await desk.json<Call[]>('calls')).map(({ cost_micros }) => cost_micros);
    expect(costs.sort()).toEqual([120_000, 140_000, 140_000, 220_000]);
    await desk.out('jobs run totals');
    expect(await desk.json('totals --from 2026-10-01')).toMatchObject([{ costs: { EUR: 500_000 } }]);
  });

  test('explains each cost by itself, also where the line was read before it was there', async () => {
    const [call] = await desk.json<Call[]>('calls --from 2026-10-20 --to 2026-10-20');
    expect(await desk.out('call show', String(call?.id))).toContain('Cost: 0.14 EUR by tariff 2 of alpha');
  });

  test('leaves the calls as a replay would, which finds nothing to change in them', async () => {
    const told = await desk.json<{ changes: { lines: number; field: string }[] }[]>('replay --plan');
    // The call of September is what it was.
    expect(told.flatMap(({ changes }) => changes)).toMatchObject([
      { field: 'cost_micros', lines: 1 },
      { field: 'rate', lines: 1 },
    ]);
  });

  test('makes a report that was made before different, and its verification says why and in which cells', async () => {
    const { exit, out } = await desk.run('report verify october.json --json');
    expect([exit, JSON.parse(out)]).toMatchObject([
      1,
      {
        verdict: 'different',
        because: [
          'tariff: 1 then, 1 and 2 now',
          expect.stringContaining('tariff: calls of its period were rated'),
        ],
        differences: expect.arrayContaining([
          expect.objectContaining({ column: 'cost_micros', was: 320_000, is: 360_000 }),
        ]),
      },
    ]);
  });
});

test('calls whose raw copies are gone are rated, too, and masked ones where what is left of their number tells the price', async () => {
  await configured({ retention: RETENTION });
  desk.now = Date.UTC(2026, 10, 20);
  for (const job of ['raw-copies', 'calls'])
    await desk.out('jobs run', job, '--confirm', '--yes', '--reason', 'meant');
  await importing('cheap.csv', RATES.replace('0.06', '0.01').replace('4915', '4915123'));
  const plan = await rerated('--plan');
  // +49 and a hidden rest can be +4915123, a whole +4989 cannot.
  expect(plan).toMatchObject({ totals: [{ before_micros: 500_000 }], kept: { anonymous: 0 }, not_rated: [] });
  const { after_micros } = plan.totals[0] as { after_micros: number };
  await rerated(...run);
  const sums = await desk.json<{ costs: { EUR: number } }[]>('totals --from 2026-10-01');
  expect(sums).toMatchObject([{ costs: { EUR: after_micros } }]);
  const calls = await desk.json<Call[]>('calls --from 2026-10-01');
  expect(calls.map(({ rate, cost_micros }) => [rate, cost_micros])).toEqual([
    [null, 20_000],
    [null, 200_000],
    [null, 20_000],
  ]);
});

test('anonymous calls keep their cost, and so do the totals of those that have gone, of which the days are told', async () => {
  desk.now = Date.UTC(2026, 11, 10);
  await desk.out('jobs run calls --confirm --yes --reason meant');
  await importing('again.csv', RATES);
  expect(await rerated('--plan')).toMatchObject({ changed: 0, kept: { anonymous: 3 }, not_rated: [] });
  desk.now = Date.UTC(2026, 11, 20);
  await desk.out('jobs run calls --confirm --yes --reason meant');
  expect(await rerated('--plan')).toMatchObject({
    ...{ changed: 0, kept: { anonymous: 2 } },
    not_rated: [{ day: '2026-10-20', archived: false, legs: 1 }],
  });
  expect(await desk.out('tariff rerate --period 2026-10 --plan')).toContain(
    'Of these days calls are gone by their age, and their totals stay: 2026-10-20',
  );
});

test('it is asked which period, which way and why; a carrier must have a tariff, and the role that of who runs the machine', async () => {
  for (const [argv, said] of [
    ['--plan', 'Which period?'],
    ['--period soon --plan', 'is no period'],
    ['--period 2026-10', 'Neither --plan nor --run'],
    ['--period 2026-10 --plan --run', 'exclude each other'],
    ['--period 2026-10 --run', '--reason is missing'],
    ['--period 2026-10 --plan --carrier alfa', 'alpha'],
  ] as const)
    expect(await desk.run(`tariff rerate ${argv}`)).toMatchObject({
      exit: 2,
      err: expect.stringContaining(said),
    });
  for (const role of ['finance', 'supervisor'])
    expect((await desk.run(`tariff rerate --period 2026-10 --plan --as ${role}`)).err).toContain(
      `Rating calls again is not shown to role ${role}`,
    );
  const roles = { local: { shows: ['administration'], cost_centres: ['1000'] } };
  for (const role of ['finance', 'local']) {
    await configured({ roles, users: { 'os:somebody': { role } } });
    expect(await desk.run('tariff rerate --period 2026-10 --plan')).toMatchObject({
      ...{ exit: 1, err: expect.stringContaining('Rating calls again is not shown') },
    });
  }
});
