import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SourceGap } from '../../cli/number-gaps.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
afterAll(() => desk.remove());

const record = (number: number): string =>
  `N ${String(number % 128).padStart(3, '0')} 00 1217    A001026 10/20 13:02:06 00:03:06.0 A0555010101\n`;
const records = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => record(from + at)).join('');

const MERIDIAN = ['--source', 'meridian', '--driver', 'nortel-meridian'];
const NODE = ['--source', 'osv', '--driver', 'openscape-voice'];
const gaps = (source: string): Promise<SourceGap[]> => desk.json('sources gaps', source);

/** Billing files with these numbers, each written in the minute that its number says. */
async function billing(...files: readonly [number: number, minute: number][]): Promise<void> {
  const paths = files.map(([number, minute]) => {
    const name = `node1-20260127T10${minute}00+0100${String(number).padStart(6, '0')}.BF`;
    return desk.write(name, `CREATE: 2026-27-01T10:${minute}:00.0+0100 ${number}\n`);
  });
  await desk.out('ingest', ...NODE, ...paths);
}

beforeAll(async () => {
  await desk.out('ingest', ...MERIDIAN, desk.write('1.txt', records(120, 130)));
  await desk.out(
    'ingest',
    ...MERIDIAN,
    desk.write('2.txt', `${records(134, 140)}%% rubbish 1 %%\n${record(143)}`),
  );
});

describe('sources gaps', () => {
  test('tells the records that did not come, from file to file and line to line', async () => {
    expect(await gaps('meridian')).toMatchObject([
      {
        of: 'records',
        kind: 'gap',
        expected: 3,
        found: 6,
        missing: 3,
        unread: 0,
        after: { intake: 1 },
        at: { intake: 2, offset: 0 },
      },
      {
        of: 'records',
        expected: 13,
        found: 15,
        missing: 2,
        unread: 1,
        after: { intake: 2 },
        at: { intake: 2 },
      },
    ]);
    const text = await desk.out('sources gaps');
    expect(text).toMatch(/^meridian +records +3 +3 +6 +1 \d+ +2 0 +not sure: or 128 more/m);
    expect(text).toContain('1 of them may be lines that have no number (undefined or excluded)');
  });

  test('are told by sources list and verify in one line, and are no mismatch', async () => {
    const line =
      'By their numbers 4 records of meridian are missing, not sure: or 128 more, or twice as many: the counter comes round after 127: ./ledgerline sources gaps meridian\n';
    expect(await desk.out('sources list')).toContain(line);
    expect(await desk.out('verify')).toContain(line);
    const [listed] = await desk.json<{ missing: object }[]>('sources list');
    expect(listed?.missing).toEqual({ files: 0, records: 4, unsure_files: 0, unsure_records: 4 });
  });

  test('are the same after a replay', async () => {
    const before = await gaps('meridian');
    await desk.out('replay', '--run');
    expect(await gaps('meridian')).toEqual(before);
  });

  test('of files close when a file comes late', async () => {
    await billing([887, 10], [891, 50]);
    expect(await gaps('osv')).toMatchObject([
      { of: 'files', series: 'node1', expected: 888, found: 891, missing: 3, open: true },
    ]);
    const notice =
      'By their numbers 3 files of osv are missing, not sure: may still come: ./ledgerline sources gaps osv\n';
    for (const command of ['sources list', 'verify']) expect(await desk.out(command)).toContain(notice);
    await billing([889, 30]);
    expect((await gaps('osv')).map(({ expected, missing }) => [expected, missing])).toEqual([
      [888, 1],
      [890, 1],
    ]);
    await billing([888, 20], [890, 40]);
    expect(await gaps('osv')).toEqual([]);
    expect(await desk.out('sources gaps', 'osv')).toMatch(/^No number is missing/);
  });

  test('of files are told from a counter that began anew', async () => {
    await billing([3, 55]);
    expect(await gaps('osv')).toMatchObject([{ kind: 'restart', expected: 892, found: 3, missing: 0 }]);
    expect(await desk.out('sources gaps', 'osv')).toMatch(/began anew/);
    for (const command of ['sources list', 'verify'])
      expect(await desk.out(command)).toContain(
        'By their numbers a counter of osv began anew (1 time): ./ledgerline sources gaps osv\n',
      );
  });

  test('says that a source is unknown', async () => {
    expect((await desk.run('sources gaps', 'meridiann')).err).toContain('did you mean “meridian”?');
  });
});

