import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { privacySchema } from '../../privacy/policy.ts';
import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { siteSchema } from '../../processor/site.ts';
import { spellings } from '../../store/queries/number-spellings.ts';
import { subjectFound } from '../../store/queries/subject-found.ts';
import { ARRIVAL, asteriskSettings } from '../asterisk-lines.ts';
import { judgeFile } from '../processor/judged-file.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const LIMIT = 120;
const settings = (given: Partial<ProcessingSettings> = {}): ProcessingSettings =>
  asteriskSettings({
    driver: 'nortel-meridian',
    driver_options: {},
    cut: { framing: 'line', limit: LIMIT },
    ...given,
  });

/** An incoming call, the line with its caller, and the line with its time to answer. */
const call = (n: number, minute = n): string =>
  `${`N 0${String(n).padStart(2, '0')} 00 A001026 1031    01/10 13:${String(minute).padStart(2, '0')}:40 00:00:04.0`.padEnd(110)}\n`;
const caller = (number: string): string => ` &${number.padEnd(16, 'X')}\n`;
const REST = ' &00:10                                000 00 0 02\n';
const record = (n: number, number: string): string => call(n) + caller(number) + REST;

const OLD = 'N 090 00 A001026 1031    01/10 13:50 00:00:04\n &0301234599\n';
const OUT = `N 091 00 1217    A001026 01/10 13:51:06 00:03:06.0 A0891234567\n${caller('0301234588')}`;
const BYTES = record(1, '0301234567') + OLD + record(2, '') + OUT + record(3, '4912345678901234') + call(4);
const CALLERS = ['+49301234567', null, null, '1217', '4912345678901234', null];

const EXCLUDED = privacySchema.parse({ exclude: [{ name: 'council', numbers: ['+49301234567'] }] });
const PRIVATELY = privacySchema.parse({ private_calls: { numbers: ['0301234567'] } });

const callers = async (data: TestFolder) => (await data.calls()).map(({ calling }) => calling);
/** All that is stored of the calls but their numbers, which depend on nothing else. */
const stored = (data: TestFolder): string[] => (data.dump().call ?? []).map((row) => JSON.stringify(row));
const differences = (results: Awaited<ReturnType<TestFolder['replay']>>) =>
  results.flatMap((result) => result.differences).map(({ after, field, lines }) => ({ after, field, lines }));

