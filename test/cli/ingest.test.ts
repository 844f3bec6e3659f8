import { spawnSync } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerRow } from '../../store/queries/ledger.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { AS_ASTERISK } from '../bad-input/as-a-user.ts';
import { withoutRights } from '../without-rights.ts';
import { zipArchive } from '../zip-archive.ts';
import { CommandDesk } from './command-desk.ts';

const OPTIONS = ['--source', 'pbx', ...AS_ASTERISK];
const CONFIGURATION = `
sites:
  berlin: { country: DE, area_code: "30", time_zone: Europe/Berlin }
formats:
  branch:
    driver: delimited
    columns: [day, from, to]
    call: { started: { column: day, pattern: YYYY-MM-DD HH:mm }, calling: from, called: to }
sources:
  pbx: { kind: watch, site: berlin, driver: asterisk-csv, folder: drop, enabled: false }
thresholds: [{ name: short, shorter_than_seconds: 5 }]
`;

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});

afterEach(() => desk.remove());

const line = (n: number, given: Parameters<typeof asteriskLine>[0] = {}): string =>
  `${asteriskLine({ uniqueid: `1793005200.${n}`, ...given })}\n`;

const ingest = (...given: readonly string[]) => desk.run('ingest', ...OPTIONS, ...given);
const ingested = (...given: readonly string[]): Promise<LedgerRow[]> =>
  desk.json('ingest', ...OPTIONS, ...given);

