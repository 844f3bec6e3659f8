import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallTimes, callTimes } from '../../../processor/times/call-times.ts';
import { createTimeZone } from '../../../processor/times/time-zone.ts';
import { CALL_MARKS } from '../../../record/call.ts';
import { type CallReading, EMPTY_CALL } from '../../../record/reading.ts';

const BERLIN = createTimeZone('Europe/Berlin');
const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

const utc = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);
const reading = (given: Partial<CallReading>): CallReading => ({
  ...EMPTY_CALL,
  clock: 'wall',
  started: null,
  ended: null,
  ...given,
});

function timesOf(given: Partial<CallReading>, lastEnd: string | null = null): CallTimes {
  const times = callTimes(reading(given), BERLIN, lastEnd === null ? null : utc(lastEnd));
  if ('kind' in times) throw new Error(`${times.reason}: ${times.detail}`);
  return times;
}

const show = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString().slice(0, 19).replace('T', ' ');

describe('what the record leaves out follows from what it has', () => {
  test.each([
    ['end from start, ring and talk', { started: utc('2026-09-14 09:00:00') }],
    ['start from the end, for records stamped when the call was over', { ended: utc('2026-09-14 09:01:08') }],
  ])('%s', (_, printed) => {
    const times = timesOf({ ...printed, ring_ms: 8000, duration_ms: 60_000, answered: true });
    expect([show(times.started_at), show(times.answered_at), show(times.ended_at)]).toEqual([
      '2026-09-14 07:00:00',
      '2026-09-14 07:00:08',
      '2026-09-14 07:01:08',
    ]);
  });

  test('ring from start and answer; no answer where neither it nor the ring is known', () => {
    const started = utc('2026-09-14 09:00:00');
    expect(timesOf({ started, answered_at: started + 8000 }).ring_ms).toBe(8000);
    const times = timesOf({ started, ended: started + MINUTE, duration_ms: 50_000, answered: true });
    expect(times.answered_at).toBeNull();
  });

  test('talk from the moment that the driver names, by the true clock', () => {
    const over = { duration_since: 'started' as const, answered: true };
    const spring = timesOf({
      started: utc('2026-03-29 01:50:00'),
      ended: utc('2026-03-29 03:10:00'),
      ...over,
    });
    expect(spring.duration_ms).toBe(20 * MINUTE);
    const autumn = timesOf({
      started: utc('2026-10-25 01:50:00'),
      ended: utc('2026-10-25 03:10:00'),
      ...over,
    });
    expect(autumn.duration_ms).toBe(140 * MINUTE);
    const back = timesOf({ started: utc('2026-10-25 02:50:00'), ended: utc('2026-10-25 02:10:00'), ...over });
    expect(back.duration_ms).toBe(20 * MINUTE);
  });

  test('end from answer and talk, where the record has no ring time', () => {
    const started = utc('2026-09-14 09:00:00');
    const times = timesOf({ started, answered_at: started + 20_000, duration_ms: 60_000 });
    expect(show(times.ended_at)).toBe('2026-09-14 07:01:20');
  });

  test('what cannot be known stays unset, never 0', () => {
    const times = timesOf({ started: utc('2026-09-14 09:00:00') });
    expect(times).toMatchObject({ answered_at: null, ended_at: null, ring_ms: null });
    const unanswered = timesOf({ started: utc('2026-09-14 09:00:00'), ring_ms: 5000, answered: false });
    expect(unanswered.answered_at).toBeNull();
  });

  test('times in UTC or with an offset of their own need no zone, and still show the offset of the site', () => {
    const started = utc('2026-10-25 02:30:00');
    expect(timesOf({ clock: 'utc', started })).toMatchObject({ started_at: started, offset: HOUR, marks: 0 });
    expect(timesOf({ clock: 120, started })).toMatchObject({
      started_at: started - 2 * HOUR,
      offset: 2 * HOUR,
      marks: 0,
    });
  });
});

