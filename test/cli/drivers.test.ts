import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DRIVERS } from '../../processor/drivers.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});

afterEach(() => {
  // Looking at a file never makes a data folder.
  expect(existsSync(desk.folder)).toBe(false);
  desk.remove();
});

/** What a test of a driver says of each line. */
async function readings(...argv: readonly string[]): Promise<Record<string, unknown>[]> {
  const text = await desk.out('drivers test', ...argv, '--json');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('drivers', () => {
  test('lists every driver with its vendor and how sure its layout is', async () => {
    const text = await desk.out('drivers');
    for (const { name, vendor, confirmation } of Object.values(DRIVERS))
      expect(text).toMatch(new RegExp(`^${name} +${vendor}.* ${confirmation} `, 'm'));
    const described = await desk.json<{ name: string }[]>('drivers');
    expect(described.map(({ name }) => name)).toEqual(Object.keys(DRIVERS));
  });

  test.each(Object.values(DRIVERS))(
    'explains $name: its traps, its options and an example',
    async (driver) => {
      const text = await desk.out('drivers', driver.name);
      for (const trap of driver.traps) expect(text).toContain(`- ${trap}\n`);
      const described = await desk.json<{ options: { properties?: object }; example: unknown }>(
        'drivers',
        driver.name,
      );
      for (const option of Object.keys(described.options.properties ?? {}))
        expect(text).toContain(`  ${option}: `);
      const readsAlone = driver.options.safeParse({}).success;
      expect(text).toContain(
        `drivers test ${readsAlone ? `${driver.name} FILE\n` : 'FORMAT FILE --config '}`,
      );
      expect(driver.options.safeParse(described.example).success).toBe(true);
    },
  );
});

describe('drivers test', () => {
  test('says of every line what the driver makes of it, with its place and the reason', async () => {
    const good = asteriskLine();
    const file = desk.write('Master.csv', `${good}\r\n\r\nrubbish \x1b[2J J\xfcrgen\r\n${good}`);
    const lines = await readings('asterisk-csv', file);
    expect(lines).toMatchObject([
      { line: 1, offset: 0, call: { calling: '204', duration_ms: 60_000 } },
      { line: 2, offset: good.length + 2, ignored: 'blank' },
      { line: 3, offset: good.length + 4, undefined: 'too_short' },
      { line: 4, call: { calling: '204' } },
    ]);
    const text = await desk.out('drivers test', 'asterisk-csv', file);
    expect(text).toMatch(
      /^ {5}3 {2}undefined {2}too_short: 1 columns where 16 to 21 are known\n.*\n +rubbish \\u001b\[2J Jürgen$/m,
    );
    expect(text).toMatch(/\n4 lines: 2 calls, 1 ignored, 1 undefined\.\n$/);
    expect(text).not.toContain('\x1b');
  });

  test('reads the last line of a file of any length, also when it has no line end', async () => {
    const block = 1024 * 1024;
    const good = asteriskLine();
    const file = desk.write('long.csv', `${'x'.repeat(block - good.length - 1)}\n${good}`);
    expect((await readings('asterisk-csv', file)).at(-1)).toMatchObject({
      line: 2,
      call: { calling: '204' },
    });
    const longer = desk.write(
      'longer.csv',
      `${`${good}\n`.repeat(Math.ceil((2 * block) / good.length))}${good}`,
    );
    const text = await desk.out('drivers test', 'asterisk-csv', longer);
    const count = Math.ceil((2 * block) / good.length) + 1;
    expect(text).toContain(
      `${count.toLocaleString('en')} lines: ${count.toLocaleString('en')} calls, 0 ignored, 0 undefined.`,
    );
  });

  test('of a file without lines says so', async () => {
    expect(await desk.out('drivers test', 'asterisk-csv', desk.write('empty', ''))).toBe(
      '\n0 lines: 0 calls, 0 ignored, 0 undefined.\n',
    );
  });

  test('reads with the options that are given', async () => {
    const file = desk.write('Master.csv', asteriskLine());
    const read = (options: string) => readings('asterisk-csv', file, '--options', options);
    expect(await read('{}')).toMatchObject([{ call: { clock: 'wall' } }]);
    expect(await read('{"utc":true}')).toMatchObject([{ call: { clock: 'utc' } }]);
  });

  test('reads with a format of a configuration that is not applied', async () => {
    const config = desk.write(
      'new.yaml',
      'formats:\n  branch:\n    driver: delimited\n    columns: [day, from, to]\n' +
        '    call: { started: { column: day, pattern: YYYY-MM-DD HH:mm }, calling: from, called: to }\n',
    );
    const file = desk.write('branch.csv', 'day,from,to\n2026-10-26 09:00,301,302\n');
    expect(await readings('branch', file, '--config', config)).toMatchObject([
      { ignored: 'header' },
      { call: { calling: '301', called: '302' } },
    ]);
    expect((await desk.run('drivers test', 'branch', file)).err).toContain('formats come with --config');
  });

  test('unpacks a gzip file as intake does', async () => {
    const file = desk.write('Master.csv.gz', gzipSync(asteriskLine()));
    expect(await readings('asterisk-csv', file)).toMatchObject([{ call: { calling: '204' } }]);
  });

  const wrong: [given: string[], exit: number, says: string][] = [
    [['frobnicate', 'file'], 2, 'There is no driver frobnicate.'],
    [['asterisk-csv', 'missing'], 1, 'The file missing cannot be read: there is no such file (ENOENT).'],
    [['asterisk-csv', '.'], 1, 'The file . cannot be read: it is a folder (EISDIR).'],
    [['asterisk-csv', 'file', '--options', '{utc'], 2, '--options is not JSON.'],
    [
      ['asterisk-csv', 'file', '--options', '{"utc":"x"}'],
      2,
      'The options of asterisk-csv are not right: “utc” cannot be “x”. Allowed: true, false.',
    ],
    [
      ['asterisk-csv', 'file', '--options', '{"utcs":true}'],
      2,
      'The options of asterisk-csv are not right: “utcs” is not known here; did you mean “utc”?',
    ],
    [['delimited', 'file'], 2, 'The options of delimited are not right:'],
    [
      ['asterisk-csv', 'file', '--config', 'missing.yaml'],
      1,
      'The file missing.yaml cannot be read: there is no such file (ENOENT).',
    ],
    [['asterisk-csv', 'file', '--config', 'wrong.yaml'], 1, 'wrong.yaml:1:1: '],
    [
      ['branch', 'file', '--config', 'right.yaml', '--options', '{}'],
      2,
      'A format has its options in the configuration',
    ],
  ];

  test.each(wrong)('with %j ends with %i and a word about it', async (given, exit, says) => {
    desk.write('file', asteriskLine());
    desk.write('wrong.yaml', 'sauces: {}\n');
    desk.write(
      'right.yaml',
      'formats:\n  branch: { driver: delimited, columns: [day], call: { started: { column: day, pattern: YYYY-MM-DD HH:mm } } }\n',
    );
    const answer = await desk.run('drivers test', ...given);
    expect([answer.exit, answer.out, answer.err]).toEqual([exit, '', expect.stringContaining(says)]);
  });
});
