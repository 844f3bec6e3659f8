import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportRow } from '../../reports/report.ts';
import type { ReportReceipt } from '../../reports/report-receipt.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { unzipped } from '../reports/read-workbook.ts';
import { CommandDesk } from './command-desk.ts';

interface MadeReport {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly ReportRow[];
  readonly totals: Readonly<Record<string, unknown>>;
  readonly receipt: ReportReceipt;
  readonly notes: readonly string[];
}

const RATES =
  'prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds\n49,Germany,0.01,0.06,0,60,60\n';
const RETENTION = {
  raw_copies: '10 days',
  calls: { masked: '20 days', anonymous: null, gone: '3 months' },
  held_calls: { masked: null, anonymous: null, gone: '3 months' },
};
let desk: CommandDesk;
let calls = 0;

/** An outgoing call to the same number. */
function outgoing(extension: string, day: string, talk: number, name = 'Anna'): string {
  calls += 1;
  const more = { src: extension, start: `${day} 10:00:00`, talk, name };
  return `${asteriskLine({ uniqueid: `1795000000.${calls}`, ...more })}\n`;
}

const made = async (...argv: string[]): Promise<MadeReport> =>
  JSON.parse(await desk.out('report', 'run', ...argv, '--format', 'json')) as MadeReport;

