import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'crash-preload.ts')).href;
const ROOT = join(import.meta.dirname, '../..');

/** What a program says that is started so many days later under the preload of `crash`, `powercut` and `disk-full`. */
function said(program: string, day: number): number[] {
  const args = ['--disable-warning=ExperimentalWarning', '--import', PRELOAD, '--input-type=module'];
  const env = { ...process.env, LEDGERLINE_CRASH_DAY: String(day) };
  const { stdout } = spawnSync(process.execPath, [...args, '--eval', program], { cwd: ROOT, env });
  return JSON.parse(stdout.toString()) as number[];
}

test('a clock that is days ahead is so for everybody: what wakes the scheduler does it once a minute, not all the time', () => {
  const minutes = "createTask('* * * * *', () => {}, { timezone: 'UTC' }).getNextRuns(1)[0].getTime()";
  const program = `import { createTask } from 'node-cron';
    console.log(JSON.stringify([Date.now(), new Date().getTime(), ${minutes}, new Date(5).getTime()]));
    process.exit();`;
  const [now = 0, made = 0, next = 0, given] = said(program, 3);
  expect(now).toBeGreaterThan(Date.now() + 2.9 * 86_400_000);
  expect(made - now).toBeLessThan(10_000);
  expect(made).toBeGreaterThanOrEqual(now);
  expect(next).toBeGreaterThan(now);
  expect(next - now).toBeLessThanOrEqual(60_000);
  expect(given).toBe(5);
});
