import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobReads } from '../../cli/service/job-reads.ts';
import { cutTransfers } from '../../maintenance/jobs/cut-transfers.ts';
import { JOBS } from '../../maintenance/jobs.ts';
import { type Retention, retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';
import { runIn } from './runner-in-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: '30 days', anonymous: '60 days', gone: '90 days' },
  held_calls: { masked: '20 days', anonymous: null, gone: '40 days' },
  raw_copies: '20 days',
  undefined_lines: '10 days',
  totals: { anonymous: '100 days', gone: '150 days' },
  smallest_group: 2,
  sessions: '15 days',
  job_runs: { done: '3 days', failed: '5 days', cancelled: '2 days' },
  configuration_versions: '30 days',
  ledger: '200 days',
  holds: '30 days',
});
/** What these do is never done with. */
const AGAIN = new Set(['verify', 'audit-checkpoints']);
const SETTINGS = asteriskSettings({ held: { shorter_than_seconds: 5 } });

const lines = fc.array(
  fc
    .record({
      age: fc.integer({ min: 0, max: 100 }),
      talk: fc.constantFrom(2, 60),
      digit: fc.integer({ min: 0, max: 9 }),
      src: fc.constantFrom('204', '205'),
    })
    .map(({ age, talk, digit, src }) => {
      const start = new Date(ARRIVAL - age * DAY_MS).toISOString().slice(0, 19).replace('T', ' ');
      return asteriskLine({ start, talk, src, dst: `08923125000${digit}`, uniqueid: `1793005200.${digit}` });
    }),
  { maxLength: 30 },
);

/** Something of every kind that ages, of several days. */
async function filled(data: TestFolder, all: readonly string[], days: readonly number[]): Promise<void> {
  await data.file(`${all.join('\n')}\nrubbish\n`);
  for (const [place, days_ago] of days.entries()) {
    const at = ARRIVAL - days_ago * DAY_MS;
    const open = { source: 'pbx', started_at: at, peer: '192.0.2.1:5000', retries: 0 };
    const session = await data.store.openSession(open);
    const end = { ended_at: at, bytes: 1, files: 0, files_known: 0, detail: null };
    if (place % 3 > 0) await data.store.closeSession(session, { ...end, result: 'ok' });
    const by = { applied_at: at, applied_by: 'os:somebody', reason: '', text: 'sites: {}' };
    await data.store.addConfigurationVersion(by);
    const run = await data.store.startJobRun({ job: 'calls', due_at: at, at, by: 'schedule' });
    const result = (['done', 'failed', 'cancelled'] as const)[place % 3] ?? 'done';
    if (run !== null) await data.store.endJobRun(run, { at, result, counts: {}, detail: null });
    const access = { what: 'opened' as const, person: 'os:root', at, until: at, reason: 'case 17' };
    await data.store.noteMemoryAccess('anna', access);
    const conditions = { numbers: [], extensions: [], names: ['Nobody'], from_day: null, to_day: null };
    const until = place % 3 === 1 ? Math.floor(at / DAY_MS) + 20 : null;
    const hold = { placed_at: at, placed_by: 'os:somebody', reason: 'a case', until, conditions };
    const id = await data.store.placeHold(hold);
    if (place % 3 === 2) await data.store.releaseHold(id, { at, by: 'os:somebody', reason: 'closed' });
    const transfer = { source: 'pbx', path: `/${place}`, intake: 1_000 + place, day: 20_000, size: 10 };
    const part = { modified_at: at, length: 5, content_mac: '', noted_at: at };
    await data.store.noteTransfer({ ...transfer, ...part });
  }
}

test('every job does what its plan said, to the row, and then has nothing left to do', async () => {
  const days = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(lines, days, fc.array(fc.constantFrom(1, 15, 40, 100)), async (all, ages, waits) => {
      await inFolder(async (data) => {
        data.retention = RETENTION;
        await filled(data, all, ages);
        for (const wait of [0, ...waits]) {
          data.now += wait * DAY_MS;
          // A clock that jumps is another test's matter.
          await data.store.noteClock(data.now);
          for (const job of Object.values(JOBS)) {
            if (job.name === 'seal-raw-copies') continue;
            const plan = () => job.plan(contextOf(data, RETENTION));
            const { counts } = await plan();
            expect((await runIn(data, job)).counts, job.name).toEqual(counts);
            if (!AGAIN.has(job.name)) expect((await plan()).counts, job.name).toEqual({});
          }
        }
      }, SETTINGS);
    }),
    { numRuns: 15 },
  );
}, 180_000);

