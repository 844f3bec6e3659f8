import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { retentionSchema } from '../../../privacy/retention.ts';
import { siteSchema } from '../../../processor/site.ts';
import { dayOf } from '../../../record/calendar.ts';
import type { MemoryProfile } from '../../../record/call-memory.ts';
import { extensionNumber } from '../../../record/number.ts';
import { dueEntries } from '../../../store/queries/due-rows.ts';
import { memoryAccesses, memoryEntries } from '../../../store/queries/memories.ts';
import { openSqliteStore } from '../../../store/sqlite-store.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../../asterisk-lines.ts';
import { TestFolder } from '../../test-folder.ts';

const HELD = { shorter_than_seconds: 5 };
const IN_AUSTRIA = asteriskSettings({
  held: HELD,
  site: siteSchema.parse({ country: 'AT', time_zone: 'Europe/Berlin' }),
});

let data: TestFolder;

const profile = (name: string, extensions: readonly string[], given: Partial<MemoryProfile> = {}) => ({
  ...{ name, entries: 100, collect: true },
  parties: extensions.map((digits) => {
    const number = extensionNumber(digits);
    return { source: 'pbx', number, extension: number };
  }),
  ...given,
});

beforeEach(async () => {
  data = new TestFolder(asteriskSettings({ held: HELD }));
  await data.store.keepMemories([profile('anna', ['204']), profile('bert', ['205'])], ARRIVAL);
});

afterEach(() => data.remove());

const file = (...lines: readonly string[]) => data.file(lines.map((line) => `${line}\n`).join(''));
const memoryOf = (name: string) => data.reading((store) => memoryEntries(store, name));

const dueBefore = async (before: number): Promise<number> =>
  await data.reading(({ connection }) => dueEntries(connection, { before, today: before }).rows);

describe('an entry', () => {
  test('shows who called whom, when, and whether it was answered, as the profile saw it', async () => {
    await file(asteriskLine());
    const [entry, ...more] = await memoryOf('anna');
    expect(more).toEqual([]);
    expect(entry).toEqual({
      entry: entry?.entry,
      started_at: '2026-10-26T09:00:00+01:00',
      ...{ direction: 'outgoing', internal: false, extension: '204', number: '+4989231250001' },
      ...{ calling_name: 'Anna', called_name: null, answered: true, answered_by: null },
    });
    expect((await data.calls())[0]?.id).toBe(entry?.entry);
  });

  test('of an internal call is one of both, each with the other as its number', async () => {
    await file(asteriskLine({ dst: '205' }));
    expect(await memoryOf('anna')).toMatchObject([{ direction: 'outgoing', internal: true, number: '205' }]);
    expect(await memoryOf('bert')).toMatchObject([
      { direction: 'incoming', internal: true, number: '204', calling_name: 'Anna', answered_by: 'local' },
    ]);
  });

  test('of a call within a profile is one', async () => {
    await data.store.keepMemories([profile('both', ['204', '205'])], ARRIVAL);
    await file(asteriskLine({ dst: '205' }));
    expect(await memoryOf('both')).toMatchObject([{ direction: 'outgoing', extension: '204' }]);
  });

  test('is there for a held call, too', async () => {
    await file(asteriskLine({ talk: 2 }));
    expect((await data.calls())[0]?.held_by).toBe('short');
    expect(await memoryOf('anna')).toHaveLength(1);
  });

  test('of another source is none, although the extension has the same digits', async () => {
    await data.file(`${asteriskLine()}\n`, { source: 'branch' });
    expect(await memoryOf('anna')).toEqual([]);
  });

  test('keeps a text that is no number', async () => {
    await file(asteriskLine({ src: 'carol@example.net', dst: '205' }));
    expect(await memoryOf('bert')).toMatchObject([{ number: 'carol@example.net' }]);
  });
});

test('what is read otherwise by a replay is shown otherwise', async () => {
  await file(asteriskLine());
  await data.replay(IN_AUSTRIA);
  expect(await memoryOf('anna')).toMatchObject([{ number: '+4389231250001' }]);
});

test('a plan of a replay changes no entry', async () => {
  await file(asteriskLine());
  const before = data.dump().memory_entry;
  await data.replay(IN_AUSTRIA, { only_try: true });
  expect(data.dump().memory_entry).toEqual(before);
});

