import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSums } from '../../access/sums.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS, type Day, dayOf } from '../../record/calendar.ts';
import { LocalHours } from '../../reports/traffic/local-hours.ts';
import { splitAtHours } from '../../reports/traffic/split-at-hours.ts';
import { OPERATOR } from '../access/operator.ts';
import { archivedDay } from '../archived-day.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { climb } from '../climb.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

const HOUR_MS = 3_600_000;
const BERLIN = 'Europe/Berlin';
const bytesOf = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

async function total(data: TestFolder): Promise<void> {
  while (await data.store.totalSlice());
}

/** The 25th of October 2026 has 25 hours in Berlin. */
const times = fc.array(
  fc.record({
    day: fc.integer({ min: 24, max: 25 }),
    minute: fc.nat(24 * 60 - 1),
    talk: fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 40_000 })),
  }),
  { maxLength: 12 },
);

test('the time of calls is cut at every hour of the local clock, also of a day with 25, and each part stands in its hour', async () => {
  await fc.assert(
    fc.asyncProperty(times, async (calls) => {
      await inFolder(async (data) => {
        const hours = new LocalHours(BERLIN);
        const text = (minute: number): string =>
          `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:30`;
        await data.file(
          bytesOf(
            calls.map(({ day, minute, talk }, at) =>
              asteriskLine({ start: `2026-10-${day} ${text(minute)}`, talk, uniqueid: `1793005200.${at}` }),
            ),
          ),
        );
        await total(data);
        const expected = new Map<number, number>();
        for (const call of data.dump().call as Record<string, number>[])
          for (const { hour, ms } of splitAtHours(hours, call.started_at ?? 0, call.ended_at ?? 0))
            expected.set(hour, (expected.get(hour) ?? 0) + ms);
        const found = new Map<number, number>();
        for (const row of data.dump().hour_total as Record<string, number>[]) {
          const { day = 0, hour = 0, utc_offset_min = 0, busy_ms = 0, legs = 0 } = row;
          const at = day * DAY_MS + hour * HOUR_MS - utc_offset_min * 60_000;
          if (busy_ms > 0) found.set(at, (found.get(at) ?? 0) + busy_ms);
          if (legs > 0) expect(hours.hourOfDay(at)).toBe(hour);
        }
        expect([...found].sort()).toEqual([...expected].sort());
      });
    }),
    { numRuns: 40 },
  );
}, 120_000);

const RETENTION = retentionSchema.parse({
  calls: { masked: '2 days', anonymous: '3 days', gone: '5 days' },
  held_calls: { masked: null, anonymous: null, gone: '3 days' },
  raw_copies: '2 days',
});

/** Legs that came in for a few calls, over midnight too; some are held. */
const legs = fc.array(
  fc.record({
    call: fc.nat(3),
    age: fc.nat(6),
    hour: fc.constantFrom(0, 1, 9, 23),
    talk: fc.constantFrom(2, 60),
    answered: fc.boolean(),
  }),
  { maxLength: 14 },
);

