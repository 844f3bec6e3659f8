import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sessions } from '../../store/queries/intakes.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';

const NOW = 1_700_000_000_000;
const DUE = NOW - 60_000;

async function freshStore() {
  const folder = await mkdtemp(join(tmpdir(), 'left-over-'));
  return { folder, store: openSqliteStore(folder) };
}

test('a session that was open when the service was killed says so afterwards, and the others stay as they are', async () => {
  const { folder, store } = await freshStore();
  const session = { source: 'pbx', started_at: NOW, peer: '192.0.2.1:5000', retries: 0 };
  const ended = await store.openSession(session);
  const end = { ended_at: NOW, bytes: 1, files: 0, files_known: 0 };
  await store.closeSession(ended, { ...end, result: 'ok', detail: null });
  await store.openSession(session);
  await store.endLeftOver(NOW + 5);
  await store.close();
  const reading = openReadingStore(folder);
  const found = await sessions(reading.query, null, 10);
  await reading.close();
  expect(found.map(({ result, detail, ended_at }) => ({ result, detail, ended_at }))).toEqual([
    {
      result: 'broken',
      detail: expect.stringMatching(/^the service ended in the middle of it .* closed at the next start$/),
      ended_at: NOW + 5,
    },
    { result: 'ok', detail: null, ended_at: NOW },
  ]);
});

test('a session that was open when the service was killed has what it brought: what was known, then what is on disk', async () => {
  const { folder, store } = await freshStore();
  const bytes = async (): Promise<number[]> => {
    const reading = openReadingStore(folder);
    const found = await sessions(reading.query, null, 10);
    await reading.close();
    return found.map((session) => session.bytes);
  };
  const day = 19_675;
  const session = await store.openSession({ source: 'pbx', started_at: NOW, peer: 'x', retries: 0 });
  const [yesterday, today] = [await store.reserveIntake(), await store.reserveIntake()];
  for (const intake of [yesterday, today])
    await store.addStream({ intake, source: 'pbx', day, received_at: NOW });
  const delivery = { session, received_at: NOW };
  const first = await store.openDelivery({
    ...delivery,
    intake: yesterday,
    first_offset: 10,
    continues: null,
  });
  await store.closeDelivery(first, 110);
  await store.openDelivery({ ...delivery, intake: today, first_offset: 0, continues: first });
  await store.endLeftOver(NOW);
  expect(await bytes()).toEqual([100]);
  await store.closeLeftDeliveries(today, 77);
  expect(await bytes()).toEqual([177]);
  await store.close();
});

test('a job that was killed is due again, one that came to its end is not', async () => {
  const { store } = await freshStore();
  const start = (job: string, at: number) => store.startJobRun({ job, due_at: DUE, at, by: 'schedule' });
  const killed = await start('killed', NOW);
  const done = await start('done', NOW);
  expect([typeof killed, typeof done]).toEqual(['number', 'number']);
  await store.endJobRun(done ?? 0, { at: NOW, result: 'done', counts: {}, detail: null });
  await store.endLeftOver(NOW + 5);
  expect(await store.lastJobRun('killed', NOW)).toBeNull();
  expect(await store.lastJobRun('done', NOW)).toEqual({ due_at: DUE, result: 'done' });
  expect(await start('killed', NOW + 1)).toBe(killed);
  await store.endJobRun(killed ?? 0, { at: NOW + 2, result: 'done', counts: {}, detail: null });
  expect(await start('killed', NOW + 3)).toBeNull();
  expect(await start('done', NOW + 1)).toBeNull();
  await store.close();
});
