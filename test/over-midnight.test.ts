import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accountFor, Pipeline } from '../pipeline.ts';
import { dayOf } from '../record/calendar.ts';
import { OperationError } from '../record/operation-error.ts';
import { rawPath } from '../record/raw-copy.ts';
import { chunkAt } from '../store/queries/lines.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { inFolder, type TestFolder, type TestStream } from './test-folder.ts';

/** Columns in an order of their own, named once: a connection that prints them so does it once, too. */
const FIXTURE = join(import.meta.dirname, '../fixtures/cisco-cucm/odd-swapped-and-missing-columns.txt');
const [HEADER = '', TYPES = '', FIRST = ''] = readFileSync(FIXTURE, 'latin1').split(/(?<=\n)/);
const [SECOND, THIRD] = ['0020', '0021'].map((n) => FIRST.replace('0a1b2c3d0019', `0a1b2c3d${n}`)) as [
  string,
  string,
];

const SETTINGS = asteriskSettings({
  driver: 'cisco-cucm',
  driver_options: {},
  cut: { framing: 'line', limit: 8192 },
});

/** Two days of stream and a connection over both; nothing of it is judged yet. */
async function overMidnight(data: TestFolder, before: string, after: string) {
  const monday = await data.stream();
  await monday.connect();
  monday.append(before);
  await monday.disconnect(false);
  const tuesday = await data.stream();
  await tuesday.connect(monday);
  tuesday.append(after);
  return { monday, tuesday };
}

const judge = ({ intake, length }: TestStream, data: TestFolder) => accountFor(intake, length, data.parts);

async function counts(data: TestFolder): Promise<object[]> {
  return (await data.ledger()).map(({ lines, calls, ignored }) => ({ lines, calls, ignored }));
}