test('which calls were answered by anybody is the same by totals and by calls, and stays so when legs of them go one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(legs, fc.nat(6), async (all, days) => {
      await inFolder(
        async (data) => {
          const lines = all.map(({ call, age, hour, talk, answered }, at) => {
            const start = new Date(Math.floor(ARRIVAL / DAY_MS) * DAY_MS - age * DAY_MS + hour * HOUR_MS);
            const line = asteriskLine({
              ...{ start: start.toISOString().slice(0, 19).replace('T', ' '), talk },
              ...{ src: '089231250001', dst: '204', linkedid: `17930052.${call}`, sequence: at },
            });
            return answered ? line : line.replace('"ANSWERED"', '"NO ANSWER"');
          });
          await data.file(bytesOf(lines));
          const period = { from_day: dayOf(ARRIVAL) - 10, to_day: dayOf(ARRIVAL) + 1 };
          const counted = (by: ('hour' | 'day')[], call_answered?: boolean) =>
            data.reading((store) =>
              readSums(store, OPERATOR, {
                ...{ ...period, by, sites_of: {} },
                filter: call_answered === undefined ? {} : { call_answered },
              }),
            );
          const told = (rows: Awaited<ReturnType<typeof counted>>, name: 'reached' | 'missed' | 'calls') =>
            rows.flatMap(({ group, [name]: count }) => (count === 0 ? [] : [[group.hour, count]]));
          const compare = async () => {
            const rows = await counted(['hour']);
            expect(told(rows, 'reached')).toEqual(told(await counted(['hour'], true), 'calls'));
            expect(told(rows, 'missed')).toEqual(told(await counted(['hour'], false), 'calls'));
            return rows;
          };
          await compare();
          await total(data);
          const before = await compare();
          data.now = ARRIVAL + days * DAY_MS;
          const day = (dayOf(data.now) - 5) as Day;
          await climb(data, RETENTION);
          const stale = await counted(['hour']);
          await total(data);
          const after = await counted(['hour']);
          for (const rows of [stale, after])
            for (const name of ['calls', 'reached', 'missed'] as const)
              expect([day, name, told(rows, name)]).toEqual([day, name, told(before, name)]);
        },
        asteriskSettings({ held: { shorter_than_seconds: 5 } }),
      );
    }),
    { numRuns: 40 },
  );
}, 120_000);

test('which calls were answered by anybody stays so when their legs go into an archive one after the other', async () => {
  await inFolder(async (data) => {
    const leg = (start: string, sequence: number): string =>
      asteriskLine({
        ...{ start: `2026-10-25 ${start}`, src: '089231250001', dst: '204' },
        ...{ linkedid: '17930052.1', sequence },
      });
    // The leg that somebody answered has come before the one by which the call is counted.
    await data.file(bytesOf([leg('09:00:30', 2), leg('09:00:00', 1).replace('"ANSWERED"', '"NO ANSWER"')]));
    await total(data);
    const reached = () =>
      (['reached', 'missed'] as const).map((name) =>
        (data.dump().hour_total as Record<string, number>[]).reduce((sum, row) => sum + (row[name] ?? 0), 0),
      );
    expect(reached()).toEqual([1, 0]);
    await archivedDay(data, dayOf(ARRIVAL) - 1);
    await total(data);
    expect(data.dump().call).toEqual([]);
    expect(reached()).toEqual([1, 0]);
  });
});

const HOLDING = asteriskSettings({ held: { shorter_than_seconds: 5 } });

test('a leg behind midnight that a threshold holds from now on answers no call of the day before any more, read again or sorted anew', async () => {
  const replayed = async (data: TestFolder): Promise<void> => void (await data.replay(HOLDING));
  const sorted = async ({ store }: TestFolder): Promise<void> => {
    const thresholds = JSON.stringify(HOLDING.thresholds);
    const [chunk] = (await store.unsorted(thresholds, { intake: -1, first_offset: -1 })) ?? [];
    if (chunk === undefined) throw new Error('nothing is to be sorted');
    const moves = (await store.callsToSort(chunk))
      .filter(({ duration_ms }) => (duration_ms ?? 0) < 5_000)
      .filter(({ answered }) => answered === true)
      .map(({ id, offset }) => ({ id, offset, held_by: HOLDING.thresholds[0]?.name ?? null }));
    await store.sortHeld(chunk, thresholds, moves, ARRIVAL);
  };
  for (const hold of [replayed, sorted])
    await inFolder(async (data) => {
      const leg = (start: string, talk: number, sequence: number): string =>
        asteriskLine({
          ...{ start: `2026-10-${start}`, talk, src: '089231250001', dst: '204' },
          ...{ linkedid: '17930052.1', sequence },
        });
      const first = leg('24 23:59:50', 8, 1).replace('"ANSWERED"', '"NO ANSWER"');
      await data.file(bytesOf([first, leg('25 00:00:10', 2, 2)]));
      await total(data);
      const told = () =>
        (data.dump().hour_total as Record<string, number>[])
          .filter(({ calls }) => calls === 1)
          .map(({ reached, missed }) => [reached, missed]);
      expect(told()).toEqual([[1, 0]]);
      await hold(data);
      await total(data);
      expect(told()).toEqual([[0, 1]]);
    });
});
