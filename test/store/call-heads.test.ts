import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { climb } from '../climb.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';

interface Leg {
  readonly start: string;
  readonly sequence: number;
  readonly talk?: number;
}

const leg = ({ start, sequence, talk = 60 }: Leg): string =>
  `${asteriskLine({ start, sequence, uniqueid: `1793005200.${sequence}`, linkedid: '1793005200.1', talk })}\n`;

/** The legs that are heads, by their printed start. */
async function heads(data: TestFolder): Promise<string[]> {
  const calls = await data.calls();
  return calls.filter(({ head }) => head).map(({ started_at }) => started_at.slice(0, 16).replace('T', ' '));
}

async function headsOf(...deliveries: readonly (readonly Leg[])[]): Promise<string[]> {
  return await inFolder(async (data) => {
    for (const legs of deliveries) await data.file(legs.map(leg).join(''));
    return await heads(data);
  });
}

const at = (start: string, sequence: number): Leg => ({ start: `${start}:00`, sequence });

describe('the head of a call', () => {
  test('is its earliest leg, whatever their order in the file', async () => {
    expect(
      await headsOf([at('2026-10-20 09:05', 2), at('2026-10-20 09:00', 1), at('2026-10-20 09:10', 3)]),
    ).toEqual(['2026-10-20 09:00']);
  });

  test('is decided anew when an earlier leg comes late', async () => {
    expect(await headsOf([at('2026-10-20 09:05', 2)], [at('2026-10-20 09:00', 1)])).toEqual([
      '2026-10-20 09:00',
    ]);
  });

  test('stays when a later leg comes late', async () => {
    expect(await headsOf([at('2026-10-20 09:05', 2)], [at('2026-10-20 09:10', 3)])).toEqual([
      '2026-10-20 09:05',
    ]);
  });

  test('is one over midnight, from either side', async () => {
    const evening = at('2026-10-20 23:58', 1);
    const morning = at('2026-10-21 00:02', 2);
    expect(await headsOf([evening], [morning])).toEqual(['2026-10-20 23:58']);
    expect(await headsOf([morning], [evening])).toEqual(['2026-10-20 23:58']);
  });

  test('is one for a call with legs on three days', async () => {
    const legs = [at('2026-10-20 23:00', 1), at('2026-10-21 12:00', 2), at('2026-10-22 01:00', 3)];
    expect(await headsOf(legs)).toEqual(['2026-10-20 23:00']);
  });

  test('is decided for each use of a key that comes again days later in the same file', async () => {
    const legs = [
      at('2026-10-20 09:05', 1),
      at('2026-10-20 09:00', 2),
      at('2026-10-24 09:05', 3),
      at('2026-10-24 09:00', 4),
    ];
    expect(await headsOf(legs)).toEqual(['2026-10-20 09:00', '2026-10-24 09:00']);
  });

  test('is the lowest id of legs that start together', async () => {
    await inFolder(async (data) => {
      await data.file(leg(at('2026-10-20 09:00', 1)) + leg(at('2026-10-20 09:00', 2)));
      const calls = await data.calls();
      expect(calls.map(({ head }) => head)).toEqual([true, false]);
      expect(Number(calls[0]?.id)).toBeLessThan(Number(calls[1]?.id));
    });
  });

  test('is not shared by sources, and a key that comes again days later is another call', async () => {
    await inFolder(async (data) => {
      await data.file(leg(at('2026-10-20 09:00', 1)));
      await data.file(leg(at('2026-10-20 09:05', 2)), { source: 'branch' });
      await data.file(leg(at('2026-10-23 09:00', 3)));
      expect(await heads(data)).toHaveLength(3);
    });
  });

  test('every leg without a call key is one', async () => {
    await inFolder(async (data) => {
      await data.file(`${asteriskLine({ uniqueid: '' })}\n${asteriskLine({ uniqueid: '', talk: 61 })}\n`);
      expect(await heads(data)).toHaveLength(2);
    }, asteriskSettings());
  });
});

test('whichever legs come in whichever deliveries, days without a gap have one head, the earliest leg', async () => {
  const legs = fc.uniqueArray(
    fc.record({
      day: fc.integer({ min: 1, max: 8 }),
      minute: fc.integer({ min: 0, max: 59 }),
      delivery: fc.nat(3),
    }),
    { minLength: 1, maxLength: 7, selector: ({ day, minute }) => `${day} ${minute}` },
  );
  await fc.assert(
    fc.asyncProperty(legs, async (all) => {
      const start = ({ day, minute }: { day: number; minute: number }): string =>
        `2026-10-0${day} 12:${String(minute).padStart(2, '0')}`;
      const deliveries = [0, 1, 2, 3].map((delivery) =>
        all.flatMap((one, place) => (one.delivery === delivery ? [at(start(one), place + 1)] : [])),
      );
      const days = new Set(all.map(({ day }) => day));
      const firsts = [...days].filter((day) => !days.has(day - 1)).sort((a, b) => a - b);
      const expected = firsts.map(
        (first) =>
          all
            .filter(({ day }) => day === first)
            .map(start)
            .sort()[0],
      );
      expect(await headsOf(...deliveries)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

test('where a late leg takes a head that is days away, totals of its day are made anew', async () => {
  await inFolder(
    async (data) => {
      data.retention = retentionSchema.parse({
        held_calls: { masked: null, anonymous: null, gone: '20 days' },
        calls: { masked: null, anonymous: null, gone: '90 days' },
        raw_copies: '20 days',
      });
      const on = (day: number, talk = 60): string => leg({ ...at(`2026-10-${day} 12:00`, day), talk });
      // The leg of the 23rd is held; with nothing on the day before it is a call of its own, and goes.
      await data.file(on(20) + on(21) + on(23, 2));
      data.now += 41 * DAY_MS;
      await climb(data, data.retention);
      while (await data.store.totalSlice());
      expect(await heads(data)).toEqual(['2026-10-20 12:00']);
      await data.file(on(22));
      expect(await heads(data)).toEqual([]);
      while (await data.store.totalSlice());
      const { day_total } = data.dump() as { day_total: { gone: number; calls: number; legs: number }[] };
      const there = day_total.filter(({ gone }) => gone === 0);
      expect(there.map(({ legs, calls }) => ({ legs, calls }))).toEqual(
        Array.from({ length: 3 }, () => ({ legs: 1, calls: 0 })),
      );
    },
    asteriskSettings({ held: { shorter_than_seconds: 5 } }),
  );
});
