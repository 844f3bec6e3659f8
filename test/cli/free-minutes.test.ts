import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const RATES = `prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds
49,Germany,0.01,0.06,0,60,60
`;
const DOCUMENT = {
  sites: { berlin: { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', extensions: ['200-299'] } },
  sources: {
    pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '/nowhere', enabled: false },
  },
  tariffs: { carriers: [{ name: 'alpha', free_minutes: [{ name: 'flat', minutes: 5, prefixes: ['49'] }] }] },
};
const RETENTION = {
  raw_copies: '20 days',
  calls: { masked: '28 days', anonymous: null, gone: '60 days' },
  held_calls: { masked: null, anonymous: null, gone: '60 days' },
};

let desk: CommandDesk;
let lines = 0;

const outgoing = (start: string, minutes: number): string => {
  lines += 1;
  return `${asteriskLine({ uniqueid: `1795000000.${lines}`, src: '201', start, talk: minutes * 60 })}\n`;
};
const ingest = (text: string): Promise<string> =>
  desk.out('ingest', '--source', 'pbx', desk.write(`${lines}.csv`, text));
/** In hundredths, by start. */
const costs = async (): Promise<number[]> => {
  const calls = await desk.json<Call[]>('calls --from 2026-10-01');
  return calls
    .sort((one, other) => (one.started_at < other.started_at ? -1 : 1))
    .map(({ cost_micros }) => (cost_micros ?? 0) / 10_000);
};
const totalled = async (): Promise<number> => {
  const [total] = await desk.json<{ costs: { EUR: number } }[]>('totals --from 2026-10-01');
  return (total?.costs.EUR ?? 0) / 10_000;
};

beforeAll(async () => {
  desk = new CommandDesk();
  desk.now = Date.UTC(2026, 9, 20);
  await desk.out('config apply', desk.write('c.yaml', JSON.stringify(DOCUMENT)));
  const sheet = [
    desk.write('r.csv', RATES),
    '--carrier',
    'alpha',
    '--currency',
    'EUR',
    '--from',
    '2026-01-01',
  ];
  await desk.out('tariff import', ...sheet);
  await ingest(outgoing('2026-10-05 10:00:00', 3) + outgoing('2026-10-06 10:00:00', 4));
});

afterAll(() => desk.remove());

test('calls cost their full price when they come, and the night after it the first of the month are free', async () => {
  expect(await costs()).toEqual([19, 25]);
  expect(await desk.out('jobs run totals')).toContain('calls rated 2');
  // Three minutes are free, then two of four: 0.01 and 0.01 + 2 × 0.06.
  expect(await costs()).toEqual([1, 13]);
  expect(await totalled()).toBe(14);
  const [call] = await desk.json<Call[]>('calls --from 2026-10-06');
  const shown = await desk.out('call show', String(call?.id));
  expect(shown).toContain('Cost: 0.13 EUR by tariff 1 of alpha');
  expect(shown).toContain('free minutes: -0.12');
});

test('a replay finds nothing to change behind it, and rating again neither', async () => {
  expect(await desk.out('replay --plan')).toContain('each is what it was');
  expect(await desk.out('tariff rerate --period 2026-10-06 --plan')).toContain(
    '2026-10-01 to 2026-10-31: each call is what it was',
  );
});

test('an earlier call that comes late takes its minutes, and later ones give them back', async () => {
  await ingest(outgoing('2026-10-04 10:00:00', 4));
  expect(await costs()).toEqual([25, 1, 13]);
  await desk.out('jobs run totals');
  expect(await costs()).toEqual([1, 13, 25]);
  expect(await totalled()).toBe(39);
  await desk.out('replay --run');
  expect(await costs()).toEqual([1, 13, 25]);
  const departments = JSON.parse(
    await desk.out('report run department-costs --period 2026-10 --format json'),
  ) as { totals: object };
  expect(departments.totals).toMatchObject({ cost_micros: 390_000 });
});

test('the next month begins with all of them', async () => {
  desk.now = Date.UTC(2026, 10, 2);
  await ingest(outgoing('2026-11-01 10:00:00', 5));
  await desk.out('jobs run totals');
  expect((await costs()).at(-1)).toBe(1);
});

test('minutes that masked calls took stay theirs; what comes for such a day later costs its full price', async () => {
  await desk.out('config apply', desk.write('r.yaml', JSON.stringify({ ...DOCUMENT, retention: RETENTION })));
  // The calls of 4 October are masked, those of the 5th and 6th are not.
  for (const job of ['raw-copies', 'calls'])
    await desk.out('jobs run', job, '--confirm', '--yes', '--reason', 'meant');
  await ingest(outgoing('2026-10-04 12:00:00', 1) + outgoing('2026-10-05 09:00:00', 1));
  await desk.out('jobs run totals');
  expect((await costs()).slice(0, 5)).toEqual([1, 7, 1, 19, 25]);
  const again = await desk.out('tariff rerate --period 2026-10 --plan');
  expect(again).toContain('each call is what it was');
  expect(again).toContain('2 legs kept as they are: free minutes are shared with calls of their day');
});

test('what another carrier charges stays what it was until somebody has it rated again', async () => {
  const two = new CommandDesk();
  two.now = Date.UTC(2026, 9, 20);
  const [alpha] = DOCUMENT.tariffs.carriers;
  const { pbx } = DOCUMENT.sources;
  const document = {
    ...DOCUMENT,
    sources: { pbx, gate: pbx },
    tariffs: { carriers: [{ ...alpha, sources: ['pbx'] }, { name: 'beta' }] },
  };
  await two.out('config apply', two.write('c.yaml', JSON.stringify(document)));
  const bring = async (carrier: string, rates: string): Promise<void> => {
    const how = ['--carrier', carrier, '--currency', 'EUR', '--from', '2026-01-01'];
    await two.out('tariff import', two.write(`${carrier}-${rates.length}.csv`, rates), ...how);
  };
  const take = (source: string, text: string): Promise<string> =>
    two.out('ingest', '--source', source, two.write(`${source}.csv`, text));
  const costOf = async (source: string): Promise<number | undefined> => {
    const [call] = await two.json<Call[]>(`calls --from 2026-10-01 --source ${source}`);
    return (call?.cost_micros ?? 0) / 10_000;
  };
  for (const { name } of document.tariffs.carriers) await bring(String(name), RATES);
  await take('gate', outgoing('2026-10-05 10:00:00', 3));
  await bring('beta', RATES.replace('0.06', '0.1234'));
  await take('pbx', outgoing('2026-10-06 10:00:00', 3));
  expect([await costOf('gate'), await costOf('pbx')]).toEqual([19, 19]);
  await two.out('jobs run totals');
  expect([await costOf('gate'), await costOf('pbx')]).toEqual([19, 1]);
  two.remove();
});