test('records that come again in an overlapping export are not taken for a turn of the counter', async () => {
  const own = new CommandDesk();
  try {
    const ingest = (name: string, bytes: string) =>
      own.out('ingest', '--source', 'pbx', '--driver', 'nortel-meridian', own.write(name, bytes));
    await ingest('1.txt', records(0, 99));
    await ingest('2.txt', records(50, 127));
    expect(await own.json('ledger')).toMatchObject([{ calls: 100 }, { calls: 28, duplicates: 50 }]);
    expect(await own.json('sources gaps', 'pbx')).toEqual([]);
  } finally {
    own.remove();
  }
});

test('a source whose counter comes round soon is said to hide what it cannot show', async () => {
  const own = new CommandDesk();
  try {
    await own.out(
      'ingest',
      '--source',
      'pbx',
      '--driver',
      'nortel-meridian',
      own.write('1.txt', records(0, 99)),
    );
    const lost = own.write('2.txt', records(228, 240));
    await own.out('ingest', '--source', 'pbx', '--driver', 'nortel-meridian', lost);
    const text = await own.out('sources gaps');
    expect(text).toContain('No number is missing');
    expect(text).toContain(
      'The counter of pbx comes round after 127: that 128 records in a row were lost, or a multiple of it, no number shows.',
    );
  } finally {
    own.remove();
  }
});

test('sources list looks at the last days of a source only, sources gaps at all of it', async () => {
  const own = new CommandDesk();
  try {
    const ingest = (name: string, bytes: string) =>
      own.out('ingest', '--source', 'pbx', '--driver', 'nortel-meridian', own.write(name, bytes));
    await ingest('1.txt', records(0, 9) + records(20, 29));
    await ingest('2.txt', records(40, 49));
    const missing = async () =>
      (await own.json<{ missing: { records: number } }[]>('sources list'))[0]?.missing.records;
    expect(await missing()).toBe(20);
    own.now += 40 * 86_400_000;
    await ingest('3.txt', records(60, 69).replaceAll('10/20', '12/01'));
    expect(await missing()).toBe(0);
    expect(await own.json('sources gaps', 'pbx')).toHaveLength(3);
  } finally {
    own.remove();
  }
});

test('an excluded call is no record that did not come, and nothing of its number is kept', async () => {
  const own = new CommandDesk();
  try {
    const call = (number: number, called: string) => record(number).replace('0555010101', called);
    const pbx = { kind: 'watch', site: 'berlin', driver: 'nortel-meridian', folder: own.place };
    const privacy = { exclude: [{ name: 'council', numbers: ['0555999999'] }] };
    const document = { sites: { berlin: { time_zone: 'UTC' } }, sources: { pbx }, privacy };
    const apply = ['--reason', 'test', own.write('ledgerline.yaml', JSON.stringify(document))];
    await own.out('config apply', ...apply);
    const bytes = call(5, '0555010101') + call(6, '0555999999') + call(7, '0555010101');
    await own.out('ingest', '--source', 'pbx', own.write('1.txt', bytes));
    const before = await own.json<SourceGap[]>('sources gaps', 'pbx');
    expect(before).toMatchObject([{ expected: 6, missing: 1, unread: 1 }]);
    expect(await own.out('verify')).not.toContain('By their numbers');
    await own.out('replay', '--run');
    expect(await own.json('sources gaps', 'pbx')).toEqual(before);
  } finally {
    own.remove();
  }
});
