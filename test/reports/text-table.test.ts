import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counted, grouped, textColumns, textTable } from '../../reports/text-table.ts';

const COLUMNS = textColumns(['source', 'lines'], ['lines']);

describe('a table', () => {
  test('has its titles, a rule and its rows, numbers flush right, and no blanks at the end of a line', () => {
    expect(
      textTable(COLUMNS, [
        ['headquarters', '1,234'],
        ['pbx', '7'],
      ]),
    ).toBe(
      ['source        lines', '────────────  ─────', 'headquarters  1,234', 'pbx               7', ''].join(
        '\n',
      ),
    );
  });

  test('without rows still has its titles', () => {
    expect(textTable(COLUMNS, [])).toBe('source  lines\n──────  ─────\n');
  });

  test('keeps columns below each other whatever stands in them', () => {
    const cell = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
        const lines = textTable(COLUMNS, rows).split('\n');
        expect(lines.length).toBe(rows.length + 3);
        const [, rule = ''] = lines;
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(rule.length);
      }),
    );
  });

  test('shows control characters instead of letting a record move the cursor or break the line', () => {
    const table = textTable(COLUMNS, [['a\nb\u001b[2Jc\u009bd', '1']]);
    expect(table).toContain('a\\nb\\u001b[2Jc\\u009bd');
  });

  test('may have as many rows as a ledger of years has', () => {
    const rows = Array.from({ length: 200_000 }, (_, n) => ['pbx', String(n)]);
    const table = textTable(COLUMNS, rows);
    expect(table.endsWith('pbx     199999\n')).toBe(true);
  });
});

test('whole numbers are grouped by three', () => {
  expect([0, 7, 999, 1_000, 12_345, 999_999, 1_000_000, Number.MAX_SAFE_INTEGER].map(grouped)).toEqual([
    '0',
    '7',
    '999',
    '1,000',
    '12,345',
    '999,999',
    '1,000,000',
    '9,007,199,254,740,991',
  ]);
});

test('one thing is counted in the singular, any other number in the plural', () => {
  expect([0, 1, 2, 1204].map((count) => counted(count, 'line'))).toEqual([
    '0 lines',
    '1 line',
    '2 lines',
    '1,204 lines',
  ]);
});
