import { describe, expect, test } from 'vitest';
import { noLines } from '../../record/outcome.ts';
import { type LedgerTableRow, ledgerTable } from '../../reports/ledger-table.ts';

function row(given: Partial<LedgerTableRow> = {}): LedgerTableRow {
  const counts = {
    ...noLines(),
    lines: 10,
    calls: 4,
    held: 2,
    undefined: 1,
    duplicates: 1,
    ignored: 1,
    excluded: 1,
  };
  return {
    ...counts,
    source: 'pbx',
    intake: 1,
    day: '2026-10-26',
    sum_holds: true,
    waiting_bytes: 0,
    ...given,
  };
}

/** The cells of each line of a table. */
const cells = (table: string): string[][] =>
  table
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

describe('the ledger', () => {
  test('says in one row per intake what became of every line, and adds them up', () => {
    const table = ledgerTable([row(), row({ intake: 2, lines: 1_010, calls: 1_004 })], 'intake');
    expect(cells(table)).toEqual([
      [
        'source',
        'day (UTC)',
        'intake',
        'lines',
        'calls',
        'held',
        'undefined',
        'duplicates',
        'ignored',
        'excluded',
        'sum',
      ],
      expect.anything(),
      ['pbx', '2026-10-26', '1', '10', '4', '2', '1', '1', '1', '1', 'holds'],
      ['pbx', '2026-10-26', '2', '1,010', '1,004', '2', '1', '1', '1', '1', 'holds'],
      ['total', '1,020', '1,008', '4', '2', '2', '2', '2', 'holds'],
    ]);
  });

  test.each([
    ['day', ['source', 'day (UTC)', 'lines']],
    ['source', ['source', 'lines', 'calls']],
  ] as const)('by %s has only the columns that its rows have', (by, titles) => {
    const [shown, rule] = ledgerTable([row({ intake: null })], by).split('\n');
    expect(cells(`${shown}`)[0]?.slice(0, titles.length)).toEqual(titles);
    expect(rule?.split('  ').length).toBe(cells(`${shown}`)[0]?.length);
  });

  test('marks a broken sum in its row and in the total, and says what to do', () => {
    const table = ledgerTable([row(), row({ intake: 2, sum_holds: false }), row({ intake: 3 })], 'intake');
    expect(
      cells(table)
        .slice(2)
        .map((line) => line.at(-1)),
    ).toEqual(['holds', 'BROKEN', 'holds', 'BROKEN', '1 sum is broken: run ./ledgerline verify.']);
    expect(ledgerTable([row({ sum_holds: false }), row({ sum_holds: false })], 'intake')).toContain(
      '2 sums are broken: run ./ledgerline verify.',
    );
  });

  test('tells how many bytes are received and not judged yet, and is silent when there are none', () => {
    const table = ledgerTable([row({ waiting_bytes: 1_000 }), row({ waiting_bytes: 234 })], 'intake');
    expect(table).toContain('\n1,234 bytes are received and not judged yet.\n');
    expect(ledgerTable([row()], 'intake')).not.toContain('bytes');
  });

  test('of an empty folder says that nothing was received', () => {
    expect(ledgerTable([], 'source')).toBe('Nothing was received yet.\n');
  });
});
