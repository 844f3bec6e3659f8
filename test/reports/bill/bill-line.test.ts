import { expect, test } from 'vitest';
import { readBill } from '../../../reports/bill/bill-line.ts';

const read = (text: string) => readBill(Buffer.from(text), 'Europe/Berlin');

test.each([
  ['2026-10-23 09:00:00', '2026-10-23T07:00:00.000Z'],
  ['2026-10-23T09:00', '2026-10-23T07:00:00.000Z'],
  ['2026-10-23T09:00:00Z', '2026-10-23T09:00:00.000Z'],
  ['2026-10-23 09:00:00-05:00', '2026-10-23T14:00:00.000Z'],
  ['23.10.2026 9:00:00', '2026-10-23T07:00:00.000Z'],
  ['2026-12-23 09:00:00', '2026-12-23T08:00:00.000Z'],
  // Of the hour that occurs twice the first one.
  ['2026-10-25 02:30:00', '2026-10-25T00:30:00.000Z'],
])('the start %s is %s: local time of the zone where no offset is said', (start, moment) => {
  const bill = read(`start,called_number,seconds,amount\n${start},089231250001,60,"0,05"\n`);
  if (!bill.ok) throw new Error(bill.reason);
  expect(bill.lines.map(({ started_at }) => new Date(started_at).toISOString())).toEqual([moment]);
});

test('columns stand in any order with any delimiter, durations in seconds or as a clock, amounts with point or comma', () => {
  const bill = read(
    'Amount;Duration;Number;Start time;Band\n0,05;1:30;+4989;2026-10-23 09:00;x\n1.5;90;030;2026-10-23 09:00;y\n0;1:00:00;11833;2026-10-23 09:00;z\n',
  );
  if (!bill.ok) throw new Error(bill.reason);
  expect(bill.lines).toMatchObject([
    { line: 2, called: '+4989', duration_ms: 90_000, cost_micros: 50_000 },
    { line: 3, called: '030', duration_ms: 90_000, cost_micros: 1_500_000 },
    { line: 4, called: '11833', duration_ms: 3_600_000, cost_micros: 0 },
  ]);
});

test('a line that cannot be read stands aside with its reason, and the others are read', () => {
  const bill = read(
    'start,number,seconds,amount\n2026-02-30 09:00,1,1,1\n2026-10-23 09:00,1,x,1\n2026-10-23 09:00,1,1,-1\n2026-10-23 09:00,,1,1\n2026-10-23 09:00,1,1,1\n',
  );
  expect(bill).toMatchObject({
    lines: [{ line: 6 }],
    unread: [
      { line: 2, why: 'its start is no date with a time' },
      { line: 3, why: 'its duration is neither seconds nor h:mm:ss' },
      { line: 4, why: 'its amount is no amount such as 0.0525 or 0,0525' },
      { line: 5, why: 'its number has no digit' },
    ],
  });
});

test('a file without one of the columns is refused with the names it may have', () => {
  expect(read('start,number,seconds\n')).toEqual({
    ok: false,
    reason: 'its first line names no column amount (or cost, price)',
  });
});