describe('a connection that goes on over midnight', () => {
  test('keeps the header that it printed before: its lines are calls on the new day, too', async () => {
    await inFolder(async (data) => {
      const { monday, tuesday } = await overMidnight(data, HEADER + TYPES + FIRST, SECOND + THIRD);
      expect(await judge(monday, data)).toBe('done');
      expect(await judge(tuesday, data)).toBe('done');
      expect(await counts(data)).toEqual([
        { lines: 3, calls: 1, ignored: 2 },
        { lines: 2, calls: 2, ignored: 0 },
      ]);
      expect(await data.mismatches()).toEqual([]);
    }, SETTINGS);
  });

  test('is judged day after day: the new day waits until the old one is accounted for to its end', async () => {
    await inFolder(async (data) => {
      const { monday, tuesday } = await overMidnight(data, HEADER + TYPES + FIRST, SECOND + THIRD);
      expect(await judge(tuesday, data)).toBe('unsettled');
      data.chunkBytes = HEADER.length + TYPES.length;
      expect(await accountFor(monday.intake, monday.length, data.parts, () => true)).toBe('waiting');
      expect(await judge(tuesday, data)).toBe('unsettled');
      await data.reopen();
      await monday.account();
      expect(await judge(tuesday, data)).toBe('done');
      expect((await counts(data)).at(-1)).toEqual({ lines: 2, calls: 2, ignored: 0 });
    }, SETTINGS);
  });

  test('waits for the disk of an open stream as the queue was told of it, and is judged when its turn comes', async () => {
    await inFolder(async (data) => {
      const { monday, tuesday } = await overMidnight(data, HEADER + TYPES + FIRST, SECOND + THIRD);
      const pipeline = new Pipeline(data.parts, (_intake, error) => {
        throw error;
      });
      // Still open: how far it reaches stands nowhere but in what the queue is told.
      pipeline.arrived(tuesday.intake, SECOND.length);
      pipeline.arrived(tuesday.intake, tuesday.length);
      pipeline.arrived(monday.intake, monday.length);
      await pipeline.idle();
      expect((await counts(data)).at(-1)).toEqual({ lines: 2, calls: 2, ignored: 0 });
    }, SETTINGS);
  });

  test('stopped after each chunk and started again, gives the same database as in one go, row for row', async () => {
    const run = (steps: boolean) =>
      inFolder(async (data) => {
        const days = await overMidnight(data, HEADER + TYPES + FIRST, SECOND + THIRD);
        for (const day of [days.monday, days.tuesday]) {
          await day.disconnect(false);
          data.chunkBytes = HEADER.length;
          while ((await accountFor(day.intake, null, data.parts, () => steps)) === 'waiting')
            await data.reopen();
        }
        return data.dump();
      }, SETTINGS);
    expect(await run(true)).toEqual(await run(false));
  });

  test('has the state it began the day with in the first chunk, so that its lines can be explained and read again', async () => {
    await inFolder(async (data) => {
      const { monday, tuesday } = await overMidnight(data, HEADER + TYPES + FIRST, SECOND);
      for (const day of [monday, tuesday]) await judge(day, data);
      const [chunk, last] = await data.reading(async ({ query }) => [
        await chunkAt(query, tuesday.intake, 0),
        await chunkAt(query, monday.intake, monday.length - 1),
      ]);
      expect(chunk?.state_before.driver).not.toBeNull();
      expect(chunk?.state_before.last_end).toBeGreaterThan(0);
      expect(last?.state_before.driver).toBeNull();
    }, SETTINGS);
  });

  test('whose carriage return came before midnight and whose line feed after it has no line between them', async () => {
    await inFolder(async (data) => {
      const { monday, tuesday } = await overMidnight(
        data,
        `${HEADER}${TYPES}${FIRST.trimEnd()}\r`,
        `\n${SECOND}`,
      );
      for (const day of [monday, tuesday]) await judge(day, data);
      expect((await counts(data)).at(-1)).toEqual({ lines: 1, calls: 1, ignored: 0 });
    }, SETTINGS);
  });

  test('prints two equal calls, one before and one after it: they stay two, and come again as duplicates', async () => {
    await inFolder(async (data) => {
      const twin = `${asteriskLine()}\n`;
      const { monday, tuesday } = await overMidnight(data, twin, twin);
      await judge(monday, data);
      await tuesday.disconnect();
      const wednesday = await data.stream();
      await wednesday.connect(tuesday);
      await wednesday.send(twin);
      await wednesday.disconnect();
      await wednesday.connect();
      await wednesday.send(twin.repeat(4));
      await wednesday.disconnect();
      expect((await data.ledger()).map(({ calls, duplicates }) => [calls, duplicates])).toEqual([
        [1, 0],
        [1, 0],
        [2, 3],
      ]);
      expect(await data.mismatches()).toEqual([]);
    });
  });

  test('goes on as it was also where another connection wrote into the stream of the new day before it', async () => {
    await inFolder(async (data) => {
      const monday = await data.stream();
      await monday.connect();
      await monday.send(HEADER + TYPES + FIRST);
      await monday.disconnect();
      const tuesday = await data.stream();
      await tuesday.connect();
      await tuesday.send('printed without a header\n');
      await tuesday.disconnect();
      await tuesday.connect(monday);
      await tuesday.send(SECOND);
      await tuesday.disconnect();
      expect((await counts(data)).at(-1)).toEqual({ lines: 2, calls: 1, ignored: 0 });
    }, SETTINGS);
  });
});

