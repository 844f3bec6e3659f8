import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pdf } from '../../../reports/formats/pdf.ts';
import { shownCell } from '../../../reports/shown-cell.ts';
import { PLACE } from '../../test-folder.ts';
import {
  HARD_NAMES,
  SAMPLE_COLUMNS,
  type Sample,
  sampleReport,
  sampleRow,
  sampleRows,
  written,
} from '../sample-report.ts';

const CHART = { kind: 'bars', along: ['name'], drawn: 'cost_micros' } as const;
const RETENTION = {
  masked_before: '2026-10-10',
  anonymous_before: null,
  gone_before: null,
  unfinished_before: null,
};
const READER = spawnSync('pdftotext', ['-v']).error === undefined;

/** What pdftotext reads, a page in each. */
function pagesOf(bytes: Buffer): string[] {
  const folder = mkdtempSync(join(PLACE, 'ledgerline-formats-'));
  writeFileSync(join(folder, 'report.pdf'), bytes);
  const { stdout, stderr } = spawnSync('pdftotext', ['-layout', join(folder, 'report.pdf'), '-'], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  expect(stderr).toBe('');
  return stdout.split('\f').slice(0, -1);
}

const close = (text: string): string => text.replace(/\s/g, '');
const lineOf = (index: number): string =>
  close(SAMPLE_COLUMNS.map(({ name, type }) => shownCell(sampleRow(index)[name] ?? null, type)).join(''));

describe('a report on paper', () => {
  it('names the place of each of its objects', async () => {
    const bytes = await written(pdf, { rows: sampleRows(300), chart: CHART });
    const text = bytes.toString('latin1');
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    const places = text.slice(table).match(/^\d{10} \d{5} n /gm) ?? [];
    expect(places.length).toBeGreaterThan(20);
    for (const [index, place] of places.entries()) {
      const begin = Number(place.slice(0, 10));
      expect(text.slice(begin, begin + 20)).toMatch(new RegExp(`^${index + 1} 0 obj\n`));
    }
  });

  it('is as large as the paper that was asked for, upright where its columns have room', async () => {
    const few: Sample = { rows: sampleRows(5), columns: SAMPLE_COLUMNS.slice(0, 4) };
    const boxes = async (sample: Sample, paper: 'a4' | 'letter') => {
      const text = (await written(pdf, sample, { paper })).toString('latin1');
      return [...new Set(text.match(/MediaBox \[[^\]]*\]/g))];
    };
    expect(await boxes(few, 'a4')).toEqual(['MediaBox [0 0 595.28 841.89]']);
    expect(await boxes(few, 'letter')).toEqual(['MediaBox [0 0 612 792]']);
    const many: Sample = { rows: sampleRows(5), columns: [...SAMPLE_COLUMNS, ...SAMPLE_COLUMNS] };
    expect(await boxes(many, 'letter')).toEqual(['MediaBox [0 0 792 612]']);
  });

  it('is the same, byte by byte, for the same report', async () => {
    const [one, other] = [
      await written(pdf, { rows: sampleRows(50) }),
      await written(pdf, { rows: sampleRows(50) }),
    ];
    expect(one.equals(other)).toBe(true);
  });

  it('writes pages as rows come and does not wait for the last', async () => {
    let asked = 0;
    const rows = (function* () {
      for (const row of sampleRows(6000)) {
        asked += 1;
        yield row;
      }
    })();
    const pieces = pdf.write(sampleReport({ rows }), { bom: false, paper: 'a4' })[Symbol.asyncIterator]();
    await pieces.next();
    expect(asked).toBeLessThan(2100);
  });

  describe.skipIf(!READER)('as pdftotext reads it (where poppler-utils is installed)', () => {
    it('has every row, in order, under titles that stand on each page', async () => {
      const plain = (index: number) => index % 97 !== 96;
      for (const count of [130, 2300]) {
        const pages = pagesOf(await written(pdf, { rows: sampleRows(count), retention: RETENTION }));
        const lines = pages.flatMap((page) => page.split('\n').map(close));
        const shown = new Map(lines.map((line, place) => [line, place]));
        const places = [...Array(count).keys()].filter(plain).map((index) => shown.get(lineOf(index)) ?? -1);
        expect(places.includes(-1), `of ${count}`).toBe(false);
        expect(places.toSorted((one, other) => one - other)).toEqual(places);
        const withRows = pages.filter((page) => page.includes('Extension 2'));
        expect(withRows.length).toBeGreaterThan(2);
        for (const page of withRows)
          expect(close(page)).toContain('NameDayStartCallCallsDurationAverageShareCostCurrency');
      }
    });

    it('numbers its pages, and ends with sums, notes and receipt', async () => {
      const running = sampleReport({ rows: sampleRows(2300), retention: RETENTION });
      for await (const _ of running.rows);
      const { totals, receipt } = running.end();
      const pages = pagesOf(await written(pdf, { rows: sampleRows(2300), retention: RETENTION }));
      for (const [index, page] of pages.entries()) {
        expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
        expect(page).toContain('A sample & its <title>, 2026-10-01 to 2026-10-31');
      }
      const end = pages.slice(-2).join('');
      const sums = ['calls', 'duration_ms', 'cost_micros'].map((name) => {
        const type = SAMPLE_COLUMNS.find((column) => column.name === name)?.type ?? 'text';
        const value = totals[name];
        return typeof value === 'number' ? shownCell(value, type) : '?';
      });
      for (const sum of sums) expect(end).toContain(sum);
      expect(end).toContain('Numbers of calls before 2026-10-10 are masked for good.');
      expect(end).toContain(receipt.sha256);
      expect(pages[0]).toContain('shown to role finance');
    });

    it('shows Latin, Greek and Cyrillic names, and says what it cannot show', async () => {
      const rows = HARD_NAMES.map((name, index) => ({ ...sampleRow(index), name }));
      const [page = ''] = pagesOf(await written(pdf, { rows }));
      for (const name of HARD_NAMES.slice(0, 5)) expect(page).toContain(name);
      expect(page).not.toContain('cannot be shown');
      const others = ['田中', 'דוד'].map((name) => ({ ...sampleRow(0), name }));
      expect(pagesOf(await written(pdf, { rows: others })).join('')).toContain(
        '5 signs of names cannot be shown right on this paper',
      );
    });

    it('breaks long texts into lines, and loses nothing of them', async () => {
      const name = 'a very long department name of a very large company, '.repeat(6) + 'x'.repeat(90);
      const columns = [...SAMPLE_COLUMNS, ...SAMPLE_COLUMNS.slice(2)];
      const [page = ''] = pagesOf(await written(pdf, { rows: [{ ...sampleRow(0), name }], columns }));
      const words = page.split('\n').map((line) => line.slice(0, 40));
      expect(close(page)).toContain('89270895249058');
      expect(words.filter((line) => line.includes('department')).length).toBe(6);
      expect((page.match(/x/g) ?? []).length).toBeGreaterThanOrEqual(90);
    });

    it('draws its chart with the values beside the bars', async () => {
      const [page = ''] = pagesOf(await written(pdf, { rows: sampleRows(12), chart: CHART }));
      expect(page).toContain('Cost in EUR by name');
      expect(page).toMatch(/Extension 2011 +0\.110007\n/);
    });
  });
});
