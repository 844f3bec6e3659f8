import { expect, test } from 'vitest';
import { type Retention, retentionSchema } from '../privacy/retention.ts';
import { DAY_MS } from '../record/calendar.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

type Steps = readonly [masked: string | null, anonymous: string | null, gone: string];

function retention(calls: Steps, held: Steps = calls): Retention {
  const of = ([masked, anonymous, gone]: Steps) => ({ masked, anonymous, gone });
  return retentionSchema.parse({ calls: of(calls), held_calls: of(held), raw_copies: '1 day' });
}

const LONG = retention(['20 days', '30 days', '40 days']);
const MASKED = retention(['2 days', null, '40 days']);

interface Line {
  /** Days before the first arrival. */
  readonly age: number;
  /** Held, where it is short. */
  readonly short: boolean;
  /** Lines that differ in nothing else look alike when they are masked. */
  readonly digit: number;
  /** Lines that differ in nothing else but this and the digit look alike when they are anonymous. */
  readonly minute: number;
}

function bytesOf({ age, short, digit, minute }: Line): string {
  const start = new Date(ARRIVAL - age * DAY_MS + minute * 60_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ');
  return `${asteriskLine({ start, talk: short ? 3 : 60, dst: `08923125000${digit}` })}\n`;
}

const LINE: Line = { age: 3, short: false, digit: 1, minute: 0 };

/** Calls that are there and those that have gone. */
async function total(data: TestFolder): Promise<number> {
  while (await data.store.totalSlice());
  const days = data.dump().day_total as { legs: number }[];
  return days.reduce((sum, { legs }) => sum + legs, 0);
}

const steps = async (data: TestFolder): Promise<unknown[]> =>
  (data.dump().call as { step: number }[]).map(({ step }) => step).sort();

test('a line that is masked by now takes nothing from an anonymous call that looks alike, when both come again', async () => {
  await inFolder(async (data) => {
    const [held, masked] = [LINE, { ...LINE, minute: 5 }].map((one) => bytesOf(one)) as [string, string];
    data.retention = retention(['2 days', null, '40 days'], ['1 day', '2 days', '40 days']);
    await data.file(masked);
    data.settings = asteriskSettings({ held: { shorter_than_seconds: 100 } });
    await data.file(held);
    expect(await steps(data)).toEqual([1, 2]);
    data.settings = asteriskSettings();
    await data.file(masked + held);
    expect([await steps(data), await total(data)]).toEqual([[1, 2], 2]);
  });
});

test.each([['whole, as it was read before it had its age', LONG, MASKED, 0]] as const)(
  'a line that is read in a replay for the first time is known where its call stands %s',
  async (_, first, then, at) => {
    await inFolder(async (data) => {
      data.settings = asteriskSettings({ cut: { framing: 'line', limit: 50 } });
      data.retention = first;
      const unread = await data.file(bytesOf(LINE));
      data.settings = asteriskSettings();
      await data.file(bytesOf(LINE));
      data.retention = then;
      await data.replay(asteriskSettings(), { filter: { intake: unread } });
      expect([await steps(data), await total(data)]).toEqual([[at], 1]);
      expect(await data.ledger()).toMatchObject([{ duplicates: 1 }, { calls: 1 }]);
      expect(await data.mismatches()).toEqual([]);
    });
  },
);

test('of two lines that are alike and read in a replay for the first time, one is known, and the other is a call', async () => {
  await inFolder(async (data) => {
    data.settings = asteriskSettings({ cut: { framing: 'line', limit: 50 } });
    data.retention = LONG;
    await data.file(bytesOf(LINE) + bytesOf(LINE));
    data.settings = asteriskSettings();
    await data.file(bytesOf(LINE));
    data.retention = MASKED;
    for (let times = 0; times < 2; times++) {
      await data.replay();
      expect([await steps(data), await total(data)]).toEqual([[0, 1], 2]);
      expect(await data.ledger()).toMatchObject([{ calls: 1, duplicates: 1 }, { calls: 1 }]);
      expect(await data.mismatches()).toEqual([]);
    }
  });
});
