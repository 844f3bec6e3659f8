import { join } from 'node:path';
import { CLOCK_CHANGES, throughClockChange } from './clock-changes.ts';
import { jumpingClock, TO_2038 } from './jumps.ts';

/** A promise of the program that is broken, and what finds that out. */
export interface ClockControl {
  readonly name: string;
  readonly find: (place: string, library: string) => Promise<readonly string[]>;
}

const module = (name: string): string => join(import.meta.dirname, '..', name);
const BERLIN_IN_AUTUMN = CLOCK_CHANGES.find(
  ({ time_zone, after }) => time_zone === 'Europe/Berlin' && after === '2026-10-10',
);

export const CLOCK_CONTROLS: readonly ClockControl[] = [
  {
    name: 'every clock is believed',
    async find(place, library) {
      const { problems } = await jumpingClock(place, library, TO_2038, module('clock-control-no-brake.ts'));
      // Not only that it does not say so: something must have gone.
      return problems.filter((problem) => / full: 0 there/.test(problem));
    },
  },
  {
    name: 'of an hour that occurs twice the second one counts',
    async find(place, library) {
      if (BERLIN_IN_AUTUMN === undefined) return [];
      const control = module('clock-control-later.ts');
      return (await throughClockChange(place, library, BERLIN_IN_AUTUMN, control)).problems;
    },
  },
];