describe('the caller on a further line', () => {
  test('is that of the call before, and the line stays a continuation', async () => {
    await inFolder(async (data) => {
      await data.file(BYTES);
      expect((await callers(data)).toSorted()).toEqual(CALLERS.toSorted());
      expect((await data.ledger()).map(({ lines, calls, ignored }) => [lines, calls, ignored])).toEqual([
        [14, 6, 8],
      ]);
      expect(await data.calls({ number: '+49301234567' })).toHaveLength(1);
      expect(await data.mismatches()).toEqual([]);
    }, settings());
  });

  test('is looked for on its day, also where that was totalled before it came', async () => {
    await inFolder(async (data) => {
      const bytes = record(1, '0301234567');
      const intake = await data.file(bytes.slice(0, call(1).length), { finished: false });
      while (await data.store.totalSlice());
      await data.grow(intake, bytes, true);
      const numbers = spellings('+49301234567');
      const subject = { numbers, extensions: [], names: [], from_day: null, to_day: null };
      const [found] = await data.calls();
      expect(await data.reading(({ connection }) => subjectFound(connection, subject, 0).calls)).toEqual([
        found?.id,
      ]);
    }, settings());
  });

  test('is the same however the bytes are split, and after a start in between', async () => {
    const whole = await inFolder(async (data) => {
      await data.file(BYTES);
      return stored(data);
    }, settings());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: LIMIT + 2, max: 400 }),
        fc.nat(BYTES.length),
        fc.nat(BYTES.length),
        async (size, one, other) => {
          await inFolder(async (data) => {
            data.chunkBytes = size;
            const [first, second] = [Math.min(one, other), Math.max(one, other)];
            const intake = await data.file(BYTES.slice(0, first), { finished: false });
            await data.reopen();
            await data.grow(intake, BYTES.slice(0, second), false);
            await data.grow(intake, BYTES, true);
            expect(stored(data)).toEqual(whole);
          }, settings());
        },
      ),
      { numRuns: 15 },
    );
  });

  test('goes on in the same connection, and not in the next one, which may have lost a record', async () => {
    await inFolder(async (data) => {
      const stream = await data.stream();
      await stream.connect();
      await stream.send(call(1));
      await stream.send(caller('0301234567'));
      await stream.send(call(2));
      await stream.disconnect();
      await stream.connect();
      await stream.send(caller('0301234568') + record(3, '0301234569'));
      await stream.disconnect();
      expect(await callers(data)).toEqual(['+49301234567', null, '+49301234569']);
      const before = stored(data);
      expect(differences(await data.replay())).toEqual([]);
      expect(stored(data)).toEqual(before);
    }, settings());
  });

  test('is not that of a call of the day before, whose line stands in another intake', async () => {
    await inFolder(async (data) => {
      const evening = await data.stream();
      await evening.connect();
      await evening.send(record(1, '0301234567') + call(2));
      await evening.disconnect();
      const morning = await data.stream();
      await morning.connect(evening);
      await morning.send(caller('0301234568') + record(3, '0301234569'));
      await morning.disconnect();
      expect(await callers(data)).toEqual(['+49301234567', null, '+49301234569']);
      expect(differences(await data.replay())).toEqual([]);
    }, settings());
  });

  test('of a line that repeats a call changes nothing, whoever it names', async () => {
    await inFolder(async (data) => {
      await data.file(record(1, '0301234567'));
      await data.file(record(1, '0301234568') + record(2, '0301234569'));
      expect(await callers(data)).toEqual(['+49301234567', '+49301234569']);
      const before = stored(data);
      expect(differences(await data.replay())).toEqual([]);
      expect(stored(data)).toEqual(before);
    }, settings());
  });
});

describe('a replay', () => {
  const WAYS: Readonly<Record<string, ProcessingSettings>> = {
    base: settings(),
    'other plan': settings({ site: siteSchema.parse({ country: 'AT', time_zone: 'Europe/Vienna' }) }),
    'time is the end': settings({ driver_options: { time: 'end' } }),
    'another driver': settings({ driver: 'toshiba-ctx' }),
    excluded: settings({ privacy: EXCLUDED }),
    private: settings({ privacy: PRIVATELY }),
  };
  const way = fc.constantFrom(...Object.keys(WAYS));
  const chunkBytes = fc.constantFrom(LIMIT + 2, 200, 1e9);
  const withoutIds = (data: TestFolder) =>
    (data.dump().call ?? [])
      .map((row) => JSON.stringify({ ...(row as object), id: null, cause: null, trunk: null }))
      .toSorted();

  test('comes to the callers of a first reading, whatever the way and the chunks, and then changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(way, way, chunkBytes, async (before, after, size) => {
        const afresh = await inFolder(async (data) => {
          await data.file(BYTES);
          return withoutIds(data);
        }, WAYS[after]);
        await inFolder(async (data) => {
          data.chunkBytes = size;
          await data.file(BYTES);
          data.chunkBytes = 1e9;
          await data.replay(WAYS[after]);
          expect(withoutIds(data)).toEqual(afresh);
          expect(differences(await data.replay(WAYS[after]))).toEqual([]);
        }, WAYS[before]);
      }),
      { numRuns: 15 },
    );
  });

  test('joins what was received before anybody could join it, and says so', async () => {
    await inFolder(async (data) => {
      data.chunkBytes = LIMIT + 2;
      await data.file(BYTES);
      data.chunkBytes = 1e9;
      const whole = stored(data);
      data.tamper("update call set calling = null, odd_numbers = json_remove(odd_numbers, '$.calling')");
      const tampered = stored(data);
      expect(differences(await data.replay(data.settings, { only_try: true })).length).toBeGreaterThan(0);
      expect(stored(data)).toEqual(tampered);
      const told = differences(await data.replay()).filter(({ field }) => field === 'calling');
      expect(told.reduce((sum, { lines }) => sum + lines, 0)).toBe(3);
      expect(stored(data)).toEqual(whole);
    }, settings());
  });

  test('that is broken off between a call and its further line leaves the caller as it was', async () => {
    await inFolder(async (data) => {
      data.chunkBytes = LIMIT + 2;
      await data.file(BYTES);
      data.chunkBytes = 1e9;
      const whole = stored(data);
      for (let pieces = 1; pieces < 6; pieces++) {
        const stop = new AbortController();
        let told = 0;
        const broken = data.replay(data.settings, {
          signal: stop.signal,
          told: () => {
            told += 1;
            if (told === pieces) stop.abort();
          },
        });
        await expect(broken).rejects.toThrow();
        expect(stored(data)).toEqual(whole);
      }
    }, settings());
  });
});

