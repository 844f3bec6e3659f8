import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { ledgerMismatches } from '../../store/queries/verify.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { ARRIVAL, asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { inFolder, PLACE, type TestFolder } from '../test-folder.ts';
import { runAllJobs } from './all-jobs.ts';

const CHILD = join(import.meta.dirname, 'killed-job-child.ts');
/** A process each: these are spread over all steps of the night. */
const KILLS = 14;

/** What is stored, but for when which run was made. */
function stateOf(folder: string): Record<string, unknown[]> {
  const connection = new Database(join(folder, DATABASE_FILE), { readonly: true });
  const names = connection
    .prepare<[], string>(
      "select name from sqlite_schema where type = 'table' and name <> 'job_run' order by name",
    )
    .pluck()
    .all();
  const tables = names.map((name) => [name, connection.prepare(`select * from "${name}"`).all()] as const);
  expect(ledgerMismatches(connection)).toEqual([]);
  connection.close();
  return Object.fromEntries(tables);
}

async function fill(data: TestFolder): Promise<void> {
  const lines = ['2026-10-26', '2026-10-20', '2026-09-26'].flatMap((day, at) =>
    [2, 60].map((talk) => asteriskLine({ start: `${day} 09:00:00`, talk, uniqueid: `1793005200.${at}` })),
  );
  await data.file(`${lines.join('\n')}\nrubbish\n`);
  // As every night finds them, so that days go whole.
  while (await data.store.totalSlice());
  const open = { source: 'pbx', started_at: ARRIVAL, peer: '192.0.2.1:5000', retries: 0 };
  const session = await data.store.openSession(open);
  const end = { ended_at: ARRIVAL, bytes: 1, files: 0, files_known: 0, detail: null };
  await data.store.closeSession(session, { ...end, result: 'ok' });
  const by = { applied_at: ARRIVAL, applied_by: 'os:somebody', reason: '', text: 'sites: {}' };
  for (let version = 0; version < 2; version++) await data.store.addConfigurationVersion(by);
  await data.store.noteClock(Date.UTC(2026, 11, 20));
  await data.store.close();
}

test('killed at any moment of any job and started again, a night comes to the same', async () => {
  await inFolder(
    async (data) => {
      await fill(data);
      const copies: string[] = [];
      const copy = (): string => {
        const folder = mkdtempSync(join(PLACE, 'killed-job-'));
        copies.push(folder);
        cpSync(data.folder, folder, { recursive: true });
        return folder;
      };
      const child = (folder: string, step: number) =>
        spawnSync(process.execPath, [CHILD, folder, String(step)], { encoding: 'utf8' });
      try {
        const whole = copy();
        const { stdout, stderr } = child(whole, 0);
        const steps = Number(stdout);
        expect(steps, stderr).toBeGreaterThan(KILLS);
        const expected = stateOf(whole);
        expect(expected.call).not.toHaveLength(0);
        for (let kill = 0; kill < KILLS; kill++) {
          const folder = copy();
          const step = 2 + Math.floor((kill * (steps - 2)) / KILLS);
          expect(child(folder, step).signal, `step ${step} of ${steps}`).toBe('SIGKILL');
          await runAllJobs(folder);
          expect(stateOf(folder), `killed at step ${step} of ${steps}`).toEqual(expected);
        }
      } finally {
        for (const folder of copies) rmSync(folder, { recursive: true, force: true });
        // Closed by the filling; the folder closes it again.
        data.store = openSqliteStore(data.folder);
      }
    },
    asteriskSettings({ held: { shorter_than_seconds: 5 } }),
  );
}, 180_000);