function contextOf(data: TestFolder, retention: Retention | null) {
  return { reads: jobReads(data.folder), retention, now: () => data.now };
}

test('when all is gone, so is the ledger of it, and nothing but the last runs and the version in force is left', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    await filled(data, [asteriskLine()], [40, 20]);
    data.now += 300 * DAY_MS;
    data.tamper('update intake set raw_gone_at = 1');
    for (const job of Object.values(JOBS)) {
      if (job.name === 'seal-raw-copies') continue;
      await data.store.noteClock(data.now);
      // Blanking of the undefined line is the journal's.
      data.tamper('delete from to_blank');
      expect((await runIn(data, job)).result, job.name).toBe('done');
    }
    const { session, configuration_version, ...rest } = data.dump();
    const { intake, chunk, delivery, call, undefined_line, transfer, memory_access } = rest;
    expect({ intake, chunk, delivery, call, undefined_line, transfer, memory_access }).toEqual({
      ...{ intake: [], chunk: [], delivery: [], call: [], undefined_line: [], transfer: [] },
      memory_access: [],
    });
    expect(session).toMatchObject([{ result: 'open' }]);
    expect(configuration_version).toHaveLength(1);
    expect(await data.mismatches()).toEqual([]);
  });
});

test('a hold that ended goes by its own period from its end on, and one in force never', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    // The third is released and the second ends by itself 20 days later.
    await filled(data, [], [0, 0, 0]);
    const left = () => (data.dump().legal_hold as { id: number }[]).map(({ id }) => id);
    for (const [days, ids] of [
      [30, [1, 2, 3]],
      [31, [1, 2]],
      [51, [1, 2]],
      [52, [1]],
      [4_000, [1]],
    ] as const) {
      data.now = ARRIVAL + days * DAY_MS;
      await data.store.noteClock(data.now);
      for (const job of ['raw-copies', 'ledger']) await runIn(data, JOBS[job] ?? never());
      expect([days, left()]).toEqual([days, ids]);
    }
  });
});

test('without a retention nothing is due but what needs none', async () => {
  await inFolder(async (data) => {
    await filled(data, [asteriskLine({ start: '2026-01-01 09:00:00' })], [40]);
    data.now += 3_000 * DAY_MS;
    const due = await Promise.all(
      Object.values(JOBS).map(async (job) => [job.name, (await job.plan(contextOf(data, null))).counts]),
    );
    expect(Object.fromEntries(due)).toMatchObject({
      calls: {},
      'undefined-lines': {},
      sessions: {},
      ledger: {},
    });
    expect((await cutTransfers.plan(contextOf(data, null))).counts).toEqual({ transfers_forgotten: 1 });
  });
});

test('a total of few calls joins others when it is old, and the sums stay', async () => {
  await inFolder(async (data) => {
    data.retention = retentionSchema.parse({
      calls: { masked: '10 days', anonymous: null, gone: '20 days' },
      held_calls: { masked: '10 days', anonymous: null, gone: '20 days' },
      raw_copies: '10 days',
      totals: { anonymous: '20 days', gone: '1 year' },
      smallest_group: 3,
    });
    const to = (dst: string, n: number) => asteriskLine({ dst, uniqueid: `1793005200.${n}`, src: `20${n}` });
    const all = [1, 2, 3, 4].map((n) => to('089231250001', n)).concat(to('0015550100123', 5));
    await data.file(`${all.join('\n')}\n`);
    data.now += 40 * DAY_MS;
    for (const job of ['calls', 'totals'] as const) await runIn(data, JOBS[job] ?? never());
    const rows = data.dump().day_total as { extension: number; legs: number; destination_country: number }[];
    expect(rows.map(({ extension, legs }) => [extension, legs])).toEqual([[0, 5]]);
    expect(rows.every(({ destination_country }) => destination_country === 0)).toBe(true);
  });
});

function never(): never {
  throw new Error('no such job');
}
