import { ChartPoints } from '../chart-points.ts';
import { escaped } from '../escaped.ts';
import { firstRows } from '../first-rows.ts';
import { PAGE_STYLE, WIDE_STYLE } from '../html/page-style.ts';
import { svgChart } from '../html/svg-chart.ts';
import { receiptLines } from '../receipt-lines.ts';
import type { ReportColumn, ReportRow } from '../report.ts';
import type { ReportFormat } from '../report-format.ts';
import { showPeriod } from '../report-period.ts';
import type { RunningReport } from '../run-report.ts';
import { amountDecimals, RIGHT, shownCell } from '../shown-cell.ts';
import { counted, visible } from '../text-table.ts';
import { totalRows } from '../total-rows.ts';

/** Of a report with no more rows, chart and notes stand above them; of a longer one, which is never in memory, below. */
const KEPT_ROWS = 2000;
/** More columns are printed on paper that lies. */
const UPRIGHT_COLUMNS = 7;

/** One file with everything in it, which needs no network and runs nothing. */
export const html: ReportFormat = {
  name: 'html',
  summary: 'one page for a browser, with its chart, that needs nothing else and prints well',
  extension: 'html',
  media_type: 'text/html; charset=utf-8',
  async *write(running) {
    const { columns, report } = running;
    const points = new ChartPoints(report.chart, columns);
    const { first, whole, all } = await firstRows(running.rows, KEPT_ROWS);
    if (whole) for (const row of first) points.add(row);
    yield heading(running);
    if (whole) yield `${notesText(running)}${chartText(points)}`;
    if (first.length === 0) yield '<p>There is nothing to show.</p>\n';
    else {
      const decimals = amountDecimals(columns, first);
      yield tableBegin(running);
      for await (const row of all) {
        if (!whole) points.add(row);
        yield rowText(columns, row, { begin: 'td', decimals });
      }
      yield tableEnd(running, decimals);
    }
    if (!whole) yield `${chartText(points)}${notesText(running)}`;
    yield receiptText(running);
  },
};

function titleOf({ report, wish }: RunningReport): string {
  return report.timeless === true ? report.title : `${report.title}, ${showPeriod(wish.period)}`;
}

function heading(running: RunningReport): string {
  const { report, wish, viewer, columns } = running;
  const period = report.timeless === true ? '' : `${showPeriod(wish.period)} · `;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<title>${escaped(titleOf(running))}</title>
<style>${PAGE_STYLE}${columns.length > UPRIGHT_COLUMNS ? WIDE_STYLE : ''}</style>
</head>
<body>
<main>
<h1>${escaped(report.title)}</h1>
<p class="about">${escaped(`${period}shown to ${viewer}`)}</p>
`;
}

function notesText(running: RunningReport): string {
  return running
    .end()
    .notes.map((note) => `<p class="note">${escaped(note)}</p>\n`)
    .join('');
}

function chartText(points: ChartPoints): string {
  return points.drawn().map(svgChart).join('');
}

function tableBegin({ columns, report }: RunningReport): string {
  const titles = columns.map(({ title, type }) => `<th scope="col"${classOf(type)}>${escaped(title)}</th>`);
  return `<div class="wide" tabindex="0" role="region" aria-label="${escaped(report.title)}"><table>
<caption>${escaped(report.summary)}</caption>
<thead><tr>${titles.join('')}</tr></thead>
<tbody>
`;
}

function tableEnd({ columns, end }: RunningReport, decimals: ReadonlyMap<string, number>): string {
  const totals = totalRows(columns, end().totals).map((row) =>
    rowText(columns, row, { begin: 'th', decimals }),
  );
  return `</tbody>\n${totals.length === 0 ? '' : `<tbody class="totals">\n${totals.join('')}</tbody>\n`}</table></div>\n`;
}

/** What stands first in a row of totals is its name. */
function rowText(
  columns: readonly ReportColumn[],
  row: ReportRow,
  { begin, decimals }: { begin: 'th' | 'td'; decimals: ReadonlyMap<string, number> },
): string {
  const cells = columns.map(({ name, type }, place) => {
    const shown = escaped(visible(shownCell(row[name] ?? null, type, decimals.get(name))));
    return begin === 'th' && place === 0
      ? `<th scope="row"${classOf(type)}>${shown}</th>`
      : `<td${classOf(type)}>${shown}</td>`;
  });
  return `<tr>${cells.join('')}</tr>\n`;
}

/** Numbers at the right; moments in one line; texts as they are broken. */
function classOf(type: ReportColumn['type']): string {
  if (RIGHT.has(type)) return ' class="n"';
  return type === 'text' ? '' : ' class="w"';
}

function receiptText(running: RunningReport): string {
  const { receipt } = running.end();
  const lines = receiptLines(receipt).map(([what, of]) => `<dt>${escaped(what)}</dt><dd>${escaped(of)}</dd>`);
  return `<p>${counted(receipt.rows, 'row')}.</p>
<section aria-labelledby="receipt"><h2 id="receipt">Receipt</h2>
<dl>${lines.join('')}</dl></section>
</main>
</body>
</html>
`;
}
