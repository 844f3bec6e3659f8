import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadCommands } from '../../cli/commands.ts';
import { CommandDesk } from './command-desk.ts';

const commands = await loadCommands();
let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
  vi.stubEnv('LEDGERLINE_DATA', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  desk.remove();
});

describe('help', () => {
  test.each([[], ['help'], ['--help']])('lists every command: %j', async (...argv) => {
    const { exit, out, err } = await desk.run(...(argv as string[]));
    expect([exit, err]).toEqual([0, '']);
    for (const { name } of commands) expect(out).toContain(`${name} `);
    expect(out).toContain('What became of every line received; fails when a sum is broken.');
  });

  test.each(commands)('of $name names its options and an example, and runs nothing', async (command) => {
    const { exit, out } = await desk.run(...command.name.split(' '), '--help');
    expect(exit).toBe(0);
    expect(out).toContain(`./ledgerline ${command.name}`);
    expect(out).toContain(command.summary);
    expect(out).toContain(command.example);
    for (const option of [...Object.keys(command.options), 'data', 'help'])
      expect(out).toContain(`--${option}`);
    expect(existsSync(desk.folder)).toBe(false);
  });
});

describe('a command line that cannot be understood ends with 2 and says what is possible', () => {
  const typed: [line: string, says: string][] = [
    ['frobnicate', 'There is no command frobnicate.'],
    ['ledgr', 'There is no command ledgr; did you mean “ledger”?'],
    ['undefined lst', 'There is no command undefined lst; did you mean “undefined list”?'],
    ['source list', 'There is no command source list; did you mean “sources list”?'],
    ['call', 'The command call needs a second word.'],
    ['constructor', 'There is no command constructor.'],
    ['toString', 'There is no command toString.'],
    ['--frobnicate', 'There is no command --frobnicate.'],
    [
      'config',
      'One of: config check, config show, config diff, config apply, config rollback, config history.',
    ],
    ['config frobnicate', 'There is no command config frobnicate.'],
    ['ledger --frobnicate', '--frobnicate is not known.'],
    ['ledger --jsn', '--jsn is not known; did you mean “--json”?'],
    ['ledger -j', '-j is not known.'],
    ['ledger --by', '--by needs a value.'],
    ['ledger --by week', 'Allowed: intake, day, source.'],
    ['ledger --json=yes', '--json takes no value.'],
    ['calls --extension --json', '--extension needs a value.'],
    ['sources sessions --last -3', '--last needs a value.'],
    ['sources sessions --last 0', '--last must be at least 1.'],
    ['ledger pbx', 'ledger takes nothing behind its name; there is pbx too much.'],
    ['calls 204', 'calls takes nothing behind its name; there is 204 too much.'],
    ['line show 1 2 3', 'line show takes INTAKE OFFSET; there is 3 too much.'],
    ['call show', 'ID is missing.'],
    ['call show 12x', 'ID must be a whole number; 12x is none.'],
    ['line show', 'INTAKE and OFFSET are missing.'],
    ['line show 1', 'OFFSET is missing.'],
    ['line show 1 x', 'OFFSET must be a whole number; x is none.'],
    ['calls --intake first', '--intake must be a whole number; first is none.'],
    ['calls --intake -1', '--intake'],
    ['calls --direction sideways', 'Allowed: incoming, outgoing, internal, transit.'],
    ['calls --from 2026-02-30', 'Write it as YYYY-MM-DD.'],
    ['calls --answered maybe', 'Allowed: yes, no.'],
    ['undefined list --reason whatever', 'Allowed: not_text, '],
    ['ingest Master.csv', '--source is missing.'],
    ['ingest --source pbx', 'FILE is missing.'],
    ['ingest --source ../etc --driver asterisk-csv f', 'cannot be the name of a source'],
    ['config check', 'FILE is missing.'],
    ['drivers test asterisk-csv', 'FILE is missing.'],
    ['drivers frobnicate', 'There is no driver frobnicate.'],
    ['drivers asterix-csv', 'There is no driver asterix-csv; did you mean “asterisk-csv”?'],
    ['drivers test mitel3300 f', 'There is no driver mitel3300; did you mean “mitel-3300”?'],
    ['ingest --source pbx --driver cisco f', 'There is no driver cisco; did you mean “cisco-cucm”?'],
  ];

  test.each(typed)('./ledgerline %s', async (line, says) => {
    const { exit, out, err } = await desk.run(...line.split(' '));
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(says);
    expect(err.split('\n').length).toBe(3);
    expect(existsSync(desk.folder)).toBe(false);
  });
});

