import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { climb } from '../climb.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: '20 days', anonymous: null, gone: '40 days' },
  held_calls: { masked: '20 days', anonymous: null, gone: '40 days' },
  raw_copies: '10 days',
});
const DAYS = 60;
const CALLS_A_DAY = 300;

/** Numbers that follow no order, none of them twice. */
const numberOf = (day: number, call: number): string =>
  String(3_000_000_000 + (((day * CALLS_A_DAY + call) * 2_654_435_761) % 6_000_000_007));

/** Of sixty days, a file each, as they came. */
async function fill(data: TestFolder): Promise<void> {
  const arrival = data.now;
  for (let day = DAYS; day > 0; day--) {
    data.now = arrival - day * DAY_MS;
    const lines = Array.from({ length: CALLS_A_DAY }, (_, call) => {
      const start = new Date(data.now - call * 97_000).toISOString().slice(0, 19).replace('T', ' ');
      return asteriskLine({ start, dst: `0${numberOf(day, call)}`, uniqueid: `${day}.${call}` });
    });
    await data.file(`${lines.join('\n')}\n`);
  }
  data.now = arrival;
}

/** Of all the numbers that were sent, those that stand in the file of the database, as whole numbers. */
function standing(data: TestFolder): Set<string> {
  const sent = new Map<number, string>();
  for (let day = 1; day <= DAYS; day++)
    for (let call = 0; call < CALLS_A_DAY; call++)
      sent.set(Number(`49${numberOf(day, call)}`), `+49${numberOf(day, call)}`);
  const bytes = readFileSync(data.database);
  const found = new Set<string>();
  // All are less than 2^47, so a record has six bytes of each.
  for (let offset = 0; offset + 6 <= bytes.length; offset++) {
    const number = sent.get(bytes.readUIntBE(offset, 6));
    if (number !== undefined) found.add(number);
  }
  return found;
}

test('of calls that were masked or removed no number stands in the file any more, not even in unused parts of its pages', async () => {
  await inFolder(async (data) => {
    await fill(data);
    await climb(data, RETENTION);
    const kept = new Set((await data.calls()).map(({ called }) => called));
    const left = () => [...standing(data)].filter((number) => !kept.has(number));
    // The control: without what is tested here, there are some.
    await data.store.emptyLog();
    expect(left()).not.toEqual([]);
    expect(await data.gateway.finish(new AbortController().signal)).toBe('done');
    expect(left()).toEqual([]);
    expect(await data.mismatches()).toEqual([]);
  });
}, 60_000);
