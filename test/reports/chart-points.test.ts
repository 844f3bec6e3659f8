import { describe, expect, it } from 'vitest';
import { ChartPoints } from '../../reports/chart-points.ts';
import type { ReportChart, ReportColumn, ReportRow } from '../../reports/report.ts';

const COLUMNS: readonly ReportColumn[] = [
  { name: 'cost_centre', title: 'Cost centre', type: 'text' },
  { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
  { name: 'cost_micros', title: 'Cost', type: 'money', total: 'sum' },
  { name: 'currency', title: 'Currency', type: 'text' },
];

function drawn(chart: ReportChart, rows: readonly ReportRow[], columns = COLUMNS) {
  const points = new ChartPoints(chart, columns);
  for (const row of rows) points.add(row);
  return points.drawn();
}

const row = (
  cost_centre: string | null,
  cost_micros: number,
  currency: string | null,
  calls = 1,
): ReportRow => ({
  ...{ cost_centre, cost_micros, currency, calls },
});

describe('the charts of a report', () => {
  const costs = { kind: 'bars', along: ['cost_centre'], drawn: 'cost_micros' } as const;

  it('are one for each currency, because amounts of two are on no common scale', () => {
    const rows = [row('1100', 5, 'EUR'), row('1200', 7, 'EUR'), row('2100', 9, 'GBP'), row('1300', 0, null)];
    expect(
      drawn(costs, rows).map(({ title, of, points }) => [title, of, points.map(({ value }) => value)]),
    ).toEqual([
      ['Cost in EUR by cost centre', 'EUR', [5, 7]],
      ['Cost in GBP by cost centre', 'GBP', [9]],
    ]);
  });

  it('are none where everything is nothing', () => {
    expect(drawn(costs, [row('1100', 0, 'EUR')])).toEqual([]);
    expect(drawn(costs, [])).toEqual([]);
  });

  it('have one bar for rows that are the same along it where the report says so, with their sum', () => {
    const rows = [row('1100', 5, 'EUR'), row('1200', 7, 'EUR'), row('1100', 6, 'EUR'), row(null, 1, 'EUR')];
    const [chart] = drawn({ ...costs, together: true }, rows);
    expect(chart?.points.map(({ label, value }) => [label, value])).toEqual([
      ['1100', 11],
      ['1200', 7],
      ['(none)', 1],
    ]);
  });

  it('are drawn along the first column that the report has as it was asked for', () => {
    const by = { kind: 'bars', along: ['hour', 'cost_centre'], drawn: 'calls' } as const;
    expect(drawn(by, [row('1100', 5, 'EUR', 3)])[0]?.title).toBe('Calls by cost centre');
    const hours = COLUMNS.map((column) =>
      column.name === 'cost_centre' ? { ...column, name: 'hour', title: 'Hour' } : column,
    );
    expect(drawn(by, [{ hour: '09:00', calls: 3 }], hours)[0]?.title).toBe('Calls by hour');
  });

  it('never join two trunks to one curve, and say how many trunks have none', () => {
    const columns: readonly ReportColumn[] = [
      { name: 'trunk', title: 'Trunk', type: 'text' },
      { name: 'hour', title: 'Hour', type: 'text' },
      { name: 'erlang', title: 'Erlang', type: 'number' },
    ];
    const rows = Array.from({ length: 8 }, (_, trunk) =>
      ['09:00', '10:00'].map((hour) => ({ trunk: `T${trunk}`, hour, erlang: trunk })),
    ).flat();
    const chart = { kind: 'line', along: ['hour'], drawn: 'erlang', each: ['trunk'] } as const;
    const charts = drawn(chart, rows, columns);
    expect(charts.map(({ of }) => of)).toEqual(['T7', 'T6', 'T5', 'T4', 'T3', 'T2']);
    expect(charts.map(({ points }) => points.length)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(charts[0]?.title).toBe('Erlang by hour, trunk T7');
    // Trunk 0 carried nothing: there is nothing to draw of it.
    expect(charts[5]?.title).toBe('Erlang by hour, trunk T2 (1 more not drawn)');
  });
});
