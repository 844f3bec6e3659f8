import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { CommandDesk } from './command-desk.ts';

const REASON = 'a compressed file is damaged';
const HINT = 'Have it sent again.';

let desk: CommandDesk;

beforeEach(async () => {
  desk = new CommandDesk();
  await desk.out('init');
  const store = openSqliteStore(desk.folder);
  for (const source of ['branch', 'pbx']) {
    const begin = { source, started_at: desk.now, peer: '/drop', retries: 0 };
    const session = await store.openSession(begin);
    const refused_at = desk.now + session;
    const path = `${source}/calls\u001b of 0170555.gz`;
    await store.noteRefused({ source, path, session, refused_at, reason: REASON, hint: HINT });
    const end = { ended_at: desk.now + 1500, detail: REASON, bytes: 0, files: 0, files_known: 0 };
    await store.closeSession(session, { ...end, result: 'failed' });
  }
  await store.close();
});
afterEach(() => desk.remove());

describe('sources list', () => {
  test('counts the refused files of each source, and tells of each its name, since when, why and what to do', async () => {
    const out = await desk.out('sources list');
    expect(out).toMatch(/^source +kind .* refused +/m);
    const row =
      /^pbx +pbx\/calls\\u001b of 0170555\.gz +2026-10-26T12:00:00.002\+00:00 +a compressed file is damaged +Have it sent again\.$/m;
    expect(out).toMatch(row);
    expect(out).toMatch(/^branch +branch\/calls/m);
    expect(await desk.json('sources list')).toMatchObject([
      { source: 'branch', refused: [{ file: expect.stringMatching(/^branch/) }] },
      {
        source: 'pbx',
        refused: [
          {
            file: 'pbx/calls\u001b of 0170555.gz',
            refused_at: '2026-10-26T12:00:00.002+00:00',
            reason: REASON,
            hint: HINT,
          },
        ],
      },
    ]);
  });

  test('says nothing of refused files when there are none', async () => {
    desk.tamper('delete from refused_file');
    expect(await desk.out('sources list')).not.toContain('what to do');
    expect(await desk.json('sources list')).toMatchObject([{ refused: [] }, { refused: [] }]);
  });
});

describe('sources sessions', () => {
  test('tells the same of the source that was asked for, and as JSON with the session that found it out', async () => {
    const out = await desk.out('sources sessions', 'pbx');
    expect(out).toMatch(/^pbx +pbx\/calls.* Have it sent again\.$/m);
    expect(out).not.toContain('branch');
    expect(await desk.out('sources sessions')).toMatch(/^branch +branch\/calls/m);
    expect(await desk.json('sources sessions', 'pbx')).toMatchObject([
      { source: 'pbx', detail: REASON, refused: [{ reason: REASON, hint: HINT }] },
    ]);
  });
});
