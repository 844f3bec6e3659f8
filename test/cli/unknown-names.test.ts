import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
const SOURCE = 'kind: watch, site: berlin, driver: asterisk-csv, folder: /x, enabled: false';

beforeAll(async () => {
  const document = `sites: { berlin: {} }\nsources: { branch: { ${SOURCE} } }\n`;
  await desk.out('config apply', desk.write('ledgerline.yaml', document));
  const file = desk.write('Master.csv', `${asteriskLine()}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', file);
});

afterAll(() => desk.remove());

/** Every command that takes the name of a source, with what else it needs. */
const OF_A_SOURCE: Readonly<Record<string, (name: string) => string[]>> = {
  calls: (name) => ['--source', name],
  'undefined list': (name) => ['--source', name],
  'undefined retry': (name) => ['--source', name],
  'undefined write-off': (name) => ['--source', name, '--yes', '--reason', 'cut off'],
  'undefined export': (name) => ['--source', name, '--day', '2026-10-26'],
  replay: (name) => ['--plan', '--source', name],
  'sources sessions': (name) => [name],
  'sources gaps': (name) => [name],
};

describe.each(Object.entries(OF_A_SOURCE))('%s', (command, given) => {
  test('refuses a source that nobody knows, and names those there are', async () => {
    expect(await desk.run(command, ...given('pxb'))).toEqual({
      exit: 2,
      out: '',
      bytes: Buffer.alloc(0),
      err: 'There is no source pxb; did you mean “pbx”?\nSources: branch, pbx.\n',
    });
  });

  test.each(['pbx', 'branch'])(
    'knows %s, whether it brought something or is only configured',
    async (name) => {
      expect(await desk.run(command, ...given(name))).toMatchObject({ exit: 0, err: '' });
    },
  );
});

test('sources trust refuses a source that is not configured, and names those that are', async () => {
  expect(await desk.run('sources trust', 'pbx')).toMatchObject({
    exit: 2,
    err: 'There is no configured source pbx.\nSources: branch.\n',
  });
});

test.each([
  ['drivers', 'asterisk-cvs'],
  ['drivers test', 'asterisk-cvs', 'Master.csv'],
  ['ingest', '--source', 'new', '--driver', 'asterisk-cvs', 'Master.csv'],
])('%s refuses a driver that nobody knows, and names those there are', async (command, ...given) => {
  const { exit, out, err } = await desk.run(command, ...given);
  expect([exit, out]).toEqual([2, '']);
  expect(err).toMatch(
    /^There is no driver asterisk-cvs; did you mean “asterisk-csv”\?\nDrivers: .*mitel-3300/,
  );
});

test('a fresh folder says of any source that there is none yet', async () => {
  const fresh = new CommandDesk();
  await fresh.out('init');
  expect(await fresh.run('calls', '--source', 'pbx')).toMatchObject({
    exit: 2,
    err: 'There is no source pbx.\nNo source is configured and none brought anything yet.\n',
  });
  fresh.remove();
});
