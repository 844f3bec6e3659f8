import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BelievedClock } from '../../privacy/believed-clock.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { ARRIVAL } from '../asterisk-lines.ts';

const HOUR_MS = DAY_MS / 24;

/** A machine whose clock is wrong by so much, at a moment of the true time. */
function machine(seen: number | null = ARRIVAL, wrong_by = 0) {
  const truth = { at: ARRIVAL, wrong_by };
  const clock = new BelievedClock({
    now: () => truth.at + truth.wrong_by,
    passed: () => truth.at - ARRIVAL,
    seen,
  });
  return { truth, clock };
}

test('lines that arrive while the clock says 1970 or 2038 arrive when they do, however long it takes, and so do those behind', () => {
  const wrong = fc.constantFrom(-ARRIVAL, Date.UTC(2038, 0, 19) - ARRIVAL);
  const steps = fc.array(
    fc.record({ hours: fc.integer({ min: 1, max: 300 }), wrong_by: wrong, is: fc.boolean() }),
  );
  fc.assert(
    fc.property(steps, (all) => {
      const { truth, clock } = machine();
      for (const { hours, wrong_by, is } of all) {
        truth.at += hours * HOUR_MS;
        truth.wrong_by = is ? wrong_by : 0;
        expect(clock.now()).toBe(truth.at);
      }
    }),
  );
});

test('a clock that is set a little, or forward by less than is told, is followed', () => {
  const { truth, clock } = machine();
  for (const wrong_by of [0, 90_000, 0, HOUR_MS, 20 * DAY_MS]) {
    truth.wrong_by = wrong_by;
    expect(clock.now()).toBe(truth.at + wrong_by);
  }
});

test('a service that starts by a clock that went back goes on from when it was right last', () => {
  const { truth, clock } = machine(ARRIVAL - 2 * HOUR_MS, -ARRIVAL);
  truth.at += HOUR_MS;
  expect(clock.now()).toBe(ARRIVAL - HOUR_MS);
});

test('lines that arrive after a machine was off for a year are of today, whatever jobs wait for', () => {
  const { truth, clock } = machine(ARRIVAL - 365 * DAY_MS);
  expect(clock.now()).toBe(truth.at);
});

test('a clock that somebody confirmed is followed from then on', () => {
  const { truth, clock } = machine();
  truth.wrong_by = 400 * DAY_MS;
  expect(clock.now()).toBe(truth.at);
  clock.confirm();
  truth.at += HOUR_MS;
  expect(clock.now()).toBe(truth.at + truth.wrong_by);
});
