import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReportRow } from '../../reports/report.ts';
import { RunningTotals } from '../../reports/report-totals.ts';
import { addSums, SUM_COLUMNS, sumRows } from '../../reports/sum-rows.ts';

const sums = fc.record({
  calls: fc.nat(1000),
  legs: fc.nat(1000),
  answered: fc.nat(1000),
  duration_ms: fc.nat(10_000_000),
  costs: fc.dictionary(fc.constantFrom('EUR', 'USD', 'CHF'), fc.nat(1_000_000_000)),
});

function totalsOf(rows: readonly ReportRow[]) {
  const running = new RunningTotals(SUM_COLUMNS);
  for (const row of rows) running.add(row);
  return running.totals();
}

test('what stands below is the sum of what is shown, each currency by itself, and calls are counted once in several currencies', () => {
  fc.assert(
    fc.property(fc.array(sums, { maxLength: 6 }), (groups) => {
      const totals = totalsOf(groups.flatMap(sumRows));
      const all = addSums(groups);
      expect(totals).toMatchObject({
        ...{ calls: all.calls, legs: all.legs, answered: all.answered, duration_ms: all.duration_ms },
        average_ms: all.answered === 0 ? null : Math.round(all.duration_ms / all.answered),
      });
      const charged = Object.entries(all.costs);
      if (charged.length > 1) expect(totals).toMatchObject({ cost_micros: null, costs: all.costs });
      else expect(totals.cost_micros).toBe(charged[0]?.[1] ?? 0);
    }),
  );
});

test('an average below a column is one of all calls, not of the averages above it', () => {
  const rows = [
    { calls: 1, legs: 1, answered: 1, duration_ms: 1000, costs: {} },
    { calls: 9, legs: 9, answered: 9, duration_ms: 90_000, costs: {} },
  ].flatMap(sumRows);
  expect(rows.map(({ average_ms }) => average_ms)).toEqual([1000, 10_000]);
  expect(totalsOf(rows).average_ms).toBe(9100);
});

test('a share below a column is no rounded number, and there is none of amounts in several currencies', () => {
  const money = { type: 'money', total: 'sum' } as const;
  const total = { of: 'now', by: 'before' };
  const change = (...rows: ReportRow[]) => {
    const running = new RunningTotals([
      ...[
        { ...money, name: 'now', title: '' },
        { ...money, name: 'before', title: '' },
      ],
      { name: 'change', title: '', type: 'share', total },
    ]);
    for (const row of rows) running.add(row);
    return running.totals().change;
  };
  const row = { now: 1, before: 4, currency: 'EUR' };
  expect(change(row)).toBe(0.25);
  expect(change({ ...row, before: 0 })).toBeNull();
  expect(change(row, { ...row, currency: 'USD' })).toBeNull();
});

test('a column whose sum could not be told to the last unit ends the report instead', () => {
  const running = new RunningTotals([{ name: 'cost_micros', title: '', type: 'money', total: 'sum' }]);
  const row = { cost_micros: 2 ** 52, currency: 'EUR' };
  running.add(row);
  expect(() => running.add(row)).toThrow(expect.objectContaining({ code: 'SUM_TOO_LARGE' }));
});

test('of what no row knows nothing stands below, and below no rows at all is zero', () => {
  const rang = { name: 'ring_ms', title: '', type: 'duration', total: 'sum' } as const;
  const timed = { name: 'timed', title: '', type: 'count', total: 'sum' } as const;
  const average = {
    name: 'average',
    title: '',
    type: 'duration',
    total: { of: 'ring_ms', by: 'timed' },
  } as const;
  const below = (...rows: ReportRow[]) => {
    const running = new RunningTotals([rang, timed, average]);
    for (const row of rows) running.add(row);
    return running.totals();
  };
  expect(below({ ring_ms: null, timed: 2 }, { ring_ms: null, timed: 1 })).toEqual({
    ...{ ring_ms: null, timed: 3, average: null },
  });
  expect(below({ ring_ms: null, timed: 0 }, { ring_ms: 8000, timed: 2 })).toMatchObject({
    ring_ms: 8000,
    average: 4000,
  });
  expect(below()).toEqual({ ring_ms: 0, timed: 0, average: null });
});
