import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csv } from '../../../reports/formats/csv.ts';
import { xlsx } from '../../../reports/formats/xlsx.ts';
import { talkTime } from '../../../reports/talk-time.ts';
import { columnLetter } from '../../../reports/xlsx/sheet-cell.ts';
import { workbook } from '../../../reports/xlsx/workbook.ts';
import { PLACE } from '../../test-folder.ts';
import { type ReadCell, readCells, unzipped, xmlTrouble } from '../read-workbook.ts';
import {
  allBytes,
  HARD_NAMES,
  SAMPLE_COLUMNS,
  sampleReport,
  sampleRow,
  sampleRows,
  written,
} from '../sample-report.ts';

const CHART = { kind: 'bars', along: ['name'], drawn: 'cost_micros' } as const;
const FIRST = 'xl/worksheets/sheet1.xml';
const ROWS = 700;

const sample = () => ({ rows: sampleRows(ROWS), chart: CHART });
const bytes = await written(xlsx, sample());
const files = unzipped(bytes);
const lines: string[][] = parse(await written(csv, sample()));

/** A cell as CSV shows it. */
function asInCsv({ value, format }: ReadCell): string {
  if (typeof value === 'string') return value;
  if (format === '[h]:mm:ss') return talkTime(Math.round(value * 86_400_000));
  if (!format.startsWith('yyyy')) return String(value);
  const moment = new Date(Math.round((value - 25_569) * 86_400_000)).toISOString();
  if (format === 'yyyy-mm-dd') return moment.slice(0, 10);
  const [, offset] = /^yyyy-mm-dd hh:mm:ss" (.*)"$/.exec(format) ?? [];
  return offset === undefined ? String(value) : `${moment.slice(0, 19)}${offset}`;
}