describe('a caller that privacy names', () => {
  test.each([1, 100])(
    'by an exclusion stays unknown, and its line is excluded, %i lines at once',
    async (lines) => {
      const first = await judgeFile(BYTES, settings({ privacy: EXCLUDED }), ARRIVAL, lines === 1);
      expect(first.outcomes.slice(0, 4)).toEqual(['call', 'excluded.policy', 'ignored.continuation', 'call']);
      expect(first.standing).not.toContain('0301234567');
      expect(await judgeFile(first.standing, settings({ privacy: EXCLUDED }), ARRIVAL, lines === 1)).toEqual(
        first,
      );
    },
  );

  test.each([1, 100])(
    'as private loses its digits, and so do lines behind it, %i lines at once',
    async (lines) => {
      const first = await judgeFile(BYTES, settings({ privacy: PRIVATELY }), ARRIVAL, lines === 1);
      expect(first.outcomes).toEqual((await judgeFile(BYTES, settings(), ARRIVAL)).outcomes);
      expect(first.standing).toContain(` &${'*'.repeat(10)}XXXXXX`);
      expect(await judgeFile(first.standing, settings({ privacy: PRIVATELY }), ARRIVAL, lines === 1)).toEqual(
        first,
      );
    },
  );

  test.each([LIMIT + 2, 1e9])('is stored nowhere, whatever the chunks: %i bytes at once', async (size) => {
    for (const privacy of [EXCLUDED, PRIVATELY]) {
      const first = await inFolder(async (data) => {
        data.chunkBytes = size;
        await data.file(BYTES);
        expect(JSON.stringify(data.dump().call)).not.toContain('49301234567');
        return (await data.calls()).map((row) => [row.calling, row.private]);
      }, settings({ privacy }));
      expect(first[0]).toEqual(privacy === EXCLUDED ? [null, null] : ['**********', true]);
      const standing = (await judgeFile(BYTES, settings({ privacy }), ARRIVAL)).standing;
      await inFolder(async (data) => {
        await data.file(standing);
        expect((await data.calls()).map((row) => [row.calling, row.private])).toEqual(first);
      }, settings({ privacy }));
    }
  });
});

