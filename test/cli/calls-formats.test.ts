import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const desk = new CommandDesk();
const CALLED = '9089231250001';
/** Calling names as a hostile, careless or foreign world has them. */
const NAMES = [
  '=1+1',
  '+49 30 123',
  '+4930123',
  '-5',
  '-5+cmd',
  '@SUM(A1)',
  '\uff1dSUM(A1)',
  'Müller; Söhne, "KG"',
  "'quoted",
  'plain',
];

beforeAll(async () => {
  await desk.out('config apply', desk.write('ledgerline.yaml', COMPANY_CONFIGURATION));
  const records = NAMES.map((name, place) => ({
    name,
    start: `2026-10-26 09:${String(place).padStart(2, '0')}:00`,
    account: place === 0 ? '0123' : '',
    amaflags: place === 0 ? 'BILLING' : 'DOCUMENTATION',
    dst: CALLED,
  }));
  const more = [
    { name: 'long', start: '2026-10-26 10:00:00', talk: 37_323 },
    { name: 'no answer', start: '2026-10-26 10:01:00', talk: 0, disposition: 'NO ANSWER', dst: '+1' },
  ];
  const lines = companyLines([...records, ...more]).join('');
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', Buffer.from(lines)));
});

afterAll(() => desk.remove());

describe('as JSON', () => {
  test('calls are one array with an object each, however they are asked for', async () => {
    const listed = await desk.json<Call[]>('calls');
    expect(listed).toHaveLength(NAMES.length + 2);
    expect(JSON.parse(await desk.out('calls', '--format', 'json'))).toEqual(listed);
    expect((await desk.out('calls', '--json')).split('\n')).toHaveLength(listed.length + 3);
  });

  test('none are an empty array', async () => {
    expect(await desk.json('calls', '--account-code', '0000')).toEqual([]);
  });

  test('numbers of telephones are text, what is not known is null, times have an offset', async () => {
    const [call] = await desk.json<Call[]>('calls', '--account-code', '0123');
    expect(call).toEqual({
      ...{
        id: expect.any(Number),
        source: 'pbx',
        driver: 'asterisk-csv',
        intake: 1,
        offset: 0,
        length: expect.any(Number),
      },
      ...{ call_key: '1793005200.0', head: true },
      ...{ started_at: '2026-10-26T09:00:00+01:00', answered_at: '2026-10-26T09:00:00+01:00' },
      ...{ ended_at: '2026-10-26T09:01:05+01:00', ring_ms: 5000, duration_ms: 60_000 },
      ...{ direction: 'outgoing', answered: true, cause: 'ANSWERED' },
      ...{ calling: '301', called: '+4989231250001', dialled: CALLED },
      ...{
        calling_name: '=1+1',
        called_name: null,
        extension: '301',
        trunk: 'PJSIP/provider',
        account_code: '0123',
      },
      ...{
        destination_class: 'national',
        destination_country: 'DE',
        ...{ cost_micros: null, currency: null, rate: null },
        private: null,
        held_by: null,
        marks: [],
      },
      extra: { amaflags: 'BILLING' },
    });
  });
});

describe('as CSV', () => {
  const csv = () => desk.out('calls', '--format', 'csv');

  test('calls follow RFC 4180: every line ends with CR LF and has as many columns as the first', async () => {
    const text = await csv();
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.endsWith('\r\n')).toBe(true);
    const rows: string[][] = parse(text, {
      recordDelimiter: '\r\n',
      relaxQuotes: false,
      relaxColumnCount: false,
    });
    expect(rows).toHaveLength(NAMES.length + 3);
  });

  test('each column holds what JSON has under its name, but for the guard before formulas', async () => {
    const listed = await desk.json<Record<string, unknown>[]>('calls');
    const rows: Record<string, string>[] = parse(await csv(), { columns: true });
    for (const [place, row] of rows.entries()) {
      const call = listed[place] ?? {};
      expect(Object.keys(row)).toEqual(Object.keys(call));
      for (const [name, text] of Object.entries(row)) {
        const value = call[name] ?? '';
        expect(text.replace(/^'(?=[=@+-]|\uff1d)/, '')).toBe(
          typeof value === 'object' ? JSON.stringify(value) : String(value),
        );
      }
    }
  });

  test('no cell can be taken for a formula, and a number with its sign stays one', async () => {
    const rows: Record<string, string>[] = parse(await csv(), { columns: true });
    expect(rows.slice(0, NAMES.length).map(({ calling_name }) => calling_name)).toEqual([
      "'=1+1",
      "'+49 30 123",
      '+4930123',
      '-5',
      "'-5+cmd",
      "'@SUM(A1)",
      "'\uff1dSUM(A1)",
      "Müller; Söhne, 'KG'",
      "'quoted",
      'plain',
    ]);
    expect(rows[0]).toMatchObject({
      called: '+4989231250001',
      account_code: '0123',
      answered: 'true',
      private: '',
    });
  });

  test('no calls are the names of the columns alone', async () => {
    const text = await desk.out('calls', '--format', 'csv', '--account-code', '0000');
    expect(text).toMatch(/^id,source,.*,extra\r\n$/);
  });
});

describe('as a table', () => {
  test('calls stand below each other with talk times in hours, minutes and seconds, and are counted', async () => {
    const lines = (await desk.out('calls')).trimEnd().split('\n');
    expect(lines[0]).toMatch(
      /^id +leg +started +direction +extension +calling +called +talk +class +cause +source$/,
    );
    expect(lines.at(-3)).toContain(' 10:22:03  ');
    expect(lines.at(-2)).toMatch(/2026-10-26T10:01:00\+01:00 .* 301 .* 0:00:00 +\w+ +NO ANSWER +pbx$/);
    expect(lines.at(-1)).toBe('12 calls, 12 legs');
    expect(await desk.out('calls', '--account-code', '0123')).toMatch(/\n1 call, 1 leg\n$/);
    expect(await desk.out('calls', '--account-code', '0000')).toBe('0 calls, 0 legs\n');
  });
});

test('an unknown format is refused with those there are', async () => {
  const { exit, err } = await desk.run('calls', '--format', 'xml');
  expect([exit, err]).toEqual([2, expect.stringContaining('Allowed: table, csv, json.')]);
});