describe('a file', () => {
  test('is taken into a fresh folder, and every line of it stands in the ledger', async () => {
    const master = desk.write('Master.csv', `${line(1)}${line(2)}rubbish\n\n`);
    const { exit, out, err } = await ingest(master);
    expect(exit).toBe(0);
    expect(out).toMatch(/^pbx +2026-10-26 +1 +4 +2 +0 +1 +0 +1 +0 +holds$/m);
    expect(err).toContain('1 line could not be read.\nTheir bytes are kept.');
    expect(await desk.json('ledger')).toMatchObject([
      { source: 'pbx', lines: 4, calls: 2, undefined: 1, ignored: 1, sum_holds: true, waiting_bytes: 0 },
    ]);
  });

  test('of which no line can be read as a call is told from a success, and its bytes are kept', async () => {
    const rubbish = desk.write('rubbish.csv', 'rubbish\nmore of it\n\n');
    const { exit, out, err } = await ingest(rubbish);
    expect([exit, err]).toEqual([3, expect.stringContaining('No line of this could be read as a call')]);
    expect(out).toMatch(/ 3 +0 +0 +2 +0 +1 +0 +holds$/m);
    // Beside a file that can be read, and where nothing should be a call, the driver is the right one.
    expect((await ingest(desk.write('more.csv', 'rubbish again\n'), desk.write('m.csv', line(1)))).exit).toBe(
      0,
    );
    expect((await ingest(desk.write('blank.csv', '\n\n'))).exit).toBe(0);
  });

  test('that comes a second time stands in a row of its own, with nothing but duplicates', async () => {
    const master = desk.write('Master.csv', `${line(1)}${line(2)}rubbish\n\n`);
    await ingested(master);
    const [again] = await ingested(master);
    expect(again).toMatchObject({ intake: 2, lines: 4, calls: 0, undefined: 0, duplicates: 3, ignored: 1 });
    expect(await desk.json('ledger')).toHaveLength(2);
  });

  test('named twice in one command is taken twice, the second time as duplicates', async () => {
    const master = desk.write('Master.csv', line(1));
    expect(await ingested(master, master)).toMatchObject([
      { calls: 1, duplicates: 0 },
      { calls: 0, duplicates: 1 },
    ]);
  });

  test('with some new lines among known ones brings the new ones only', async () => {
    await ingested(desk.write('first.csv', `${line(1)}${line(2)}`));
    expect(await ingested(desk.write('second.csv', `${line(2)}${line(3)}`))).toMatchObject([
      { calls: 1, duplicates: 1 },
    ]);
  });

  test('that is packed with gzip is the same as the unpacked one', async () => {
    const bytes = `${line(1)}${line(2)}`;
    await ingested(desk.write('Master.csv', bytes));
    expect(await ingested(desk.write('Master.csv.gz', gzipSync(Buffer.from(bytes))))).toMatchObject([
      { lines: 2, calls: 0, duplicates: 2 },
    ]);
  });

  test('that is a zip archive of a Mac brings the records alone, and says that something was left out', async () => {
    const files = [
      { name: 'one.csv', content: line(1) },
      { name: '__MACOSX/._one.csv', content: 'x\n' },
    ];
    const archive = desk.write('export.zip', zipArchive(files));
    const { out, err } = await ingest(archive);
    expect(out).not.toContain('MACOSX');
    expect(err).toContain('export.zip: left out a file in archives that the packing system added');
  });

  test('that is a zip archive is a row for each file in it, by the name it has there', async () => {
    const files = ['pstn/one.csv', 'two.csv'].map((name, n) => ({ name, content: line(n) + line(n + 7) }));
    const archive = desk.write('export.zip', zipArchive(files));
    expect((await ingested(archive)).map(({ lines, calls }) => [lines, calls])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(await desk.json('line show', '2', '0')).toMatchObject({ file: 'export.zip/two.csv' });
    expect((await ingested(archive)).map(({ calls, duplicates }) => [calls, duplicates])).toEqual([
      [0, 2],
      [0, 2],
    ]);
  });

  test('that is a zip archive and damaged is told as such, and the next one is taken', async () => {
    const archive = zipArchive([{ name: 'one.csv', content: line(1) }]);
    const { exit, err } = await ingest(
      desk.write('cut.zip', archive.subarray(0, -5)),
      desk.write('whole.zip', archive),
    );
    expect([exit, err]).toEqual([
      1,
      expect.stringContaining(
        'cut.zip: a compressed file is damaged or cut off\nThe original was left as it is. Have it sent again.\n',
      ),
    ]);
    expect(await desk.json('ledger')).toMatchObject([{ lines: 1 }]);
  });

  test.each(['ingest', 'drivers detect'])(
    'that is a zip archive in a pipe is refused by %s',
    async (command) => {
      desk.write('export.zip', zipArchive([{ name: 'one.csv', content: line(1) }]));
      const pipe = join(desk.place, 'pipe');
      spawnSync('mkfifo', [pipe]);
      createWriteStream(pipe).end(readFileSync(join(desk.place, 'export.zip')));
      const options = command === 'ingest' ? OPTIONS : [];
      const { exit, err } = await desk.run(command, ...options, pipe);
      expect([exit, err]).toEqual([1, expect.stringContaining('where the bytes of one file are read')]);
    },
  );

  test('without a single byte is an intake without lines, which is no error', async () => {
    const { exit, out } = await ingest(desk.write('empty.csv', ''));
    expect(exit).toBe(0);
    expect(out).toMatch(/^pbx +2026-10-26 +1 +0 +0 +0 +0 +0 +0 +0 +holds$/m);
    expect((await desk.run('verify')).exit).toBe(0);
  });

  test('may come through a pipe that has a name', async () => {
    const pipe = join(desk.place, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    createWriteStream(pipe).end(`${line(1)}${line(2)}`);
    expect(await ingested('pipe')).toMatchObject([{ lines: 2, calls: 2 }]);
  });

  test('is found by a path relative to where the caller stands', async () => {
    mkdirSync(join(desk.place, 'exports'));
    desk.write('exports/Master.csv', line(1));
    expect(await ingested('exports/../exports/Master.csv')).toMatchObject([{ calls: 1 }]);
    expect(await ingested(join(desk.place, 'exports/Master.csv'))).toMatchObject([{ duplicates: 1 }]);
  });

  test('whose name says something about people is known to the ledger, and no path holds the name', async () => {
    await ingested(desk.write('calls of +493012345.csv', line(1)));
    expect(readdirSync(desk.folder, { recursive: true }).join('\n')).not.toContain('493012345');
    expect(await desk.json('line show', '1', '0')).toMatchObject({ file: 'calls of +493012345.csv' });
  });

  test('of another format says so, because no line of it could be read', async () => {
    const { exit, err } = await ingest(desk.write('letter.txt', 'Dear Sir,\nno calls today.\n'));
    expect(exit).toBe(3);
    expect(err).toContain('No line of this could be read as a call: is it another format?');
  });
});

describe('a file that cannot be taken', () => {
  const troubles: [what: string, name: string, put: () => void, says: string][] = [
    ['is not there', 'missing.csv', () => {}, 'The file cannot be read: there is no such file (ENOENT).'],
    [
      'is a folder',
      'folder',
      () => mkdirSync(join(desk.place, 'folder')),
      'The file cannot be read: it is a folder.',
    ],
    [
      'is a damaged archive',
      'cut.gz',
      () => desk.write('cut.gz', gzipSync(Buffer.from(line(1))).subarray(0, 40)),
      'a compressed file is cut off',
    ],
  ];

  test.each(troubles)(
    'because it %s makes the exit code 1, and the others are taken',
    async (_, name, put, says) => {
      put();
      const good = desk.write('good.csv', line(1));
      const { exit, out, err } = await ingest(name, good);
      expect(exit).toBe(1);
      expect(err).toContain(`${name}: ${says}`);
      expect(err.replace(`A new data folder was made: ${desk.folder}`, '')).not.toContain(desk.place);
      expect(out).toMatch(/^pbx .* 1 +1 +0 .*holds$/m);
      expect((await desk.run('verify')).exit).toBe(0);
      expect(
        readdirSync(join(desk.folder, 'raw'), { recursive: true, withFileTypes: true }).filter((entry) =>
          entry.isFile(),
        ),
      ).toHaveLength(1);
    },
  );

  test('and is the only one leaves a ledger without rows', async () => {
    await ingested(desk.write('good.csv', line(1)));
    const { exit, out, err } = await ingest('missing.csv');
    expect([exit, out]).toEqual([1, 'No file was taken.\n']);
    expect(err).toContain('missing.csv: ');
    expect(JSON.parse((await ingest('missing.csv', '--json')).out)).toEqual([]);
  });

  test.each([[['missing.csv']], [['missing.csv', 'Master.csv/inside.csv', '.']]])(
    'makes no data folder when there is nothing else to take: %j',
    async (names) => {
      const { exit, out, err } = await ingest(...names);
      expect([exit, out]).toEqual([1, 'No file was taken.\n']);
      for (const name of names) expect(err).toContain(`${name}: The file cannot be read: `);
      expect(JSON.parse((await ingest(...names, '--json')).out)).toEqual([]);
      expect(readdirSync(desk.place)).toEqual([]);
    },
  );

  test('for want of rights is named', async () => {
    chmodSync(join(desk.place, desk.write('secret.csv', line(1))), 0);
    const { err } = await withoutRights([desk.place], () => ingest('secret.csv'));
    expect(err).toContain('EACCES');
  });
});

describe('how lines are read', () => {
  test('of a configured source is what the configuration says', async () => {
    await desk.out('config', 'apply', desk.write('ledgerline.yaml', CONFIGURATION));
    const master = desk.write('Master.csv', `${line(1, { talk: 3 })}${line(2, { dst: '2312500' })}`);
    expect(await desk.json('ingest', '--source', 'pbx', master)).toMatchObject([{ calls: 1, held: 1 }]);
    expect(await desk.json('calls')).toMatchObject([
      { called: '+49302312500', destination_class: 'local', started_at: '2026-10-26T09:00:00+01:00' },
    ]);
  });

  test.each([
    ['--driver', 'mitel-3300', 'The source pbx is configured with the driver asterisk-csv, not mitel-3300.'],
    ['--time-zone', 'UTC', 'The site of the source pbx is configured; --time-zone has no say in it.'],
    ['--country', 'CH', 'The site of the source pbx is configured; --country has no say in it.'],
    ['--area-code', '89', 'The site of the source pbx is configured; --area-code has no say in it.'],
  ])('of a configured source is not changed by %s %s', async (option, value, says) => {
    await desk.out('config', 'apply', desk.write('ledgerline.yaml', CONFIGURATION));
    const { exit, err } = await desk.run(
      'ingest',
      '--source',
      'pbx',
      option,
      value,
      desk.write('x.csv', line(1)),
    );
    expect([exit, err]).toEqual([2, expect.stringContaining(says)]);
    expect(await desk.json('ledger')).toEqual([]);
  });

  test.each([
    [[], '--driver is missing.'],
    [['--driver', 'asterisk'], 'There is no driver asterisk; did you mean “asterisk-csv”?'],
    [['--driver', 'delimited'], 'The driver delimited needs a definition.'],
    [['--driver', 'asterisk-csv', '--time-zone', 'Berlin'], '--time-zone: an IANA time zone'],
    [['--driver', 'asterisk-csv', '--country', 'Germany'], '--country: two capital letters'],
    [['--driver', 'asterisk-csv', '--area-code', '030-x'], '--area-code: the digits'],
  ])('must be said and make sense, or no data folder is made: %j', async (given, says) => {
    const { exit, err } = await desk.run('ingest', '--source', 'new', ...given, desk.write('x.csv', line(1)));
    expect([exit, err]).toEqual([2, expect.stringContaining(says)]);
    expect(existsSync(desk.folder)).toBe(false);
  });

  test('of a configured source is unpacked up to its own limit, of any other up to 16 GiB', async () => {
    const limited = CONFIGURATION.replace('folder: drop,', 'folder: drop, unpack_limit_mib: 1,');
    await desk.out('config', 'apply', desk.write('ledgerline.yaml', limited));
    const large = desk.write('large.csv.gz', gzipSync('x'.repeat(99).concat('\n').repeat(12_000)));
    const { exit, err } = await desk.run('ingest', '--source', 'pbx', large);
    expect([exit, err]).toEqual([1, expect.stringContaining('unpacks to more than 1 MiB')]);
    expect(await desk.json('ledger')).toEqual([]);
    const { out } = await desk.run('ingest', '--source', 'other', ...AS_ASTERISK, large, '--json');
    expect(JSON.parse(out)).toMatchObject([{ lines: 12_000 }]);
  });

  test('may be a format of the configuration, by its name', async () => {
    await desk.out('config', 'apply', desk.write('ledgerline.yaml', CONFIGURATION));
    const { err } = await desk.run(
      'ingest',
      '--source',
      'new',
      '--driver',
      'branch',
      desk.write('x.csv', 'x;y\n'),
    );
    expect(err).toContain('No line of this could be read as a call');
  });
});
