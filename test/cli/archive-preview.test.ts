import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArchiveDesk } from './archive-desk.ts';
import { recipient } from './backup-desk.ts';

let desk: ArchiveDesk;
beforeEach(() => {
  desk = new ArchiveDesk();
});
afterEach(() => desk.remove());

const LADDER = {
  calls: { masked: '12 months', anonymous: null, gone: '36 months' },
  raw_copies: '90 days',
  totals: { anonymous: null, gone: '10 years' },
};

/** What a document would have archived and removed from archives, as the preview of its first night tells it. */
async function archivedTonight(document: object): Promise<Record<string, number>> {
  const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
  const file = desk.write('policy.yaml', JSON.stringify({ sites, ...document }));
  const { rows } = await desk.json<{ rows: { job: string; what: string; rows: number }[] }>(
    'retention preview',
    '--policy',
    file,
    '--days',
    '1',
  );
  return Object.fromEntries(
    rows.filter(({ job }) => job === 'archive').map(({ what, rows: of }) => [what, of]),
  );
}

test('a preview says of archives what the document at hand takes, behind what calls lose in the same night', async () => {
  const archive = { after: '20 months', targets: [desk.archive], recipients: [recipient] };
  await desk.apply({}, { archive });
  // Gone that night, archived masked, masked but not old enough, whole.
  await desk.ingestOf('2023-03-05', 2);
  await desk.ingestOf('2024-03-05', 3);
  await desk.ingestOf('2025-09-05', 4);
  await desk.ingestOf('2026-11-20', 5);
  expect(await archivedTonight({ retention: LADDER, archive })).toEqual({ calls_archived: 3 });
  expect(await archivedTonight({ retention: LADDER })).toEqual({});

  await desk.apply({}, { retention: LADDER, archive });
  for (const job of ['raw-copies', 'calls'])
    await desk.out('jobs run', job, '--confirm', '--yes', '--reason', 'as agreed');
  expect(await desk.out('archive run')).toBe('Archive done: calls archived 3.\n');
  const shorter = { ...LADDER, calls: { ...LADDER.calls, gone: '24 months' } };
  expect(await archivedTonight({ retention: shorter, archive })).toEqual({ archived_calls_gone: 3 });
});
