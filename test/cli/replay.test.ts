import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplayedGroup } from '../../cli/replaying.ts';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION } from './company-records.ts';

const desk = new CommandDesk();
const call = (n: number, given: Parameters<typeof asteriskLine>[0] = {}): string =>
  asteriskLine({ uniqueid: `1793005200.${n}`, sequence: n, ...given });

beforeAll(async () => {
  // Another telephone system's driver was named at first: no line can be read.
  desk.write('first.csv', `${call(1)}\n${call(2, { start: '2026-10-26 09:05:00' })}\nrubbish\n`);
  await desk.run('ingest', '--source', 'pbx', '--driver', 'openscape-voice', 'first.csv');
  await desk.out('config apply', desk.write('ledgerline.yaml', COMPANY_CONFIGURATION));
});

afterAll(() => desk.remove());

const calls = (): Promise<Call[]> => desk.json('calls', '--held');

test('replay must be told whether to plan or to run', async () => {
  expect(await desk.run('replay')).toMatchObject({
    exit: 2,
    err: expect.stringContaining('Neither --plan nor --run'),
  });
  expect((await desk.run('replay', '--plan', '--run')).err).toContain('exclude each other');
});

test('a plan says what would change, by reason and with places, and changes nothing', async () => {
  const text = await desk.out('replay', '--plan');
  expect(text).toMatch(/^pbx +recovered +undefined\.\w+ +call +2 +1 0/m);
  expect(text).toContain('3 lines read again');
  expect(text).toContain('Nothing is changed yet');
  expect(await calls()).toEqual([]);
});

test('a plan counts by intake and by day of arrival, and only what is asked for', async () => {
  expect(await desk.out('replay', '--plan', '--by', 'intake')).toMatch(/^pbx +1 +recovered/m);
  expect(await desk.out('replay', '--plan', '--by', 'day')).toMatch(/^pbx +2026-10-26 +recovered/m);
  for (const given of [
    ['--from', '2026-10-27'],
    ['--to', '2026-10-25'],
    ['--intake', '9'],
    ['--source', 'other'],
  ])
    expect(await desk.json('replay', '--plan', ...given)).toEqual([]);
});

test('undefined retry makes calls of lines that can be read now, and run again changes nothing', async () => {
  expect(await desk.json('undefined retry', '--reason', 'not_text')).toEqual([]);
  const [group] = await desk.json<ReplayedGroup[]>('undefined retry', '--source', 'pbx');
  expect(group).toMatchObject({ source: 'pbx', lines: 3 });
  expect((await calls()).map(({ offset }) => offset)).toEqual([0, call(1).length + 1]);
  expect(await desk.out('replay', '--run')).toBe('3 lines read again: each is what it was.\n');
  expect(await desk.out('verify')).toContain('All is well');
  expect(await desk.json('undefined list')).toHaveLength(1);
});

test('undefined list shows the shapes of lines, and nothing that they say', async () => {
  const text = await desk.out('undefined list');
  expect(text).toMatch(/^too_short +1 +A$/m);
  expect(text).not.toContain('rubbish');
  expect(await desk.json('undefined list')).toMatchObject([{ shape: 'A', written_off_at: null }]);
});

test('undefined export gives the lines of one day with place, reason and bytes', async () => {
  const text = await desk.out('undefined export', '--day', '2026-10-26');
  expect(text).toMatch(
    /^source,intake,offset,length,received_at,reason,detail,written_off,raw\r\npbx,1,\d+,7,2026-10-26T12/,
  );
  expect(text).toContain(',rubbish\r\n');
  expect(await desk.json('undefined export', '--day', '2026-10-27')).toEqual([]);
  expect((await desk.run('undefined export')).err).toContain('--day is missing');
});

test('undefined write-off takes lines out of the open ones, with who, when and why, and leaves the ledger', async () => {
  expect(await desk.run('undefined write-off', '--source', 'pbx')).toMatchObject({
    exit: 1,
    out: '1 open line would be written off.\nNothing was done. The same with --yes --reason TEXT does it.\n',
  });
  expect((await desk.run('undefined write-off', '--reason', 'why')).err).toContain('Which lines are meant');
  const ledger = await desk.json('ledger');
  const why = ['--yes', '--reason', 'a test call'];
  expect(await desk.out('undefined write-off', '--source', 'pbx', ...why)).toContain('1 line written off');
  expect(await desk.json('undefined list')).toEqual([]);
  expect(await desk.json('undefined list', '--all')).toMatchObject([
    {
      written_off_by: 'os:somebody',
      written_off_reason: 'a test call',
      written_off_at: '2026-10-26T12:00:00+00:00',
    },
  ]);
  const off = '2026-10-26T12:00:00+00:00';
  const table = await desk.out('undefined list', '--all');
  expect(table).toMatch(/ what failed +written off +by +why$/m);
  expect(table).toContain(`  ${off}  os:somebody  a test call`);
  expect(await desk.out('undefined list', '--all', '--reason', 'cut_line')).not.toContain('os:somebody');
  const [line] = await desk.json<{ intake: number; offset: number }[]>('undefined list', '--all');
  const place = [String(line?.intake), String(line?.offset)];
  expect(await desk.json('undefined show', ...place)).toMatchObject({
    written_off: { at: off, by: 'os:somebody', reason: 'a test call' },
  });
  expect(await desk.json('ledger')).toEqual(ledger);
  expect(await desk.json('undefined retry')).toEqual([]);
  await desk.out('replay', '--run');
  expect(await desk.json('undefined list')).toEqual([]);
});
