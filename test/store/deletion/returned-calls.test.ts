import { expect, test } from 'vitest';
import { dayOf } from '../../../record/calendar.ts';
import { e164Number } from '../../../record/number.ts';
import { archivedDay, PIECE } from '../../archived-day.ts';
import { ARRIVAL, asteriskLine } from '../../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../../test-folder.ts';

const DAY = dayOf(ARRIVAL) - 1;
const GOING = { signal: new AbortController().signal, told: () => {} };

/** Keeps calls with one number. */
async function hold(data: TestFolder): Promise<void> {
  await data.store.placeHold({
    ...{ placed_at: data.now, placed_by: 'os:anna', reason: 'a case', until: null },
    conditions: {
      ...{ numbers: [e164Number('4989231250002')], extensions: [], names: [] },
      ...{ from_day: null, to_day: null },
    },
  });
}

test('a call comes back from an archive with what it would cost without free minutes', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine({ start: '2026-10-25 09:00:00' })}\n`);
    const day = dayOf(ARRIVAL) - 1;
    const costs = { cost_micros: 50_000, currency: 'EUR', rate: null, full_cost_micros: 90_000 };
    const [call] = await data.calls();
    const calls = [{ id: call?.id ?? 0, ...costs }];
    await data.store.rateDay({ day, rated_at: ARRIVAL, calls, taken: [] });
    const before = data.dump().call;
    const [line = ''] = await archivedDay(data, day);
    const wish = { piece: PIECE, calls: [{ line, erased: null, leg_held: false }] };
    const going = { signal: new AbortController().signal, told: () => {} };
    await data.gateway.returnCalls(wish, null, going);
    expect(before).toMatchObject([{ full_cost_micros: 90_000 }]);
    expect(data.dump().call).toEqual(before);
  });
});

test('one leg of an erased call that a hold keeps keeps the others in the archive, however many calls lie between them', async () => {
  await inFolder(async (data) => {
    const legs = ['089231250002', '089231250003'].map((dst, sequence) =>
      asteriskLine({
        ...{ start: '2026-10-25 09:00:00', dst, sequence, linkedid: '1793005200.1' },
        uniqueid: `1793005200.${sequence}`,
      }),
    );
    const other = asteriskLine({ start: '2026-10-25 10:00:00', dst: '205', uniqueid: '1793005300.1' });
    await data.file(`${[legs[0], other, legs[1]].join('\n')}\n`);
    const [first = '', between = '', last = ''] = await archivedDay(data, DAY);
    await hold(data);
    const calls = [
      { line: first, erased: 'delete' as const, leg_held: false },
      // More than come back in one transaction; each comes once.
      ...Array.from({ length: 5_000 }, () => ({ line: between, erased: null, leg_held: false })),
      { line: last, erased: 'delete' as const, leg_held: false },
    ];
    const left = await data.gateway.returnCalls({ piece: PIECE, calls }, null, GOING);
    const kept = [first, last].map((line) => (JSON.parse(line) as { id: number }).id);
    expect(left).toEqual({ returned: 1, erased: 0, kept });
    expect(data.dump().archived_call).toMatchObject(kept.map((id) => ({ id })));
  });
});

test('a leg that comes back without the one by which its call is counted is no call of its own, and is one again beside it', async () => {
  await inFolder(async (data) => {
    const leg = (start: string, sequence: number): string =>
      asteriskLine({
        ...{ start, sequence, linkedid: '1793005200.1' },
        uniqueid: `1793005200.${sequence}`,
      });
    await data.file(`${leg('2026-10-24 23:58:00', 1)}\n${leg('2026-10-25 00:02:00', 2)}\n`);
    const counted = async (): Promise<number> => {
      while (await data.store.totalSlice());
      const totals = data.dump().day_total as { calls: number }[];
      return totals.reduce((sum, { calls }) => sum + calls, 0);
    };
    const back = async (lines: readonly string[], piece: string): Promise<void> => {
      const calls = lines.map((line) => ({ line, erased: null, leg_held: false }));
      await data.gateway.returnCalls({ piece, calls }, null, GOING);
    };
    const before = data.dump().call;
    expect(await counted()).toBe(1);
    const first = await archivedDay(data, DAY - 1, 'first');
    const last = await archivedDay(data, DAY, 'last');
    expect(await counted()).toBe(1);
    await back(last, 'last');
    expect(await counted()).toBe(1);
    await back(first, 'first');
    expect(await counted()).toBe(1);
    expect(data.dump().call).toEqual(before);
  });
});

test('a return that ends for want of room says that, as SQLite takes such a transaction back by itself', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine({ start: '2026-10-25 09:00:00' })}\n`);
    const [line = ''] = await archivedDay(data, DAY);
    await hold(data);
    data.tamper(
      "create trigger full before insert on call begin select raise(rollback, 'disk is full'); end",
    );
    const wish = { piece: PIECE, calls: [{ line, erased: 'delete' as const, leg_held: false }] };
    await expect(data.gateway.returnCalls(wish, null, GOING)).rejects.toThrow('disk is full');
    expect(data.dump().archived_call).toHaveLength(1);
  });
});
