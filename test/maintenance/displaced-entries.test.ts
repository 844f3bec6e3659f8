import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callMemory } from '../../maintenance/jobs/call-memory.ts';
import { undefinedLines } from '../../maintenance/jobs/undefined-lines.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { extensionNumber } from '../../record/number.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { TestFolder } from '../test-folder.ts';
import { runIn } from './runner-in-folder.ts';

let data: TestFolder;

/** A call of the only one whose last call is remembered. */
async function arrives(n: number): Promise<void> {
  await data.file(`${asteriskLine({ uniqueid: `1793005200.${n}`, sequence: n })}\n`);
}

/** What waits for a scrub: 1 where something does. */
function waiting(name: 'unscrubbed' | 'displaced'): number | undefined {
  const connection = new Database(data.database, { readonly: true });
  const value = connection
    .prepare<[string], number>('select value from counter where name = ?')
    .pluck()
    .get(name);
  connection.close();
  return value;
}

beforeEach(async () => {
  data = new TestFolder();
  data.retention = retentionSchema.parse({});
  const extension = extensionNumber('204');
  const parties = [{ source: 'pbx', number: extension, extension }];
  await data.store.keepMemories([{ name: 'anna', entries: 1, collect: true, parties }], ARRIVAL);
  await runIn(data, undefinedLines);
  await arrives(1);
  await arrives(2);
});

afterEach(() => data.remove());

test('what arrivals displace from a call memory waits for the one job of the night that sees to it', async () => {
  expect([waiting('unscrubbed'), waiting('displaced')]).toEqual([0, 1]);
  await runIn(data, undefinedLines);
  expect([waiting('unscrubbed'), waiting('displaced')]).toEqual([0, 1]);
  await runIn(data, callMemory);
  expect([waiting('unscrubbed'), waiting('displaced')]).toEqual([0, 0]);
});

test('it waits no longer where another job deleted something itself', async () => {
  const [entry] = data.dump().memory_entry as { call: number }[];
  expect(await data.store.deleteMemoryEntry('anna', entry?.call ?? 0)).toBe(true);
  await runIn(data, undefinedLines);
  expect([waiting('unscrubbed'), waiting('displaced')]).toEqual([0, 0]);
});

test('it is seen to although the job itself may not take anything by a clock that is not believed', async () => {
  data.now = ARRIVAL + 4_000 * DAY_MS;
  expect(await runIn(data, callMemory)).toMatchObject({ result: 'stopped' });
  expect([waiting('unscrubbed'), waiting('displaced')]).toEqual([0, 0]);
});
