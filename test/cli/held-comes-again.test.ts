import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerRow } from '../../store/queries/ledger.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});

afterEach(() => desk.remove());

/** Five months old, and of six seconds: whole as a call, masked as one that a threshold holds. */
const OLD = `${asteriskLine({ start: '2026-05-20 09:00:00', talk: 6 })}\n`;
const NEW = `${asteriskLine({ start: '2026-10-20 09:00:00', uniqueid: '1793005200.2' })}\n`;
const SHORT = { name: 'short', shorter_than_seconds: 10 };
const OTHER = { name: 'other', extensions: ['999'] };

const ladder = (masked: string | null, anonymous: string | null) => ({
  masked,
  anonymous,
  gone: '36 months',
});

function policy(thresholds: object[], [calls, held_calls]: readonly [object, object]): string {
  const pbx = { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder: '../drop' };
  return desk.write(
    'ledgerline.yaml',
    JSON.stringify({
      sites: { berlin: { country: 'DE', time_zone: 'Europe/Berlin' } },
      sources: { pbx },
      thresholds,
      retention: { calls, held_calls, raw_copies: '30 days' },
    }),
  );
}

const ingest = (name: string, bytes: string) =>
  desk.out('ingest', '--source', 'pbx', desk.write(name, bytes));

async function legs(): Promise<number> {
  const rows = await desk.json<{ legs: number }[]>(
    'totals',
    '--held',
    '--from',
    '2026-05-01',
    '--to',
    '2026-10-31',
  );
  return rows.reduce((sum, row) => sum + row.legs, 0);
}

describe('a line that comes again after its call has aged in another class', () => {
  test.each([
    ['held, then a call', [SHORT], [OTHER], [ladder('12 months', null), ladder('90 days', null)]],
    [
      'held and anonymous, then a call',
      [SHORT],
      [],
      [ladder('12 months', null), ladder('90 days', '100 days')],
    ],
    [
      'held and anonymous, then a masked call',
      [SHORT],
      [],
      [ladder('90 days', null), ladder('90 days', '100 days')],
    ],
    ['a call, then held', [], [SHORT], [ladder('90 days', null), ladder('12 months', null)]],
  ] as const)('is a duplicate: %s', async (_, before, after, ladders) => {
    await desk.out('config apply', policy([...before], ladders));
    await ingest('first.csv', OLD);
    for (const job of ['raw-copies', 'held-calls', 'calls', 'totals']) await desk.out('jobs run', job);
    await desk.out('config apply', policy([...after], ladders));
    expect(await legs()).toBe(1);

    await ingest('again.csv', NEW + OLD);
    const [row] = await desk.json<LedgerRow[]>('ledger', '--by', 'source');
    expect(row).toMatchObject({ lines: 3, duplicates: 1 });
    expect(await legs()).toBe(2);
  });
});

describe('other thresholds under a retention', () => {
  const ladders = [ladder('12 months', null), { masked: null, anonymous: null, gone: '90 days' }] as const;

  test('are told with what the ladder of held calls takes of what they hold now', async () => {
    await desk.out('config apply', policy([OTHER], ladders));
    await ingest('first.csv', OLD);
    const told = await desk.out('config apply', policy([SHORT], ladders));
    expect(told).toMatch(
      /Held by the thresholds now: 1 call.*takes in its first night.*held calls gone\s+1\n/s,
    );
    // None has gone yet.
    expect(told).not.toContain('that thresholds held have gone');
  });

  test('are told with what has gone as held, and such a call does not count a second time when it comes again', async () => {
    await desk.out('config apply', policy([SHORT], [ladders[0], { ...ladders[1], gone: '12 months' }]));
    await ingest('first.csv', OLD);
    await desk.out('config apply', policy([SHORT], ladders));
    await desk.out('jobs run', 'held-calls');
    expect(await desk.out('config apply', policy([], ladders))).toMatch(
      /Calls of days before 2026-07-28 that thresholds held have gone\..*excluded \(expired\), whatever\nthe thresholds are now/s,
    );
    expect(await desk.out('config apply', policy([], ladders))).not.toContain('that thresholds held');
    const [before] = await desk.json<LedgerRow[]>('ledger', '--by', 'source');
    // What is left in its raw copy is no call either.
    await desk.out('replay', '--run');
    expect(await desk.json('ledger', '--by', 'source')).toEqual([before]);
    await ingest('again.csv', NEW + OLD);
    expect(await desk.json('ledger', '--by', 'source')).toMatchObject([
      { lines: 3, calls: 1, held: 1, excluded: 1 },
    ]);
    expect(await legs()).toBe(2);
  });
});

test('a longer retention says of which days calls have gone, or were masked, by an earlier one, and what becomes of lines that still come', async () => {
  const of = (masked: string | null, gone: string) => ({ masked, anonymous: null, gone });
  await desk.out('config apply', policy([], [of('60 days', '90 days'), of('60 days', '90 days')]));
  await desk.out('jobs run', 'calls');
  const told = await desk.out(
    'config apply',
    policy([], [of('12 months', '24 months'), of(null, '24 months')]),
  );
  expect(told).toMatch(
    /Calls of days before 2026-07-28 have gone by an earlier retention\..*excluded \(expired\)/s,
  );
  expect(told).toMatch(/Calls of days before 2026-08-27 were masked by an earlier retention/);
  await ingest('late.csv', OLD);
  expect(await desk.json('ledger', '--by', 'source')).toMatchObject([{ calls: 0, excluded: 1 }]);
  expect(await desk.out('line show', '1', '0')).toContain(
    'or of a day of which calls have gone by an earlier retention',
  );

  const again = await desk.out(
    'config apply',
    policy([OTHER], [of('12 months', '24 months'), of(null, '24 months')]),
  );
  expect(again).not.toContain('an earlier retention');
});
