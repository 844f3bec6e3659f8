import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY, COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const desk = new CommandDesk();

beforeAll(async () => {
  await desk.out('config apply', desk.write('ledgerline.yaml', COMPANY_CONFIGURATION));
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', Buffer.from(companyLines().join(''))));
  const other = companyLines([{ name: 'elsewhere', start: '2026-10-26 07:00:00', src: '999' }]);
  await desk.out('ingest', '--source', 'other', desk.write('other.csv', other.join('')));
});

afterAll(() => desk.remove());

const found = (...filter: readonly string[]): Promise<Call[]> => desk.json('calls', ...filter);
const names = async (...filter: readonly string[]): Promise<(string | null)[]> =>
  (await found(...filter)).map(({ calling_name }) => calling_name);
const ALL = COMPANY.map(({ name }) => name.replaceAll('"', "'"));
const without = (...left: readonly string[]): string[] => ALL.filter((name) => !left.includes(name));

test('without a filter every call is listed once, in the order of local day and start, held ones aside', async () => {
  const listed = await found('--source', 'pbx');
  expect(listed.map(({ calling_name }) => calling_name)).toEqual(without('short'));
  const starts = listed.map(({ started_at }) => Date.parse(started_at));
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
});

describe('days are local days of the site', () => {
  test('from their first second to their last, also where the clock changes', async () => {
    expect(await names('--from', '2026-10-24', '--to', '2026-10-24')).toEqual([
      'first-minute',
      'last-second',
    ]);
    expect(await names('--from', '2026-10-25', '--to', '2026-10-25')).toEqual([
      'midnight',
      'doubled-hour',
      'sunday-evening',
    ]);
  });

  test('--from alone is open to the end, --to alone to the beginning', async () => {
    expect(await names('--from', '2026-10-26', '--source', 'pbx')).toEqual(
      without('short', 'first-minute', 'last-second', 'midnight', 'doubled-hour', 'sunday-evening'),
    );
    expect(await names('--to', '2026-10-24')).toEqual(['first-minute', 'last-second']);
  });

  test('and times are shown with the offset that the site had', async () => {
    const shown = await found('--from', '2026-10-24', '--to', '2026-10-25');
    expect(shown.map(({ started_at }) => started_at)).toEqual([
      '2026-10-24T00:00:00+02:00',
      '2026-10-24T23:59:59+02:00',
      '2026-10-25T00:00:00+02:00',
      '2026-10-25T02:30:00+02:00',
      '2026-10-25T23:59:59+01:00',
    ]);
    expect(shown.filter(({ marks }) => marks.length > 0).map(({ calling_name }) => calling_name)).toEqual([
      'doubled-hour',
    ]);
  });

  test('a range that ends before it begins is refused: it is a slip, not a question', async () => {
    const { exit, err } = await desk.run('calls', '--from', '2026-10-26', '--to', '2026-10-25');
    expect([exit, err]).toEqual([2, expect.stringContaining('--to lies before --from.')]);
  });
});

describe('a filter', () => {
  const filters: [filter: string[], shows: string[]][] = [
    [['--source', 'other'], ['elsewhere']],
    [['--intake', '2'], ['elsewhere']],
    [['--intake', '99'], []],
    [
      ['--extension', '204'],
      ['incoming', 'second-leg'],
    ],
    [['--extension', '306'], ["Müller, 'Änne'"]],
    [['--extension', '30'], []],
    [['--account-code', '4711'], ['last-second']],
    [['--account-code', '0815'], ['sunday-evening']],
    [['--account-code', '815'], []],
    [['--direction', 'incoming'], ['incoming']],
    [
      ['--direction', 'internal'],
      ['feature', 'internal'],
    ],
    [['--class', 'local'], ['first-minute']],
    [['--class', 'mobile'], ['midnight']],
    [['--class', 'international'], ['sunday-evening']],
    [['--class', 'premium'], ['monday']],
    [['--class', 'freephone'], ['freephone']],
    [['--class', 'emergency'], ['emergency']],
    [['--class', 'feature'], ['feature']],
    [
      ['--class', 'internal'],
      ['internal', 'incoming'],
    ],
    [['--answered', 'no'], ['unanswered']],
    [['--class', 'national', '--answered', 'yes', '--account-code', '4711'], ['last-second']],
    [['--class', 'national', '--from', '2026-10-26', '--answered', 'no'], ['unanswered']],
  ];

  test.each(filters)('%j shows just these calls', async (filter, shows) => {
    expect(await names(...filter)).toEqual(shows);
  });

  test('--held adds the held calls, which say what holds them', async () => {
    expect(await names('--held', '--source', 'pbx')).toEqual(ALL);
    const held = (await found('--held')).filter(({ held_by }) => held_by !== null);
    expect(held).toMatchObject([{ calling_name: 'short', held_by: 'short', duration_ms: 2000 }]);
  });
});

describe('--number finds calling and called parties', () => {
  const BOTH = ['sunday-evening', 'incoming'];
  test.each([
    ['+442079460018', BOTH],
    ['442079460018', BOTH],
    ['+44 20 7946 0018', BOTH],
    ['+44 (20) 7946-0018', BOTH],
    ['tel:+44-20-7946-0018', BOTH],
    ['900442079460018', BOTH],
    ['9 00 44 20 7946 0018', BOTH],
    ['9015123456789', ['midnight']],
    ['+4915123456789', ['midnight']],
    ['204', ['internal', 'second-leg']],
    ['112', ['emergency']],
    ['*21*204#', ['feature']],
    ['sip:info@example.org', ["Müller, 'Änne'"]],
    ['+4915123456788', []],
    ['0', []],
  ])('written as %s', async (number, shows) => {
    expect(await names('--number', number)).toEqual(shows);
  });

  test('and an empty one is refused, not taken for all or none', async () => {
    expect(await desk.run('calls', '--number', '')).toMatchObject({ exit: 2, out: '' });
  });
});
