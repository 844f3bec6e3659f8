import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PLACE } from '../test-folder.ts';
import { CLOCK_CHANGES, throughClockChange } from './clock/clock-changes.ts';
import { CLOCK_CONTROLS } from './clock/clock-controls.ts';
import { clockLibrary } from './clock/fake-clock.ts';
import { type ClockResult, JUMPS, jumpingClock } from './clock/jumps.ts';

/**
 * The service by a clock that is set by an hour, a day and to other centuries, and through nights in which clocks change: what goes
 * too early, what stays, which job is lost or doubled. `npm run campaign:clock`
 */
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function campaign(library: string): Promise<boolean> {
  const place = mkdtempSync(join(PLACE, 'clock-campaign-'));
  say(`Data folders in ${place}.`);
  let failed = false;
  for (const [number, { name, find }] of CLOCK_CONTROLS.entries()) {
    const bites = (await find(join(place, `control-${number}`), library)).length > 0;
    say(`Control "${name}": ${bites ? 'bites, as it must' : 'DOES NOT BITE'}`);
    failed ||= !bites;
  }
  const told = ({ moments, runs, problems }: ClockResult, what: string): void => {
    say(`${what}: ${moments} moments, ${runs} runs of jobs`);
    for (const problem of problems) say(`BREACH: ${problem}`);
    failed ||= problems.length > 0;
  };
  told(await jumpingClock(join(place, 'jumps'), library, JUMPS), 'A clock that is set');
  for (const [number, change] of CLOCK_CHANGES.entries()) {
    const result = await throughClockChange(join(place, `change-${number}`), library, change);
    told(result, `${change.time_zone}, the change after ${change.after}`);
  }
  say(failed ? 'It failed.' : 'Nothing too early, nothing left, no job lost or doubled.');
  if (!failed) rmSync(place, { recursive: true, force: true });
  return failed;
}

const library = clockLibrary();
if (library === null)
  say('Skipped: nothing here sets the clock of one program (Debian: apt-get install faketime).');
else process.exitCode = (await campaign(library)) ? 1 : 0;
