import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { leavingFlush } from '../../store/left-flush.ts';
import { openDatabase } from '../../store/open-database.ts';
import { asteriskSettings } from '../asterisk-lines.ts';
import { Random } from '../campaigns/crash/random.ts';
import { compilePreload, Power } from '../campaigns/powercut/power.ts';
import { TestFolder } from '../test-folder.ts';
import { BATCH, BATCH_OF_OLD, OLD_CALLS, OLD_DAY, oldLines } from './cut-purge.ts';

const place = mkdtempSync(join(tmpdir(), 'left-flush-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const CHILD = join(import.meta.dirname, 'cut-purge-child.ts');
const CUTS = 4;
/** What SQLite calls NORMAL and FULL. */
const [NORMAL, FULL] = [1, 2];

test('a batch leaves its flush to a line only where lines come, and whatever becomes of it the next commit flushes', () => {
  const connection = openDatabase(join(place, 'flushes.db'), 'write');
  const level = (): unknown => connection.pragma('synchronous', { simple: true });
  const { flushing, leaving } = leavingFlush(connection);
  const [line, batch] = [flushing(level), leaving(level)];
  const failing = leaving(() => {
    throw new Error('the disk is full');
  });
  expect(batch()).toBe(FULL);
  expect(line()).toBe(FULL);
  expect(batch()).toBe(NORMAL);
  expect(line()).toBe(FULL);
  expect(batch()).toBe(NORMAL);
  // Nobody came who would have flushed it.
  expect(batch()).toBe(FULL);
  line();
  expect(failing).toThrow('the disk is full');
  expect(level()).toBe(FULL);
  connection.close();
});

const library = compilePreload(place);

test.skipIf(library === null)(
  'when the power fails in the middle of a purge, every line that was told is there, and every call is counted once, there or gone',
  async () => {
    let lost = 0;
    for (let cut = 0; cut < CUTS; cut++) {
      const folder = join(place, `${cut}`, 'store');
      mkdirSync(folder, { recursive: true });
      const filled = new TestFolder(asteriskSettings(), folder);
      await filled.file(`${oldLines}\n`);
      // Of a day that is totalled what goes is not added up call by call (leaving-days.ts): two of them, and two of the others.
      if (cut < CUTS / 2) while (await filled.store.totalSlice());
      await filled.store.close();
      const power = new Power(folder, `${library}`, new Random(cut + 1));
      power.takeAsDurable(folder);
      // Behind a batch and behind a line, in turn.
      const { stdout, signal, stderr } = spawnSync(process.execPath, [CHILD, folder, String(7 + cut)], {
        encoding: 'utf8',
        env: { ...process.env, ...power.environment },
      });
      expect(signal, stderr).toBe('SIGKILL');
      power.cut();
      const told = (what: string): number => stdout.split('\n').filter((line) => line === what).length;
      const gone = await goneAfter(folder, told('line'));
      expect(told('batch') * BATCH - gone).toBeLessThanOrEqual(BATCH);
      lost += told('batch') * BATCH - gone;
    }
    // A purge that flushed each batch would lose none, and this would show nothing.
    expect(lost).toBeGreaterThan(0);
  },
);

/** How many of the old calls are gone; the others are there, and go then. */
async function goneAfter(folder: string, lines: number): Promise<number> {
  const data = new TestFolder(asteriskSettings(), folder);
  try {
    expect(await data.mismatches()).toEqual([]);
    while (await data.store.totalSlice());
    const of = (gone: number): number => legs(folder, gone);
    const [there, gone] = [of(0), of(1)];
    expect(there + gone).toBeGreaterThanOrEqual(OLD_CALLS + lines);
    while (!(await data.store.listCalls(OLD_DAY, true)));
    while (!(await data.store.ageCalls({ ...BATCH_OF_OLD, limit: OLD_CALLS })).done);
    while (await data.store.totalSlice());
    expect(of(1)).toBe(OLD_CALLS);
    expect(of(0)).toBe(there + gone - OLD_CALLS);
    expect(await data.mismatches()).toEqual([]);
    return gone;
  } finally {
    await data.store.close();
  }
}

function legs(folder: string, gone: number): number {
  const connection = openDatabase(join(folder, DATABASE_FILE), 'read');
  try {
    return connection
      .prepare<[number], number>('select coalesce(sum(legs), 0) from day_total where gone = ?')
      .pluck()
      .get(gone) as number;
  } finally {
    connection.close();
  }
}
