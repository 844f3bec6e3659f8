import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS } from '../../record/calendar.ts';
import { ARRIVAL } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

beforeEach(async () => {
  desk = new CommandDesk();
  await desk.out('config apply', desk.write('policy.yaml', JSON.stringify({ retention: {} })));
  await desk.out('jobs run', 'calls');
});

afterEach(() => desk.remove());

test('of a run that a kill ended nobody knows what it did: it is not said to have done nothing', async () => {
  desk.tamper("update job_run set result = 'interrupted', ended_at = null where job = 'calls'");
  expect(await desk.out('jobs history', 'calls')).toMatch(/interrupted +not counted/);
  expect((await desk.run('jobs list')).out).toMatch(/calls .*interrupted +not counted/);
  expect(await desk.json('jobs history', 'calls')).toMatchObject([{ counts: null }]);
});

test('a clock that is not believed is told by plans and previews: nothing of what they say goes', async () => {
  desk.now = ARRIVAL + 100 * DAY_MS;
  expect((await desk.run('jobs run', 'calls')).exit).toBe(1);
  for (const asked of ['jobs plan', 'retention preview'])
    expect(await desk.out(asked)).toMatch(/nothing is deleted: the clock went forward.*confirm-clock/s);
  await desk.out('jobs confirm-clock', '--yes', '--reason', 'it was off');
  for (const asked of ['jobs plan', 'retention preview'])
    expect(await desk.out(asked)).not.toContain('nothing is deleted');
});
