import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callTimes } from '../../../processor/times/call-times.ts';
import { explainTimes } from '../../../processor/times/explain-times.ts';
import { createTimeZone } from '../../../processor/times/time-zone.ts';
import { CALL_MARKS } from '../../../record/call.ts';
import { type CallReading, EMPTY_CALL } from '../../../record/reading.ts';

const BERLIN = createTimeZone('Europe/Berlin');
const wall = (text: string): number => Date.parse(`${text}Z`);
const call = (given: Partial<CallReading>): CallReading => ({
  ...EMPTY_CALL,
  clock: 'wall',
  started: null,
  ended: null,
  ...given,
});
const DOUBLED = wall('2026-10-25T02:30:00');

describe('the explanation of times', () => {
  test('names the clock, the zone and the offset', () => {
    expect(explainTimes(call({ clock: 'utc', started: 0 }), BERLIN, null)).toBe('the record prints UTC');
    expect(explainTimes(call({ clock: -210, started: 0 }), BERLIN, null)).toBe(
      'the record prints its offset, -03:30',
    );
    expect(explainTimes(call({ started: wall('2026-07-01T12:00:00') }), BERLIN, null)).toBe(
      'the record prints local time, which is that of Europe/Berlin: +02:00',
    );
    expect(explainTimes(call({ started: wall('2026-03-29T02:30:00') }), BERLIN, null)).toBe(
      'the printed start does not exist in Europe/Berlin: the clock was put forward over it',
    );
  });

  test('of an hour that occurs twice says what decided', () => {
    const twice =
      'the printed start occurs twice in Europe/Berlin, +02:00 or +01:00, because the clock was put back;';
    const only = call({ started: DOUBLED, ended: wall('2026-10-25T03:30:00'), duration_ms: 7_200_000 });
    expect(explainTimes(only, BERLIN, null)).toBe(`${twice} the printed duration fits only one of them`);
    const open = call({ started: DOUBLED });
    expect(explainTimes(open, BERLIN, null)).toBe(
      `${twice} no call stands before it, so the earlier one is taken`,
    );
    expect(explainTimes(open, BERLIN, wall('2026-10-25T01:10:00'))).toBe(
      `${twice} the order of the calls decides: none ends before the one before it`,
    );
  });

  test('agrees with the times: ambiguous exactly where they are marked so, and decided by duration where no order matters', () => {
    const near = fc.integer({ min: -180, max: 180 }).map((minutes) => DOUBLED + minutes * 60_000);
    const anyCall = fc
      .record({ started: near, length: fc.option(fc.integer({ min: 0, max: 200 })), before: fc.option(near) })
      .map(({ started, length, before }) => ({
        before,
        reading: call({
          started,
          duration_ms: length === null ? null : length * 60_000,
          ended: length === null ? null : started + length * 60_000,
        }),
      }));
    fc.assert(
      fc.property(anyCall, near, ({ reading, before }, other) => {
        const times = callTimes(reading, BERLIN, before);
        if ('kind' in times) return;
        const said = explainTimes(reading, BERLIN, before);
        expect(said.includes('occurs twice')).toBe((times.marks & CALL_MARKS.ambiguous_time) !== 0);
        if (said.includes('the printed duration fits'))
          expect(callTimes(reading, BERLIN, other)).toMatchObject({ started_at: times.started_at });
      }),
      { numRuns: 1000 },
    );
  });
});
