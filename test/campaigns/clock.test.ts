import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PLACE } from '../test-folder.ts';
import { CLOCK_CHANGES, throughClockChange } from './clock/clock-changes.ts';
import { CLOCK_CONTROLS } from './clock/clock-controls.ts';
import { clockLibrary } from './clock/fake-clock.ts';
import { JUMPS, jumpingClock } from './clock/jumps.ts';

/** The short form of `npm run campaign:clock`. */
const LONG_MS = 300_000;
const library = clockLibrary();
const unless =
  library === null ? ' (skipped: there is no libfaketime here; Debian: apt-get install faketime)' : '';

const place = mkdtempSync(join(PLACE, 'clock-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe.skipIf(library === null).concurrent(`a clock that is set${unless}`, () => {
  test(
    'by an hour, a day, to 1970 and to 2038 takes nothing too early, leaves nothing, loses and doubles no run',
    async () => {
      const { problems } = await jumpingClock(join(place, 'jumps'), library ?? '', JUMPS);
      expect(problems).toEqual([]);
    },
    LONG_MS,
  );

  test.each(CLOCK_CHANGES.slice(0, 1))(
    'because the clocks of $time_zone change loses and doubles no run',
    async (change) => {
      const { problems } = await throughClockChange(join(place, 'change'), library ?? '', change);
      expect(problems).toEqual([]);
    },
    LONG_MS,
  );

  // The other one is a matter of due.test.ts, too, and waits for the long form.
  test.each(CLOCK_CONTROLS.slice(0, 1))(
    'finds out a program in which $name',
    async ({ name, find }) => {
      expect(await find(join(place, name), library ?? '')).not.toEqual([]);
    },
    LONG_MS,
  );
});
