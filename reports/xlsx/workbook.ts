import { ChartPoints, type DrawnChart } from '../chart-points.ts';
import { escaped } from '../escaped.ts';
import type { RunningReport } from '../run-report.ts';
import { inPieces, type ZipEntry, zipStream } from '../zip-stream.ts';
import { aboutSheet } from './about-sheet.ts';
import { CellStyles } from './cell-styles.ts';
import { chartSheet, chartXml, drawingXml } from './chart-sheet.ts';
import { ReportSheets, type WrittenSheet } from './report-sheets.ts';
import { XML_HEAD } from './sheet-xml.ts';

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument';
/** The files inside have no time of their own: equal reports are equal files. */
const NO_TIME = new Date(Date.UTC(1980, 0, 1));

export interface WorkbookWish {
  readonly paper: 'a4' | 'letter';
  /** Of one sheet, without heading and totals; a sheet holds 1,048,576. */
  readonly sheet_rows: number;
}

/** A workbook as a stream: its rows first, and when they have ended, everything that depends on them. */
export function workbook(running: RunningReport, wish: WorkbookWish): AsyncGenerator<Uint8Array> {
  return zipStream(entries(running, wish), NO_TIME);
}

async function* entries(running: RunningReport, wish: WorkbookWish): AsyncGenerator<ZipEntry> {
  // First, because programs tell by it what the archive is.
  yield file('_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']]));
  const styles = new CellStyles();
  const points = new ChartPoints(running.report.chart, running.columns);
  const sheets = new ReportSheets(running, styles, wish);
  yield* sheets.entries((row) => points.add(row));
  const names = sheets.written.map(({ name }) => name);
  const charts = points.drawn();
  for (const [at, chart] of charts.entries()) {
    const [number, name] = [at + 1, sheetName(chart, at)];
    names.push(name);
    yield file(`xl/worksheets/sheet${names.length}.xml`, chartSheet(chart, styles, wish.paper));
    yield file(
      `xl/worksheets/_rels/sheet${names.length}.xml.rels`,
      relationships([['drawing', `../drawings/drawing${number}.xml`]]),
    );
    yield file(`xl/drawings/drawing${number}.xml`, drawingXml(chart));
    yield file(
      `xl/drawings/_rels/drawing${number}.xml.rels`,
      relationships([['chart', `../charts/chart${number}.xml`]]),
    );
    yield file(`xl/charts/chart${number}.xml`, chartXml(chart, name));
  }
  names.push('About');
  yield file(`xl/worksheets/sheet${names.length}.xml`, aboutSheet(running, styles, wish.paper));
  yield file('xl/styles.xml', `${XML_HEAD}${styles.xml()}`);
  yield file('xl/workbook.xml', workbookXml(names, sheets.written));
  const parts = names.map((_, place): [string, string] => ['worksheet', `worksheets/sheet${place + 1}.xml`]);
  yield file('xl/_rels/workbook.xml.rels', relationships([...parts, ['styles', 'styles.xml']]));
  yield file('[Content_Types].xml', contentTypes(names.length, charts.length));
}

/** `Chart`, and of several `Chart EUR`; a name of a currency is none that a sheet could not have, any other gives way to its number. */
function sheetName({ of }: DrawnChart, at: number): string {
  if (of === '') return 'Chart';
  return /^[A-Z]{3}$/.test(of) ? `Chart ${of}` : `Chart ${at + 1}`;
}

function file(name: string, text: string): ZipEntry {
  return { name, bytes: inPieces([text]) };
}

function relationships(targets: readonly (readonly [string, string])[]): string {
  const lines = targets.map(
    ([type, target], place) =>
      `<Relationship Id="rId${place + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`;
}

/** The filter of a sheet and the row it prints on every page are names of the workbook. */
function workbookXml(names: readonly string[], written: readonly WrittenSheet[]): string {
  const sheets = names.map(
    (name, place) => `<sheet name="${escaped(name)}" sheetId="${place + 1}" r:id="rId${place + 1}"/>`,
  );
  const absolute = (cells: string): string => cells.replace(/([A-Z]+)(\d+)/g, '$$$1$$$2');
  const named = [
    ...written.map(
      ({ name, cells }, place) =>
        `<definedName name="_xlnm._FilterDatabase" localSheetId="${place}" hidden="1">'${name}'!${absolute(cells)}</definedName>`,
    ),
    ...written.map(
      ({ name }, place) =>
        `<definedName name="_xlnm.Print_Titles" localSheetId="${place}">'${name}'!$1:$1</definedName>`,
    ),
  ];
  return `${XML_HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"><bookViews><workbookView/></bookViews><sheets>${sheets.join('')}</sheets><definedNames>${named.join('')}</definedNames></workbook>`;
}

function contentTypes(sheets: number, charts: number): string {
  const parts: [string, string][] = [
    ['xl/workbook.xml', `${TYPE}.spreadsheetml.sheet.main+xml`],
    ['xl/styles.xml', `${TYPE}.spreadsheetml.styles+xml`],
    ...Array.from({ length: sheets }, (_, place): [string, string] => [
      `xl/worksheets/sheet${place + 1}.xml`,
      `${TYPE}.spreadsheetml.worksheet+xml`,
    ]),
  ];
  for (let number = 1; number <= charts; number += 1) {
    parts.push([`xl/drawings/drawing${number}.xml`, `${TYPE}.drawing+xml`]);
    parts.push([`xl/charts/chart${number}.xml`, `${TYPE}.drawingml.chart+xml`]);
  }
  const lines = parts.map(([name, type]) => `<Override PartName="/${name}" ContentType="${type}"/>`);
  return `${XML_HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${lines.join('')}</Types>`;
}
