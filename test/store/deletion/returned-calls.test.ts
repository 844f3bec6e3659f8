import { expect, test } from 'vitest';
import { dayOf } from '../../../record/calendar.ts';
import { archivedDay, PIECE } from '../../archived-day.ts';
import { ARRIVAL, asteriskLine } from '../../asterisk-lines.ts';
import { inFolder } from '../../test-folder.ts';

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
    const wish = { piece: PIECE, calls: [{ line, erased: null }] };
    const going = { signal: new AbortController().signal, told: () => {} };
    await data.gateway.returnCalls(wish, null, going);
    expect(before).toMatchObject([{ full_cost_micros: 90_000 }]);
    expect(data.dump().call).toEqual(before);
  });
});