test('an empty name is refused like an empty option: most often a variable was not set', async () => {
  for (const argv of [
    ['config check', ''],
    ['drivers test', 'asterisk-csv', ''],
    ['sources sessions', ''],
  ]) {
    const { exit, err } = await desk.run(...argv);
    expect([exit, err]).toEqual([2, expect.stringMatching(/^(?:FILE|NAME) is empty\.\n/)]);
  }
});

describe('the data folder', () => {
  const isFolder = (...path: string[]): boolean => existsSync(join(desk.place, ...path, 'ledgerline.db'));

  test('is ./data when nothing else was said', async () => {
    expect((await desk.run('init')).out).toContain(`The data folder ${desk.folder} is ready.`);
    expect(isFolder('data')).toBe(true);
  });

  test('is what LEDGERLINE_DATA says, and what --data says before it', async () => {
    vi.stubEnv('LEDGERLINE_DATA', join(desk.place, 'by-environment'));
    await desk.out('init');
    expect(isFolder('by-environment')).toBe(true);
    await desk.out('init', '--data', 'by/option');
    expect(isFolder('by/option')).toBe(true);
    expect(existsSync(desk.folder)).toBe(false);
  });

  test('is ./data when LEDGERLINE_DATA is set to nothing', async () => {
    vi.stubEnv('LEDGERLINE_DATA', '');
    await desk.out('init');
    expect([isFolder('data'), isFolder('.')]).toEqual([true, false]);
  });

  test('is never the place itself because a variable in --data was empty', async () => {
    const { exit, err } = await desk.run('init', '--data', '');
    expect(exit).toBe(2);
    expect(err).toContain('--data is empty.');
    expect(isFolder('.')).toBe(false);
  });

  test('may begin with ~ where no shell has replaced it', async () => {
    const { err } = await desk.run('ledger', '--data=~/no-such-ledgerline-folder');
    expect(err).toContain(join(homedir(), 'no-such-ledgerline-folder'));
  });

  test('is for its owner only, with the database and the key in it', async () => {
    await desk.out('init');
    const mode = (name: string): number => statSync(join(desk.folder, name)).mode & 0o777;
    expect([mode('.'), mode('ledgerline.db'), mode('installation.key')]).toEqual([0o700, 0o600, 0o600]);
  });

  test('that is ready already stays as it is when it is made again', async () => {
    await desk.out('init');
    desk.write('Master.csv', 'rubbish\n');
    await desk.run('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', 'Master.csv');
    const ledger = await desk.out('ledger');
    await desk.out('init');
    expect(await desk.out('ledger')).toBe(ledger);
  });
});

describe('a folder without a database', () => {
  const reading = [
    'ledger',
    'calls',
    'call show 1',
    'line show 1 0',
    'undefined list',
    'undefined show 1 0',
    'verify',
    'sources list',
    'sources sessions',
    'config show',
    'config history',
  ];

  test.each(reading)('is named by %s, which makes none', async (line) => {
    mkdirSync(desk.folder);
    const { exit, out, err } = await desk.run(...line.split(' '));
    expect([exit, out]).toEqual([1, '']);
    expect(err).toContain(`There is no database at ${join(desk.folder, 'ledgerline.db')}.`);
    expect(err).toContain('./ledgerline init --data DIR');
    expect(existsSync(join(desk.folder, 'ledgerline.db'))).toBe(false);
  });
});

describe('a folder that cannot be used ends the command with 1 and a word about it, and with nothing left running', () => {
  test('because a file stands in its place', async () => {
    desk.write('data', '');
    expect(await desk.run('init')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('cannot be made or used'),
    });
  });

  test('because its key is gone', async () => {
    await desk.out('init');
    desk.write('data/installation.key', 'not a key');
    const { exit, err } = await desk.run('init');
    expect([exit, err]).toEqual([1, expect.stringContaining('does not hold a key')]);
  });

  test('because its database is of a newer version', async () => {
    await desk.out('init');
    desk.tamper("insert into migration (place, name) values (99, '0099-later')");
    for (const line of ['init', 'ledger'])
      expect(await desk.run(line)).toMatchObject({ exit: 1, err: expect.stringContaining('newer') });
  });

  test('because its database is no database', async () => {
    await desk.out('init');
    desk.write('data/ledgerline.db', 'x'.repeat(20_000));
    for (const line of ['init', 'ledger'])
      expect(await desk.run(line)).toMatchObject({
        exit: 1,
        err: expect.stringContaining('not a sound database'),
      });
  });
});