describe('a report as a workbook', () => {
  it('holds in every cell what the CSV holds, as a number where it is one', () => {
    const cells = readCells(files, FIRST);
    for (const [row, line] of lines.slice(1).entries())
      for (const [place, text] of line.entries()) {
        const cell = cells.get(`${columnLetter(place)}${row + 2}`);
        const shown = cell === undefined ? '' : asInCsv(cell);
        const isText = SAMPLE_COLUMNS[place]?.type === 'text';
        expect(typeof cell?.value, `${row} ${place}`).toBe(isText ? 'string' : 'number');
        if (isText) expect(shown).toBe(text.replace(/^'=/, '='));
        else
          expect(/^-?[\d.]+$/.test(text) ? Number(shown) : shown).toBe(
            /^-?[\d.]+$/.test(text) ? Number(text) : text,
          );
      }
    expect(cells.get('A1')?.value).toBe('Name');
    expect(cells.get('C1')?.value).toBe('Start (local time)');
  });

  it('consists of files that are well-formed XML', () => {
    expect([...files.keys()].length).toBeGreaterThan(10);
    for (const [name, text] of files) expect(xmlTrouble(text), name).toBeNull();
  });

  it('has no formula besides the sums below, and their values beside them', async () => {
    const sums = await ended(sample());
    const formulas = [...readCells(files, FIRST)].filter(([, { formula }]) => formula !== null);
    expect(formulas.map(([at, { formula }]) => [at, formula])).toEqual([
      ['E702', 'SUM(E2:E701)'],
      ['F702', 'SUM(F2:F701)'],
      ['I702', 'SUM(I2:I701)'],
    ]);
    expect(formulas[0]?.[1].value).toBe(sums.calls);
    expect(Number(formulas[1]?.[1].value) * 86_400_000).toBeCloseTo(Number(sums.duration_ms), 3);
    expect(formulas[2]?.[1].value).toBe(Number(sums.cost_micros) / 1e6);
  });

  it('keeps names as they are written, whatever they look like', async () => {
    const rows = HARD_NAMES.map((name, index) => ({ ...sampleRow(index), name }));
    const cells = readCells(unzipped(await written(xlsx, { rows })), FIRST);
    expect(HARD_NAMES.map((_, index) => cells.get(`A${index + 2}`)?.value)).toEqual(HARD_NAMES);
  });

  it('goes on in a further sheet where one is full, and adds up over all of them', async () => {
    for (const count of [40, 41]) {
      const running = sampleReport({ rows: sampleRows(count) });
      const more = unzipped(await allBytes(workbook(running, { paper: 'a4', sheet_rows: 20 })));
      const last = `xl/worksheets/sheet${Math.ceil(count / 20)}.xml`;
      const sums = [...readCells(more, last)].filter(([, { formula }]) => formula !== null);
      expect(sums[0]?.[1].formula).toBe(
        count === 40
          ? "SUM('sample'!E2:E21,'sample 2'!E2:E21)"
          : "SUM('sample'!E2:E21,'sample 2'!E2:E21,'sample 3'!E2:E2)",
      );
      const ids = Array.from({ length: Math.ceil(count / 20) }, (_, sheet) =>
        [...readCells(more, `xl/worksheets/sheet${sheet + 1}.xml`)].filter(([at]) => /^D(?!1$)/.test(at)),
      );
      expect(ids.flat().length).toBe(count);
    }
  });

  it('writes a number as text only where a spreadsheet would change it', async () => {
    const rows = [2_000_000_000_000_000, 2_000_000_000_000_001].map((cost_micros) => ({
      ...sampleRow(0),
      cost_micros,
    }));
    const cells = readCells(unzipped(await written(xlsx, { rows })), FIRST);
    expect([cells.get('I2')?.value, cells.get('I3')?.value]).toEqual([2_000_000_000, '2000000000.000001']);
    // Nor is it added up by a formula, which would leave it out.
    expect([cells.get('I4')?.value, cells.get('I4')?.formula]).toEqual(['4000000000.000001', null]);
  });

  it('draws its chart over cells: the thirty largest bars, in the order of the rows', () => {
    const chart = files.get('xl/charts/chart1.xml') ?? '';
    const cells = readCells(files, 'xl/worksheets/sheet2.xml');
    expect(chart).toContain("<c:f>'Chart'!$B$2:$B$31</c:f>");
    expect(chart).toContain('Cost in EUR by name, the 30 largest of 700 rows');
    expect(cells.get('B2')?.value).toBe(Number(sampleRow(670).cost_micros) / 1e6);
    expect(cells.get('B31')?.value).toBe(Number(sampleRow(699).cost_micros) / 1e6);
  });

  it('says on its last sheet what it is of, with notes and receipt', async () => {
    const retention = {
      masked_before: '2026-10-10',
      anonymous_before: null,
      gone_before: null,
      unfinished_before: null,
    };
    const about = [
      ...readCells(unzipped(await written(xlsx, { rows: [], retention })), 'xl/worksheets/sheet2.xml'),
    ];
    const said = about.map(([, { value }]) => value);
    expect(said).toContain('Numbers of calls before 2026-10-10 are masked for good.');
    expect(said).toContain('2026-10-01 to 2026-10-31, Europe/Berlin');
    expect(said).toContain('role finance');
    expect(said.some((text) => /^[0-9a-f]{64}$/.test(String(text)))).toBe(true);
  });

  it('gives no sum for amounts of several currencies, but a line for each', async () => {
    const rows = [0, 1, 2].map((index) => ({ ...sampleRow(index), currency: index === 1 ? 'CHF' : 'EUR' }));
    const cells = readCells(unzipped(await written(xlsx, { rows })), FIRST);
    expect(cells.get('I5')?.value).toBeUndefined();
    expect([cells.get('I6')?.value, cells.get('J6')?.value]).toEqual([0.020014, 'EUR']);
    expect([cells.get('I7')?.value, cells.get('J7')?.value]).toEqual([0.010007, 'CHF']);
  });

  it.skipIf(spawnSync('/usr/bin/python3', ['-c', 'import openpyxl']).status !== 0)(
    'is read by openpyxl, with filter, frozen heading and chart (where python3-openpyxl is installed)',
    () => {
      const path = join(mkdtempSync(join(PLACE, 'ledgerline-formats-')), 'sample.xlsx');
      writeFileSync(path, bytes);
      const script = `import openpyxl, sys, json
book = openpyxl.load_workbook(sys.argv[1], data_only=True)
rows = book['sample']
print(json.dumps([book.sheetnames, rows.freeze_panes, rows.auto_filter.ref, len(book['Chart']._charts), rows['D2'].value, rows['F2'].value.total_seconds(), rows['C2'].value.isoformat(), rows['E702'].value]))`;
      const read = spawnSync('/usr/bin/python3', ['-c', script, path], { encoding: 'utf8' });
      rmSync(dirname(path), { recursive: true });
      expect(JSON.parse(read.stdout)).toEqual([
        ['sample', 'Chart', 'About'],
        ...['A2', 'A1:J701', 1, 89_270_895_249_058, 61, '2026-10-01T07:00:09', 2800],
      ]);
    },
  );
});

async function ended(made: Parameters<typeof sampleReport>[0]) {
  const running = sampleReport(made);
  for await (const _ of running.rows);
  return running.end().totals;
}