describe('a day of which the raw copy cannot be read', () => {
  const rawCopy = (data: TestFolder, { intake }: TestStream) =>
    join(data.folder, rawPath('pbx', dayOf(ARRIVAL), intake));

  /** Judges both days, the later one first; gives what was told on the way. */
  async function judgeBoth(
    data: TestFolder,
    { monday, tuesday }: { monday: TestStream; tuesday: TestStream },
  ) {
    const told = { failed: [] as [number, string][], without: [] as [number, number][] };
    const parts = {
      ...data.parts,
      withoutEarlier: (intake: number, earlier: number) => void told.without.push([intake, earlier]),
    };
    const pipeline = new Pipeline(parts, (intake, error) => {
      told.failed.push([intake, error instanceof OperationError ? error.code : String(error)]);
    });
    pipeline.arrived(tuesday.intake, tuesday.length);
    pipeline.arrived(monday.intake, monday.length);
    await pipeline.idle();
    await pipeline.stop();
    return told;
  }

  test('is told, and does not hold up the days behind it; put back and read again, it mends them', async () => {
    await inFolder(async (data) => {
      const days = await overMidnight(data, HEADER + TYPES + FIRST, SECOND + THIRD);
      const { monday, tuesday } = days;
      const bytes = readFileSync(rawCopy(data, monday));
      rmSync(rawCopy(data, monday));
      expect(await judgeBoth(data, days)).toEqual({
        failed: [[monday.intake, 'NOT_FOUND']],
        without: [[tuesday.intake, monday.intake]],
      });
      // Nobody knows its columns, so its lines wait among the undefined ones.
      expect((await data.ledger()).map(({ lines }) => lines)).toEqual([0, 2]);
      expect(data.dump().undefined_line).toMatchObject([{ reason: 'no_header' }, { reason: 'no_header' }]);
      expect(await data.mismatches()).toEqual([]);
      writeFileSync(rawCopy(data, monday), bytes);
      expect((await judgeBoth(data, days)).failed).toEqual([]);
      await data.replay();
      expect(await counts(data)).toEqual([
        { lines: 3, calls: 1, ignored: 2 },
        { lines: 2, calls: 2, ignored: 0 },
      ]);
      expect(await data.mismatches()).toEqual([]);
    }, SETTINGS);
  });

  test('but could be read up to a place gives what its driver knew there to the day behind it', async () => {
    await inFolder(async (data) => {
      const days = await overMidnight(data, HEADER + TYPES + FIRST, SECOND + THIRD);
      const { monday, tuesday } = days;
      truncateSync(rawCopy(data, monday), HEADER.length + TYPES.length + 40);
      expect(await judgeBoth(data, days)).toEqual({
        failed: [[monday.intake, 'LEDGER_BROKEN']],
        without: [[tuesday.intake, monday.intake]],
      });
      expect(await counts(data)).toEqual([
        { lines: 2, calls: 0, ignored: 2 },
        { lines: 2, calls: 2, ignored: 0 },
      ]);
    }, SETTINGS);
  });

  test('but could be read into the middle of a line has no part in the day behind it, also when that is read again', async () => {
    await inFolder(async (data) => {
      const tooLong = 'x'.repeat(2 * SETTINGS.cut.limit);
      const days = await overMidnight(data, HEADER + TYPES + tooLong, SECOND + THIRD);
      const { monday, tuesday } = days;
      // What came of the line is accounted for while more of it may come; then the rest is lost.
      data.chunkBytes = HEADER.length + TYPES.length + SETTINGS.cut.limit + 100;
      expect(await accountFor(monday.intake, monday.length, data.parts, () => true)).toBe('waiting');
      rmSync(rawCopy(data, monday));
      expect((await judgeBoth(data, days)).without).toEqual([[tuesday.intake, monday.intake]]);
      const ledger = await counts(data);
      expect(ledger.at(-1)).toEqual({ lines: 2, calls: 2, ignored: 0 });
      const told = await data.replay(SETTINGS, { filter: { intake: tuesday.intake } });
      expect(told.flatMap(({ differences }) => differences)).toEqual([]);
      expect(await counts(data)).toEqual(ledger);
      expect(await data.mismatches()).toEqual([]);
    }, SETTINGS);
  });

  test('is waited for where the trouble is another one, which passes or is mended by us', async () => {
    await inFolder(async (data) => {
      const days = await overMidnight(data, HEADER + TYPES + FIRST, SECOND);
      const { parts } = data;
      const failing = new Pipeline(
        { ...parts, reader: { read: () => Promise.reject(new Error('a mistake')) } },
        () => {},
      );
      failing.arrived(days.monday.intake, days.monday.length);
      failing.arrived(days.tuesday.intake, days.tuesday.length);
      await failing.idle();
      expect((await data.ledger()).map(({ lines }) => lines)).toEqual([0, 0]);
      expect((await judgeBoth(data, days)).without).toEqual([]);
      expect((await counts(data)).at(-1)).toEqual({ lines: 1, calls: 1, ignored: 0 });
    }, SETTINGS);
  });
});

test('a connection that begins on the new day knows nothing of the one of the day before', async () => {
  await inFolder(async (data) => {
    const monday = await data.stream();
    await monday.connect();
    await monday.send(HEADER + TYPES + FIRST);
    await monday.disconnect();
    const tuesday = await data.stream();
    await tuesday.connect();
    await tuesday.send(SECOND);
    await tuesday.disconnect();
    expect(data.dump().undefined_line).toMatchObject([{ intake: tuesday.intake, reason: 'no_header' }]);
  }, SETTINGS);
});
