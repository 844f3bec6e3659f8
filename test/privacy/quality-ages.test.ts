import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calls } from '../../maintenance/jobs/calls.ts';
import { heldCalls } from '../../maintenance/jobs/held-calls.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { runIn } from '../maintenance/runner-in-folder.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const fixture = (name: string): string[] =>
  readFileSync(join(import.meta.dirname, '../../fixtures', name), 'utf8')
    .trimEnd()
    .split('\n');
const bytesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** A call of 9 March 2026, and what its device measured when UTC had the next day already. */
const MEASURED = '1773045071';
const CALL = bytesOf(fixture('cisco-cucm/good-release-15.txt').slice(0, 3));
const QUALITY = bytesOf(fixture('cisco-cmr/good-both-legs.txt').slice(0, 3)).replace(
  MEASURED,
  String(Number(MEASURED) + 86_400),
);
const NEXT_DAY = Date.parse('2026-03-10T10:00:00Z');

const RETENTION = retentionSchema.parse({
  calls: { masked: '60 days', anonymous: null, gone: '300 days' },
  held_calls: { masked: '20 days', anonymous: null, gone: '40 days' },
  raw_copies: '20 days',
});

/** The call, its quality, and, where asked for, calls of another telephone system on the day of the quality. */
async function received(data: TestFolder, others: readonly string[]): Promise<void> {
  data.retention = RETENTION;
  data.now = NEXT_DAY;
  data.settings = asteriskSettings({
    driver: 'cisco-cucm',
    driver_options: {},
    cut: { framing: 'line', limit: 4000 },
  });
  await data.file(CALL + QUALITY);
  data.settings = asteriskSettings({ held: { shorter_than_seconds: 5 } });
  await data.file(bytesOf(others), { source: 'other' });
  expect(measured(data)).toBe(1);
}

const measured = (data: TestFolder): number => data.dump().quality?.length ?? 0;
const later = async (data: TestFolder, days: number): Promise<void> => {
  data.now = NEXT_DAY + days * DAY_MS;
  await data.store.noteClock(data.now);
  while (await data.store.totalSlice());
};

test('a held call of the day on which a call was measured takes nothing of that call when it is masked', async () => {
  await inFolder(async (data) => {
    await received(data, [asteriskLine({ start: '2026-03-10 09:00:00', talk: 2 })]);
    await later(data, 22);
    await runIn(data, heldCalls);
    expect(measured(data)).toBe(1);
  });
});

test('what was measured of a call under a legal hold stays while others of its day are masked, and goes behind it', async () => {
  await inFolder(async (data) => {
    await received(data, [asteriskLine({ start: '2026-03-10 09:00:00', talk: 60 })]);
    const conditions = { numbers: [], extensions: [], names: [], from_day: 20_521, to_day: 20_521 };
    const hold = { placed_at: data.now, placed_by: 'dpo', reason: 'claim', until: null, conditions };
    const id = await data.store.placeHold(hold);
    await later(data, 70);
    await runIn(data, calls);
    expect(data.dump().call).toMatchObject([{ step: 0 }, { step: 1 }]);
    expect(measured(data)).toBe(1);
    await data.store.releaseHold(id, { at: data.now, by: 'dpo', reason: 'settled' });
    await runIn(data, calls);
    expect(measured(data)).toBe(0);
  });
});

test('it goes with its call also where no other call is of its day', async () => {
  await inFolder(async (data) => {
    await received(data, []);
    await later(data, 60);
    await runIn(data, calls);
    expect(measured(data)).toBe(0);
  });
});

test('and what no call has goes at the age of calls, not before', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    data.now = NEXT_DAY;
    data.settings = asteriskSettings({
      driver: 'cisco-cmr',
      driver_options: { calls_of: 'pbx' },
      cut: { framing: 'line', limit: 4000 },
    });
    await data.file(QUALITY);
    await later(data, 60);
    await runIn(data, calls);
    expect(measured(data)).toBe(1);
    await later(data, 61);
    await runIn(data, calls);
    expect(measured(data)).toBe(0);
  });
});
