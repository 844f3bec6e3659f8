import { expect, test } from 'vitest';
import { jobReads } from '../../cli/service/job-reads.ts';
import { calls } from '../../maintenance/jobs/calls.ts';
import { callsReached } from '../../privacy/reached-edges.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS, dayOf } from '../../record/calendar.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';
import { runIn } from './runner-in-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: '30 days', anonymous: null, gone: '60 days' },
  held_calls: { masked: '30 days', anonymous: null, gone: '60 days' },
  raw_copies: '30 days',
});

/** A call of each of the last ten days. */
async function filled(data: TestFolder): Promise<void> {
  const lines = Array.from({ length: 10 }, (_, age) => {
    const start = new Date(ARRIVAL - age * DAY_MS).toISOString().slice(0, 19).replace('T', ' ');
    return asteriskLine({ start, uniqueid: `1793005200.${age}` });
  });
  await data.file(`${lines.join('\n')}\n`);
  data.retention = RETENTION;
}

test.each([
  ['while it looks for what is due', 'dueCalls'],
  ['while it takes the calls of a day', 'ageDay'],
] as const)('a run over midnight, %s, calls done what it has taken, and no day more', async (_, passes) => {
  await inFolder(async (data) => {
    await filled(data);
    data.now = ARRIVAL + 55 * DAY_MS;
    await data.store.noteClock(data.now);
    const today = dayOf(data.now);
    // The plan is made first; then the run looks for itself.
    let looks = 0;
    const midnight = (): void => {
      data.now = ARRIVAL + 56 * DAY_MS;
    };
    const reads = jobReads(data.folder);
    const { gateway } = data;
    await runIn(data, calls, {
      parts: {
        reads: Object.assign(Object.create(reads), {
          async dueCalls(wish: Parameters<typeof reads.dueCalls>[0]) {
            const due = await reads.dueCalls(wish);
            looks += 1;
            if (looks === 2 && passes === 'dueCalls') midnight();
            return due;
          },
        }),
        gateway: {
          ...gateway,
          async ageDay(wish, going) {
            const took = await gateway.ageDay(wish, going);
            if (passes === 'ageDay') midnight();
            return took;
          },
        },
      },
    });
    expect(dayOf(data.now)).toBe(today + 1);
    const { gone, masked } = callsReached(await data.store.reachedEdges());
    expect([gone, masked]).toEqual([today - 60, today - 30]);
    const left = (data.dump().call as { day: number; step: number }[]).map(({ day }) => day);
    expect(Math.min(...left)).toBe(today - 60);
    await runIn(data, calls);
    expect(callsReached(await data.store.reachedEdges()).gone).toBe(today - 59);
    expect(Math.min(...(data.dump().call as { day: number }[]).map(({ day }) => day))).toBe(today - 59);
  });
});
