import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { csv } from '../../../reports/formats/csv.ts';
import { html } from '../../../reports/formats/html.ts';
import { xmlTrouble } from '../read-workbook.ts';
import { HARD_NAMES, type Sample, sampleRow, sampleRows, written } from '../sample-report.ts';

const RETENTION = {
  masked_before: '2026-10-10',
  anonymous_before: null,
  gone_before: '2026-10-02',
  unfinished_before: null,
};
const CHART = { kind: 'line', along: ['day'], drawn: 'calls' } as const;

const pageOf = async (sample: Sample): Promise<string> => (await written(html, sample)).toString('utf8');
const cellsOf = (page: string): string[][] =>
  [...page.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell),
  );

describe('a report as a page', () => {
  it('has a row for every line of the CSV, and the sums below', async () => {
    const [title, ...lines] = parse(await written(csv, { rows: sampleRows(90) })) as string[][];
    const [heading, ...rows] = cellsOf(await pageOf({ rows: sampleRows(90) }));
    expect(heading).toEqual(title);
    const numbers = (cells: readonly string[] | undefined) =>
      cells?.map((cell) =>
        cell.replaceAll(',', '').replace(/^(\d+)\.0 %$/, (_, share) => String(share / 100)),
      );
    expect(rows.slice(0, -1).map(numbers)).toEqual(lines);
    expect(rows.at(-1)).toEqual(['Total', '', '', '', '357', '7:10:06', '0:01:12', '', '40.050630', 'EUR']);
  });

  it('shows whatever a name is as text, and what cannot be seen by its code', async () => {
    const rows = HARD_NAMES.map((name, index) => ({ ...sampleRow(index), name }));
    const page = await pageOf({ rows, chart: { kind: 'bars', along: ['name'], drawn: 'calls' } });
    expect(page).not.toMatch(/<script|<a\b/);
    expect(cellsOf(page).map(([name]) => name)).toEqual([
      'Name',
      ...[
        '=HYPERLINK(&quot;http://example.invalid&quot;,&quot;x&quot;)',
        '&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;',
      ],
      ...['Ærøskøbing, &quot;Bjørn&quot; Łódź', 'Юлия Щербакова', 'Ελένη Παπαδοπούλου'],
      ...['first line\\nsecond line', 'bell \\u0007 and _x0041_ as they are', 'Total'],
    ]);
    // Besides elements that HTML leaves open it is well-formed.
    expect(xmlTrouble(page.slice(page.indexOf('<main>'), page.indexOf('</body>')))).toBeNull();
  });

  it('needs nothing from anywhere and runs nothing', async () => {
    const page = await pageOf({ rows: sampleRows(20), chart: CHART });
    expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(page).not.toMatch(/<(?:img|link|script|iframe|object)|\b(?:href|src)=|url\(|\son\w+=/);
    expect(page).toContain('<polyline class="curve"');
  });

  it('says before the table what a reader must know, and after a table that is too long to be kept', async () => {
    for (const [count, before] of [
      [20, true],
      [2001, false],
    ] as const) {
      const page = await pageOf({ rows: sampleRows(count), chart: CHART, retention: RETENTION });
      const table = page.indexOf('<table>');
      for (const what of [
        'Numbers of calls before 2026-10-10 are masked',
        'Calls before 2026-10-02 are gone',
        '<svg',
      ]) {
        expect(page.split(what).length, what).toBe(2);
        expect(page.indexOf(what) < table, `${what} ${count}`).toBe(before);
      }
    }
  });

  it('ends with its receipt', async () => {
    const page = await pageOf({ rows: [] });
    expect(page).toContain('There is nothing to show.');
    expect(page).toMatch(/<dt>Shown to<\/dt><dd>role finance<\/dd>.*<dt>SHA-256<\/dt><dd>[0-9a-f]{64}<\/dd>/);
  });
});