describe('a profile that is taken out', () => {
  test('loses its memory and its password, and its name stays with others', async () => {
    await file(asteriskLine({ dst: '205' }));
    await data.store.setMemoryPassword('anna', 'hash');
    await data.store.noteMemoryAccess('anna', {
      ...{ what: 'opened', person: 'os:root', at: ARRIVAL, until: ARRIVAL + 60_000, reason: 'case 17' },
    });
    await data.store.keepMemories([profile('bert', ['205'])], ARRIVAL + 1000);
    expect(await memoryOf('anna')).toEqual([]);
    expect(await memoryOf('bert')).toMatchObject([{ calling_name: 'Anna' }]);
    await data.store.keepMemories([profile('anna', ['204'])], ARRIVAL + 2000);
    expect(await memoryOf('anna')).toEqual([]);
    expect((await data.store.memoryLock('anna'))?.password).toBe(null);
    const [access] = await data.reading((store) => memoryAccesses(store, 'anna'));
    expect(access?.until).toBe(ARRIVAL + 1000);
  });
});

test.each([
  ['at once', { at_once: 1_000, at_last: 1_000_000, batch: 10_000 }],
  ['later', { at_once: 0, at_last: 1_000, batch: 1 }],
])(
  'a call that comes older than entries may be never becomes one, nor takes the place of one that is written %s',
  async (_when, pace) => {
    const kept = [profile('anna', ['204'], { entries: 2 })];
    data.retention = retentionSchema.parse({ call_memory: '10 days' });
    for (const restarts of [false, true]) {
      await data.store.close();
      data.store = openSqliteStore(data.folder, { memoryPace: pace });
      await data.store.keepMemories(kept, ARRIVAL);
      const line = (start: string) =>
        asteriskLine({ start, uniqueid: `${start}.${restarts}`, sequence: restarts ? 1 : 2 });
      const late = ['15', '14', '13'].map((day) => line(`2026-10-${day} 09:00:00`));
      await file(line('2026-10-26 09:00:00'), line('2026-10-16 09:00:00'), ...late);
      if (restarts) {
        await data.store.close();
        data.store = openSqliteStore(data.folder, { memoryPace: pace });
        await data.store.keepMemories(kept, ARRIVAL);
      }
      while (!(await data.store.settleMemories()));
      const days = (await memoryOf('anna')).map(({ started_at }) => started_at.slice(0, 10));
      expect(days).toEqual(['2026-10-16', '2026-10-26']);
    }
  },
);

test('a call of a file of the past becomes no entry either where what arrived is looked up after a kill', async () => {
  const waiting = { memoryPace: { at_once: 0, at_last: 1_000, batch: 1 } };
  await data.store.close();
  data.store = openSqliteStore(data.folder, waiting);
  await data.store.keepMemories([profile('anna', ['204'])], ARRIVAL);
  await file(asteriskLine({ start: '2026-10-26 09:00:00', uniqueid: '1.1' }));
  const past = asteriskLine({ start: '2026-10-20 09:00:00', uniqueid: '1.2' });
  await data.file(`${past}\n`, { backfill: true });
  await data.store.close();
  data.store = openSqliteStore(data.folder, waiting);
  await data.store.keepMemories([profile('anna', ['204'])], ARRIVAL);
  while (!(await data.store.settleMemories()));
  expect((await memoryOf('anna')).map(({ started_at }) => started_at.slice(0, 10))).toEqual(['2026-10-26']);
});

test('entries go by the earlier of event and arrival, in batches, and no others', async () => {
  const old = asteriskLine({ start: '2026-10-20 09:00:00', uniqueid: '1.1' });
  await file(old, asteriskLine({ uniqueid: '1.2' }), asteriskLine({ uniqueid: '1.3' }));
  const edge = dayOf(ARRIVAL);
  expect(await dueBefore(edge)).toBe(1);
  expect(await dueBefore(edge + 1)).toBe(3);
  const wish = { edge: edge + 1, limit: 2, today: edge + 10 };
  expect(await data.store.expireMemoryEntries(wish)).toBe(2);
  expect(await data.store.expireMemoryEntries(wish)).toBe(1);
  expect(await memoryOf('anna')).toEqual([]);
  expect(await data.calls()).toHaveLength(3);
});

test('an entry of a local day that UTC does not have yet is of that day', async () => {
  data.now = Date.parse('2026-10-26T23:05:00Z');
  await file(asteriskLine({ start: '2026-10-27 00:01:00', uniqueid: '1.1' }));
  expect(await dueBefore(dayOf(data.now) + 1)).toBe(0);
  expect(await dueBefore(dayOf(data.now) + 2)).toBe(1);
});