describe('the caller that only a file brings which came again', () => {
  const CUT = call(1);
  const WHOLE = record(1, '0301234567');

  test.each([LIMIT + 2, 1e9])('is that of the call that stands, %i bytes at once', async (size) => {
    await inFolder(async (data) => {
      data.chunkBytes = size;
      await data.file(CUT);
      await data.file(WHOLE);
      expect(await callers(data)).toEqual(['+49301234567']);
      const before = data.dump();
      expect(differences(await data.replay())).toEqual([]);
      expect(data.dump()).toEqual(before);
      expect(await data.mismatches()).toEqual([]);
    }, settings());
  });

  test('does not take the place of one that the call has', async () => {
    await inFolder(async (data) => {
      await data.file(CUT);
      await data.file(record(1, '0301234568'));
      await data.file(record(1, '0301234569'));
      expect(await callers(data)).toEqual(['+49301234568']);
      expect(differences(await data.replay())).toEqual([]);
      expect(await callers(data)).toEqual(['+49301234568']);
    }, settings());
  });

  test('is stored nowhere any more once a replay excludes it', async () => {
    for (const size of [LIMIT + 2, 1e9]) {
      await inFolder(async (data) => {
        data.chunkBytes = size;
        await data.file(CUT);
        await data.file(WHOLE);
        data.chunkBytes = 1e9;
        await data.replay(settings({ privacy: EXCLUDED }));
        expect(await callers(data)).toEqual([null]);
        const { call: stored, duplicate } = data.dump();
        expect(JSON.stringify([stored, duplicate])).not.toContain('49301234567');
      }, settings());
    }
  });

  test('stays with the call when that is the line of the file which came again', async () => {
    await inFolder(async (data) => {
      const first = await data.file(CUT);
      await data.file(WHOLE);
      await data.replay(settings({ driver: 'asterisk-csv' }), { filter: { intake: first } });
      expect(await callers(data)).toEqual([]);
      data.settings = settings();
      await data.replay(settings());
      expect(await callers(data)).toEqual(['+49301234567']);
      expect(await data.mismatches()).toEqual([]);
    }, settings());
  });
});

describe('every number of a further line', () => {
  const TOSHIBA = settings({ driver: 'toshiba-ctx' });
  const FIRST = 'N 004 00     T012003 DN2001  06/28 12:10:50 00:00:30.0\n';
  const NUMBERS = ' &0555010144        4711 0555010155    5550199 1234567 7654321\n';
  const MORE = ' &                                       5550199\n';
  const named = (number: string) =>
    privacySchema.parse({ exclude: [{ name: 'council', numbers: [number] }] });
  const secret = (number: string) => privacySchema.parse({ private_calls: { numbers: [number] } });

  test.each(['0555010144', '0555010155', '+49555010155', '5550199', '7654321'])(
    'is looked at for an exclusion: %s',
    async (number) => {
      const judged = { ...TOSHIBA, privacy: named(number) };
      for (const lineByLine of [false, true]) {
        const first = await judgeFile(FIRST + NUMBERS, judged, ARRIVAL, lineByLine);
        expect(first.outcomes).toEqual(['call', 'excluded.policy']);
        expect(first.standing).not.toContain('0555010155');
        expect(await judgeFile(first.standing, judged, ARRIVAL, lineByLine)).toEqual(first);
      }
    },
  );

  test.each(['0555010144', '0555010155', '7654321'])('makes a private call private: %s', async (number) => {
    const judged = { ...TOSHIBA, privacy: secret(number) };
    const first = await judgeFile(FIRST + NUMBERS, judged, ARRIVAL);
    expect(first.outcomes).toEqual(['call', 'ignored.continuation']);
    expect(first.standing).not.toMatch(/&.*\d/);
    await inFolder(async (data) => {
      await data.file(FIRST + NUMBERS);
      expect((await data.calls()).map((row) => [row.calling, row.private])).toEqual([['**********', true]]);
    }, judged);
  });

  test('is looked at also behind the caller, and where a line brings none', async () => {
    const judged = { ...TOSHIBA, privacy: named('5550199') };
    const bytes = `${FIRST} &0555010144\n${MORE}${FIRST.replace('004', '005')}${MORE}`;
    const first = await judgeFile(bytes, judged, ARRIVAL);
    expect(first.outcomes).toEqual([
      'call',
      'ignored.continuation',
      'excluded.policy',
      'call',
      'excluded.policy',
    ]);
    expect(await judgeFile(first.standing, judged, ARRIVAL, true)).toEqual(first);
  });
});
