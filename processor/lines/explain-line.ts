import type { ProcessState } from '../../record/batch.ts';
import type { Reading } from '../../record/reading.ts';
import type { ProcessingContext } from '../processing-context.ts';
import type { Unit } from './cut.ts';
import { cutRange, type RangeCut } from './cut-range.ts';
import { blankedAs, readUnit } from './read-unit.ts';

export interface ReadLine {
  /** Place among the lines of the range, from 0. */
  readonly place: number;
  readonly unit: Unit;
  /** Null for a line that was blanked. */
  readonly reading: Reading | null;
}

/** Reads the lines of a range again, one by one, with the driver's state as it was. Stops when `take` returns true. */
export async function readLines(
  context: Pick<ProcessingContext, 'settings' | 'reader' | 'cut'>,
  range: { from: number; state: ProcessState; received_at: number; next: RangeCut['next'] },
  take: (line: ReadLine) => boolean,
): Promise<void> {
  let driver = range.state.driver;
  let place = 0;
  let done = false;
  await cutRange({
    from: range.from,
    cut: range.state.cut,
    rules: context.cut,
    next: range.next,
    begin: () => {},
    full: () => done,
    take: (unit) => {
      if (done) return;
      const blanked = blankedAs(unit.raw) !== null;
      const { received_at } = range;
      const reading = blanked ? null : readUnit(context, unit, { driver, received_at, plain: false });
      if (reading?.state !== undefined) driver = reading.state;
      done = take({ place, unit, reading });
      place += 1;
    },
  });
}