beforeAll(async () => {
  desk = new CommandDesk();
  desk.now = Date.UTC(2026, 10, 15);
  const site = { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', extensions: ['200-299'] };
  const source = {
    kind: 'watch',
    site: 'berlin',
    driver: 'asterisk-csv',
    folder: '/nowhere',
    enabled: false,
  };
  await desk.out(
    ...['config', 'apply'],
    desk.write('c.yaml', JSON.stringify({ sites: { berlin: site }, sources: { pbx: source } })),
  );
  await desk.out(
    'tariff',
    'import',
    desk.write('r.csv', RATES),
    '--carrier',
    'alpha',
    '--currency',
    'EUR',
    '--from',
    '2026-01-01',
  );
  const lists = {
    centres:
      'code,name,kind,parent,from\n1000,Sales,cost_centre,,2026-01-01\n1100,North,department,1000,2026-01-01\n2000,Works,cost_centre,,2026-01-01\n',
    extensions:
      'site,extension,cost_centre,from,to\nberlin,201,1100,2026-01-01,2026-10-15\nberlin,201,2000,2026-10-16,\nberlin,202,1000,2026-01-01,\n',
  };
  for (const [name, text] of Object.entries(lists))
    await desk.out('directory', 'import', desk.write(`${name}.csv`, text));
  const lines = [
    outgoing('201', '2026-10-15', 60),
    outgoing('201', '2026-10-16', 61),
    outgoing('202', '2026-10-16', 600, '=1+1'),
    outgoing('203', '2026-10-31', 30),
    outgoing('202', '2026-11-01', 60),
  ];
  await desk.out('ingest', '--source', 'pbx', desk.write('calls.csv', lines.join('')));
});

afterAll(() => desk.remove());

describe('a report', () => {
  test('bills an extension that moved in mid-month to both departments, each its part, and adds up', async () => {
    const { rows, totals, receipt } = await made('department-costs', '--period', '2026-10');
    const told = rows.map(({ cost_centre, calls: count, cost_micros, cost_with_below_micros }) => [
      ...[cost_centre, count, cost_micros, cost_with_below_micros],
    ]);
    // A fee of 0.01 and 0.06 for each minute that was begun.
    expect(told).toEqual([
      ['1000', 1, 610_000, 680_000],
      ['1100', 1, 70_000, 70_000],
      ['2000', 1, 130_000, 130_000],
      ['(unassigned)', 1, 70_000, 70_000],
    ]);
    expect(totals).toMatchObject({
      calls: 4,
      legs: 4,
      cost_micros: 880_000,
      currency: 'EUR',
      duration_ms: 751_000,
    });
    expect(receipt).toMatchObject({
      period: { from: '2026-10-01', to: '2026-10-31', time_zone: 'Europe/Berlin' },
      parameters: { period: '2026-10' },
      versions: { configuration: 1, directory: 2, tariffs: [1] },
      ...{ rows: 4, crosses_retention: false, viewer: 'user os:somebody' },
    });
  });

  test('shows what lies below a cost centre also where that has no calls of its own', async () => {
    const { rows } = await made('department-costs', '--period', '2026-10', '--extension', '201');
    expect(rows[0]).toMatchObject({
      cost_centre: '1000',
      calls: 0,
      cost_micros: 0,
      cost_with_below_micros: 70_000,
    });
  });

  test('is written in the format that the name of its file says, and has the same digest in each', async () => {
    const begins = { xlsx: 'PK', pdf: '%PDF-1.7', html: '<!doctype html>', csv: 'Cost centre,', json: '{' };
    const digests = new Set<string | undefined>();
    for (const [extension, begin] of Object.entries(begins)) {
      const file = `departments.${extension}`;
      const argv = ['department-costs', '--period', '2026-10', '--out', file];
      digests.add(/SHA-256 of the report (\w{64})/.exec(await desk.out('report', 'run', ...argv))?.[1]);
      expect(readFileSync(join(desk.place, file)).toString('latin1').startsWith(begin), file).toBe(true);
    }
    expect([...digests]).toEqual([expect.stringMatching(/^\w{64}$/)]);
  });

  test('of the whole tree, of each extension and of every call comes to the same', async () => {
    const reports = ['department-costs', 'extension-costs', 'itemised'];
    const totals = await Promise.all(
      reports.map(async (name) => (await made(name, '--period', '2026-10')).totals),
    );
    const [first, ...others] = totals.map(({ calls: count, legs, duration_ms, cost_micros }) => [
      count,
      legs,
      duration_ms,
      cost_micros,
    ]);
    for (const other of others) expect(other).toEqual(first);
  });

  test('of a cost centre has the calls of all below it', async () => {
    expect(
      (await made('extension-costs', '--period', '2026-10', '--cost-centre', '1000')).rows,
    ).toMatchObject([
      { extension: '202', cost_centre: '1000', calls: 1 },
      { extension: '201', cost_centre: '1100', calls: 1 },
    ]);
  });

  test('that is made again of the same has the same sum, and of something else another one', async () => {
    const sum = async (...argv: string[]): Promise<string> => (await made(...argv)).receipt.sha256;
    expect(await sum('itemised', '--period', '2026-10')).toBe(await sum('itemised', '--period', '2026-10'));
    expect(await sum('itemised', '--period', '2026-10')).not.toBe(
      await sum('itemised', '--period', '2026-11'),
    );
  });

  test('of the dearest calls has them first, and no more than were asked for', async () => {
    const { rows } = await made('top-calls', '--period', '2026-10', '--limit', '2');
    expect(rows).toMatchObject([
      { rank: 1, extension: '202', cost_micros: 610_000 },
      { rank: 2, extension: '201', cost_micros: 130_000 },
    ]);
    const [most] = (await made('top-calls', '--period', '2026-10', '--by', 'count')).rows;
    expect(most).toMatchObject({ called: '+4989231250001', calls: 4, cost_micros: 880_000 });
  });

  test('shows masked numbers to whom they are masked, in every format', async () => {
    for (const format of ['table', 'csv', 'json', 'html', 'xlsx']) {
      const { bytes } = await desk.run(
        'report',
        'run',
        'itemised',
        '--period',
        '2026-10',
        '--as',
        'finance',
        '--format',
        format,
      );
      const text = format === 'xlsx' ? [...unzipped(bytes).values()].join('\n') : bytes.toString();
      expect(text).not.toContain('231250001');
      expect(text).toMatch(/0\.61|610000/);
    }
  });

  test('as CSV has one line for each row, and nothing that a spreadsheet would take for a formula', async () => {
    await desk.out('report', 'run', 'itemised', '--period', '2026-10', '--out', 'october.csv', '--bom');
    const text = readFileSync(join(desk.place, 'october.csv'), 'utf8');
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(text.startsWith('\ufeffCall,Start,')).toBe(true);
    expect(text).toContain("'=1+1");
    const again = await desk.run('report run itemised --period 2026-10 --out october.csv');
    expect(again).toMatchObject({ exit: 2, err: expect.stringContaining('is there already') });
  });

  test('refuses what it does not take, and names what it does', async () => {
    expect(await desk.run('report run itemised --level 1')).toMatchObject({
      err: expect.stringContaining('does not take --level'),
    });
    expect(await desk.run('report run itemised --period soon')).toMatchObject({
      err: expect.stringContaining('no period'),
    });
    expect(await desk.run('report run itemized')).toMatchObject({ err: expect.stringContaining('itemised') });
    expect(await desk.run('report run itemised --cost-centre 9')).toMatchObject({
      err: expect.stringContaining('no cost centre'),
    });
  });

  describe('that is made anew by its receipt', () => {
    const verify = async (file: string) => {
      const { exit, out } = await desk.run('report verify', file, '--json');
      return { exit, ...(JSON.parse(out) as object) };
    };
    const keep = async (name: string, file: string): Promise<void> => {
      await desk.out('report', 'run', name, '--period', '2026-10', '--out', file);
    };

    test('is the same while nothing changed, also for a reader to whom numbers are masked', async () => {
      await keep('department-costs', 'same.json');
      const masked = ['--as', 'finance', '--period', '2026-10', '--out', 'masked.json'];
      await desk.out('report', 'run', 'itemised', ...masked);
      for (const file of ['same.json', 'masked.json'])
        expect(await verify(file)).toEqual({ exit: 0, verdict: 'same', differences: [] });
    });

    test('differs because of the directory, a tariff, late records or what was read again, and says in which cells', async () => {
      await keep('department-costs', 'before.json');
      desk.now += 60_000;
      await desk.out(
        'directory',
        'import',
        desk.write('more.csv', 'site,extension,cost_centre,from\nberlin,203,2000,2026-01-01\n'),
      );
      expect(await verify('before.json')).toMatchObject({
        ...{ exit: 1, verdict: 'different', because: ['directory: version 2 then, 3 now'] },
        differences: expect.arrayContaining([
          {
            row: 'cost_centre 2000, name Works, currency EUR',
            column: 'cost_micros',
            was: 130_000,
            is: 200_000,
          },
        ]),
      });
      await keep('itemised', 'calls.json');
      desk.now += 60_000;
      await desk.out('ingest', '--source', 'pbx', desk.write('late.csv', outgoing('204', '2026-10-20', 60)));
      expect(await verify('calls.json')).toMatchObject({
        ...{ exit: 1, because: ['late records: 1 of its period came after it was made'] },
        differences: [{ column: null, was: null, is: 'there' }],
      });
      await keep('itemised', 'dear.json');
      const dearer = RATES.replace('0.06', '0.12');
      await desk.out(
        'tariff',
        'import',
        desk.write('r2.csv', dearer),
        '--carrier',
        'alpha',
        '--currency',
        'EUR',
        '--from',
        '2026-01-01',
      );
      await desk.out('replay', '--run');
      expect(await verify('dear.json')).toMatchObject({
        verdict: 'different',
        because: ['tariff: 1 then, 1 and 2 now'],
      });
      const { out } = await desk.run('report verify dear.json');
      expect(out).toMatch(/row +column +then +now\n.*\n.* Cost +0\.07 +0\.13\n/);
    });

    test('of any format is verified by the receipt that was written beside it, which has no cells', async () => {
      const pdf = ['--period', '2026-10', '--out', 'on-paper.pdf', '--receipt', 'on-paper.json'];
      await desk.out('report', 'run', 'department-costs', ...pdf);
      expect(await verify('on-paper.json')).toEqual({ exit: 0, verdict: 'same', differences: [] });
      desk.now += 60_000;
      await desk.out('directory', 'import', desk.write('late.csv', 'code,name\n3000,Late\n'));
      const { exit, out } = await desk.run('report verify on-paper.json');
      expect([exit, out]).toEqual([1, expect.stringMatching(/: different:\n.*directory: version/)]);
      expect(out).toContain('A receipt has no rows: which cells differ cannot be told.');
    });

    test('is refused where the file is none', async () => {
      expect(await desk.run('report verify', desk.write('no.json', '{}'))).toMatchObject({
        exit: 1,
        err: expect.stringContaining('no report with its receipt'),
      });
    });
  });

  test('says when its period begins before what the retention has left whole', async () => {
    const before = await made('itemised', '--period', '2026-10');
    expect(before.notes).toEqual([]);
    await desk.out('report', 'run', 'itemised', '--period', '2026-10', '--out', 'whole.json');
    const text = readFileSync(join(desk.place, 'c.yaml'), 'utf8');
    const document = {
      ...(JSON.parse(text) as object),
      retention: RETENTION,
    };
    await desk.out('config', 'apply', desk.write('c2.yaml', JSON.stringify(document)));
    // What the policy demands nothing has done yet.
    const due = await made('itemised', '--period', '2026-10');
    expect(due).toMatchObject({
      notes: [],
      receipt: { crosses_retention: false, retention: { masked_before: null } },
    });
    await desk.out('jobs', 'run', 'raw-copies', '--confirm', '--yes', '--reason', 'meant');
    await desk.out('jobs', 'run', 'calls', '--confirm', '--yes', '--reason', 'meant');
    const after = await made('itemised', '--period', '2026-10');
    expect(after.notes).toEqual(['Numbers of calls before 2026-10-26 are masked for good.']);
    expect(after.receipt).toMatchObject({
      crosses_retention: true,
      retention: { masked_before: '2026-10-26' },
    });
    // A longer policy brings nothing back.
    await desk.out('config apply', 'c.yaml');
    expect((await made('itemised', '--period', '2026-10')).receipt.retention).toEqual(
      after.receipt.retention,
    );
    expect(await desk.run('report verify whole.json')).toMatchObject({
      exit: 1,
      out: expect.stringContaining('no longer possible:\n  calls before 2026-10-26 are masked by their age'),
    });
  });
});
