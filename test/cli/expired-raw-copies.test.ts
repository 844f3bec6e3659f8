import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWriter } from '../../cli/service/writer.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS, dayOf } from '../../record/calendar.ts';
import type { Call } from '../../record/call.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
const BYTES = `${asteriskLine({ dst: '089231250001' })}\nrubbish\n`;

const ingest = (name: string, bytes: string): Promise<string> =>
  desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', desk.write(name, bytes));

beforeAll(async () => {
  await ingest('089231250001.csv', BYTES);
  desk.now = ARRIVAL + 91 * DAY_MS;
  const writer = await openWriter(desk.folder, {
    now: () => desk.now,
    log: () => {},
    failed: () => {},
    lasting: false,
  });
  const going = { today: dayOf(desk.now), signal: new AbortController().signal, told: () => {} };
  expect(await writer.gateway.expireRawCopies(retentionSchema.parse({}), going)).toMatchObject({
    copies: 1,
  });
  await writer.close();
});

afterAll(() => desk.remove());

const GONE = 'The raw copy of intake 1 went on 2027-01-25 because of its age';

test.each([
  ['line show', '1', '0'],
  ['undefined show', '1', String(BYTES.indexOf('rubbish'))],
])('%s says that the line is gone, and since when', async (...argv) => {
  const { exit, err } = await desk.run(...argv);
  expect([exit, err]).toEqual([1, expect.stringContaining(GONE)]);
});

test('so does call show --raw, while the call is still shown', async () => {
  const [call] = await desk.json<Call[]>('calls');
  expect((await desk.run('call show', String(call?.id), '--raw')).err).toContain(GONE);
  expect(await desk.json('call show', String(call?.id))).toMatchObject({ called: '089231250001' });
});

test('undefined export leaves the bytes empty, retry and replay say what cannot be read again', async () => {
  const exported = await desk.json<object[]>('undefined export', '--day', '2026-10-26');
  expect(exported).toMatchObject([{ reason: 'too_short', raw: '' }]);
  for (const argv of [['replay', '--plan'], ['replay', '--run'], ['undefined retry']]) {
    const { exit, err } = await desk.run(...argv);
    expect([exit, err]).toEqual([0, expect.stringContaining('2 lines cannot be read again')]);
  }
});

test('verify finds nothing wrong, and says how many it could not compare', async () => {
  expect(await desk.out('verify')).toContain('The raw copies of 1 intake went because of their age.');
});

test('a file that is sent again is read as a new one, and adds no call', async () => {
  await ingest('again.csv', BYTES);
  expect(await desk.json('ledger')).toMatchObject([
    { lines: 2, calls: 1, undefined: 1 },
    { lines: 2, calls: 0, duplicates: 1, undefined: 1 },
  ]);
  expect(readdirSync(join(desk.folder, 'raw'), { recursive: true })).toContain('pbx/2027/01/25/2');
  expect(await desk.out('verify')).toContain('All is well');
});