describe('in the hour that comes twice in autumn', () => {
  const { ambiguous_time } = CALL_MARKS;

  test('start, end and length together say which hour is meant', () => {
    // 02:58 in summer time, 5 minutes 10 seconds later it is 02:03 in winter time.
    const times = timesOf({
      started: utc('2026-10-25 02:58:00'),
      answered_at: utc('2026-10-25 02:58:10'),
      ended: utc('2026-10-25 02:03:10'),
      ring_ms: 10_000,
      duration_ms: 300_000,
    });
    expect([show(times.started_at), show(times.answered_at), show(times.ended_at), times.marks]).toEqual([
      '2026-10-25 00:58:00',
      '2026-10-25 00:58:10',
      '2026-10-25 01:03:10',
      ambiguous_time,
    ]);
  });

  test('an end after the hour and the length say which hour is meant', () => {
    const over = (ended: string, minutes: number): string | null =>
      show(
        timesOf({ started: utc('2026-10-25 02:50:00'), ended: utc(ended), duration_ms: minutes * MINUTE })
          .started_at,
      );
    expect(over('2026-10-25 03:10:00', 20)).toBe('2026-10-25 01:50:00');
    expect(over('2026-10-25 03:10:00', 80)).toBe('2026-10-25 00:50:00');
  });

  test('otherwise the order of the records does: a record does not end before the one in front of it', () => {
    const at = (lastEnd: string | null): string | null =>
      show(timesOf({ started: utc('2026-10-25 02:10:00'), duration_ms: MINUTE }, lastEnd).started_at);
    expect(at(null)).toBe('2026-10-25 00:10:00');
    expect(at('2026-10-25 00:05:00')).toBe('2026-10-25 00:10:00');
    expect(at('2026-10-25 00:50:00')).toBe('2026-10-25 01:10:00');
    expect(at('2026-10-25 01:30:00')).toBe('2026-10-25 01:10:00');
  });

  test('the order decides for records stamped at the end as well', () => {
    const { started_at, ended_at, marks } = timesOf(
      { ended: utc('2026-10-25 02:10:00'), duration_ms: 30 * MINUTE },
      '2026-10-25 00:55:00',
    );
    expect([show(started_at), show(ended_at), marks]).toEqual([
      '2026-10-25 00:40:00',
      '2026-10-25 01:10:00',
      ambiguous_time,
    ]);
  });

  test('a minute of disorder does not move a call by an hour', () => {
    const { started_at } = timesOf(
      { started: utc('2026-10-25 02:10:00'), duration_ms: 0 },
      '2026-10-25 00:10:50',
    );
    expect(show(started_at)).toBe('2026-10-25 00:10:00');
  });

  test('an answer a second outside the call, by rounding, does not move by an hour', () => {
    const times = timesOf(
      {
        started: utc('2026-10-25 02:30:00'),
        answered_at: utc('2026-10-25 02:30:05'),
        ring_ms: 0,
        duration_ms: 4000,
      },
      '2026-10-25 01:20:00',
    );
    expect([show(times.started_at), show(times.answered_at)]).toEqual([
      '2026-10-25 01:30:00',
      '2026-10-25 01:30:05',
    ]);
  });

  test('an end is never taken to be before the start when it can be after it', () => {
    const times = timesOf({ started: utc('2026-10-25 02:10:00'), ended: utc('2026-10-25 02:05:00') });
    expect([show(times.started_at), show(times.ended_at)]).toEqual([
      '2026-10-25 00:10:00',
      '2026-10-25 01:05:00',
    ]);
  });

  test('records in the order of their ends keep their true times, when one came within ten minutes before', () => {
    const first = utc('2026-10-24 23:30:00');
    const step = fc.record({
      gap: fc.integer({ min: 0, max: 600 }),
      length: fc.integer({ min: 0, max: 3000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        let end = first;
        let lastEnd: number | null = first;
        for (const { gap, length } of steps) {
          end += gap * SECOND;
          const started = end - length * SECOND;
          const wall = (at: number): number => at + BERLIN.offsetAt(at);
          const times = callTimes(
            reading({ started: wall(started), ended: wall(end), duration_ms: length * SECOND }),
            BERLIN,
            lastEnd,
          );
          expect(times).toMatchObject({ started_at: started, ended_at: end });
          lastEnd = end;
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('in the hour that spring leaves out', () => {
  test('no call starts, is answered or ends', () => {
    const skipped = utc('2026-03-29 02:30:00');
    const before = utc('2026-03-29 01:30:00');
    for (const given of [
      { started: skipped, duration_ms: MINUTE },
      { started: before, ended: skipped },
      { started: before, answered_at: skipped },
      { started: null, ended: skipped },
    ]) {
      expect(callTimes(reading(given), BERLIN, null)).toMatchObject({
        kind: 'undefined',
        reason: 'bad_time',
      });
    }
  });

  test('a call over the change is as long as it was, not an hour longer', () => {
    const times = timesOf({ started: utc('2026-03-29 01:59:00'), ended: utc('2026-03-29 03:01:00') });
    expect((times.ended_at ?? 0) - times.started_at).toBe(2 * MINUTE);
    expect(times.marks).toBe(0);
  });
});

describe('a record that contradicts itself is undefined', () => {
  const started = utc('2026-09-14 09:00:00');
  test.each<[string, Partial<CallReading>]>([
    ['an end before the start', { started, ended: started - 3000 }],
    ['an answer before the start', { started, ended: started + MINUTE, answered_at: started - 3000 }],
    ['an answer after the end', { started, ended: started + MINUTE, answered_at: started + MINUTE + 3000 }],
  ])('%s', (_what, given) => {
    expect(callTimes(reading(given), BERLIN, null)).toMatchObject({
      kind: 'undefined',
      reason: 'contradiction',
    });
  });

  test('two seconds of rounding are no contradiction, and ring time is never negative', () => {
    const times = timesOf({ started, ended: started - 2000, answered_at: started - 1000 });
    expect(times.ring_ms).toBe(0);
  });
});
