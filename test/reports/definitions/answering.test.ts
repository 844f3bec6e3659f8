import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('answering tells of each extension how many that rang were answered, how many in time, and how long it took', async () => {
  const { rows, totals } = await company.report('answering', '--seconds', '9');
  expect(rows).toMatchObject([
    {
      extension: '202',
      calls: 2,
      legs: 3,
      answered: 1,
      answered_share: 1 / 3,
      within: 1,
      longest_ring_ms: 8000,
    },
    { extension: '201', calls: 2, legs: 2, answered: 1, within: 0, within_share: 0, average_ring_ms: 10_000 },
  ]);
  expect(totals).toMatchObject({
    legs: 5,
    answered: 2,
    answered_share: 0.4,
    within_share: 0.2,
    average_ring_ms: 9000,
  });
});

test('answering by cost centre counts to whose the extensions are, within twenty seconds where nothing is said', async () => {
  const columns = ['cost_centre', 'name', 'legs', 'within'];
  expect(await company.cells(columns, 'answering', '--by', 'cost_centre')).toEqual([['2000', 'Works', 5, 2]]);
});

const WITHOUT_RINGING = {
  formats: {
    plain: {
      ...{ driver: 'delimited', columns: ['start', 'from', 'to', 'seconds'] },
      call: {
        started: { column: 'start', pattern: 'YYYY-MM-DD HH:mm:ss' },
        ...{ calling: 'from', called: 'to', duration: { column: 'seconds', unit: 's' } },
      },
    },
  },
  sources: {
    pbx: { kind: 'watch', site: 'berlin', driver: 'plain', folder: '/nowhere', enabled: false },
  },
};

test('where no ringing is recorded, answering leaves open what was in time, instead of saying that nothing was', async () => {
  const silent = await new SmallCompany().open([], WITHOUT_RINGING);
  try {
    const line = '2026-10-20 12:00:00,+442079460018,201,120\n';
    await silent.desk.out('ingest', '--source', 'pbx', silent.desk.write('plain.csv', line));
    const { rows, totals } = await silent.report('answering');
    const unknown = { answered: 1, within: null, within_share: null };
    expect(rows).toMatchObject([{ extension: '201', ...unknown }]);
    expect(totals).toMatchObject(unknown);
  } finally {
    silent.close();
  }
});

test('of calls that have gone it is still told how many were answered, and not that none was in time', async () => {
  const ladder = { masked: null, anonymous: null, gone: '60 days' };
  const retention = { time_zone: 'Europe/Berlin', raw_copies: '20 days', calls: ladder, held_calls: ladder };
  const aged = await new SmallCompany().open(undefined, { retention });
  try {
    const columns = ['cost_centre', 'calls', 'legs', 'answered', 'answered_share'];
    const asked = ['answering', '--by', 'cost_centre'] as const;
    const before = await aged.cells(columns, ...asked);
    aged.desk.now = Date.UTC(2027, 1, 15);
    for (const job of ['totals', 'raw-copies', 'calls'])
      await aged.desk.out('jobs', 'run', job, '--confirm', '--yes', '--reason', 'aged');
    expect(await aged.desk.json('calls')).toEqual([]);
    expect(await aged.cells(columns, ...asked)).toEqual(before);
    const { rows, totals } = await aged.report(...asked);
    expect(rows).toMatchObject([{ within: null, within_share: null, timed: null, average_ring_ms: null }]);
    expect(totals).toMatchObject({ legs: 5, answered: 2, answered_share: 0.4, within_share: null });
  } finally {
    aged.close();
  }
});
