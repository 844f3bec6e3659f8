import { expect, test } from 'vitest';
import { jobRuns } from '../../store/queries/job-runs.ts';
import { inFolder } from '../test-folder.ts';

test('a run that is made again says so, whatever else is to be said of its end', async () => {
  await inFolder(async (data) => {
    const run = { job: 'calls', due_at: 1000, at: 2000, by: 'the schedule' };
    const first = await data.store.startJobRun(run);
    // The next one finds it running: its process was killed.
    const again = await data.store.startJobRun({ ...run, at: 3000 });
    expect(again).toBe(first);
    const end = { at: 4000, result: 'done' as const, counts: { calls: 2 } };
    await data.store.endJobRun(again ?? 0, { ...end, detail: 'confirmed by os:anna' });
    const [told] = await data.reading(({ connection }) => Promise.resolve(jobRuns(connection, 'calls', 1)));
    expect(told?.detail).toBe(
      'made again: what it did before it was interrupted is not counted; confirmed by os:anna',
    );
    const next = await data.store.startJobRun({ ...run, due_at: 5000, at: 6000 });
    await data.store.endJobRun(next ?? 0, { ...end, detail: null });
    const [plain] = await data.reading(({ connection }) => Promise.resolve(jobRuns(connection, 'calls', 1)));
    expect(plain).toMatchObject({ due_at: 5000, detail: null });
  });
});
