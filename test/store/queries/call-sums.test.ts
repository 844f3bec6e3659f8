import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf } from '../../../record/calendar.ts';
import type { SumGrouping } from '../../../record/call-sums.ts';
import { WHOLE_VIEW } from '../../../record/call-view.ts';
import { sumCalls } from '../../../store/queries/call-sums.ts';
import { asteriskLine } from '../../asterisk-lines.ts';
import { inFolder } from '../../test-folder.ts';

const call = fc.record({
  day: fc.integer({ min: 20, max: 23 }),
  talk: fc.constantFrom(0, 2, 60, 61),
  src: fc.constantFrom('204', '205'),
  dst: fc.constantFrom('089231250001', '004420794600', '205'),
});
const groupings = fc.constantFrom<readonly SumGrouping[]>(
  [],
  ['class', 'country'],
  ['extension', 'day'],
  ['called'],
);

test('the sums of a table that is walked in parts are those of the whole table', async () => {
  const arrivals = fc.array(fc.array(call, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(arrivals, groupings, async (given, by) => {
      await inFolder(async (data) => {
        for (const [batch, calls] of given.entries()) {
          const lines = calls.map(({ day, ...rest }, n) =>
            asteriskLine({ start: `2026-10-${day} 09:00:00`, uniqueid: `179300${batch}.${n}`, ...rest }),
          );
          await data.file(lines.map((line) => `${line}\n`).join(''));
        }
        data.tamper("insert into label (text) values ('EUR'), ('GBP')");
        data.tamper(`update call set cost_micros = id * 7919 % 50, ring_ms = id * 31 % 7, currency = (select id from label
          where text = iif(call.id % 2 = 0, 'EUR', 'GBP')) where id % 3 > 0`);
        const day = (of: number): number => dayOf(Date.UTC(2026, 9, of));
        const filter = { from_day: day(20), to_day: day(22) };
        await data.reading(async (store) => {
          const wish = { by, filter, sites_of: {} };
          const inParts = await sumCalls(store, WHOLE_VIEW, wish, 0);
          expect(inParts).toEqual(await sumCalls(store, WHOLE_VIEW, wish, Number.POSITIVE_INFINITY));
        });
      });
    }),
    { numRuns: 30 },
  );
});
