import { z } from 'zod';
import type { Cell, ReportColumn, ReportRow } from './report.ts';
import type { ReportReceipt } from './report-receipt.ts';
import type { ReportEnd, RunningReport } from './run-report.ts';

/** Columns in which a person, a number, or what is somebody's, can stand. */
const PARTIES: ReadonlySet<string> = new Set([
  ...['calling', 'called', 'calling_name', 'called_name', 'number', 'extension', 'account_code'],
  ...['person', 'person_name', 'entity', 'account', 'address', 'object'],
]);

/** Whether a report has columns in which people can stand. */
export function showsPeople(columns: readonly ReportColumn[]): boolean {
  return columns.some(({ name }) => PARTIES.has(name));
}

const headSchema = z.object({ columns: z.array(z.string()) });
const rowSchema = z.array(z.union([z.string(), z.number(), z.null()]));

/** A report as it is kept: its columns, a line for each row, and what stands below them. */
export async function* recordLines(running: RunningReport): AsyncGenerator<string> {
  const columns = running.columns.map(({ name }) => name);
  yield line({ format: 'ledgerline statement 1', report: running.report.name, columns });
  for await (const row of running.rows) yield line(columns.map((name) => row[name] ?? null));
  yield line(running.end());
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** A kept report as if it were being made, so that every format of it has the same rows, and the same receipt. */
export function recordedRun(
  { report, wish, viewer, columns }: Pick<RunningReport, 'report' | 'wish' | 'viewer' | 'columns'>,
  bytes: () => AsyncIterable<Uint8Array>,
): RunningReport {
  let end: ReportEnd | null = null;
  async function* rows(): AsyncGenerator<ReportRow> {
    for await (const part of readRecord(bytes())) {
      if ('row' in part) yield part.row;
      else end = part.end;
    }
  }
  return {
    ...{ report, wish, viewer, columns, rows: rows() },
    end() {
      if (end === null) throw new Error('a report ends when its rows have ended');
      return end;
    },
  };
}

/** The rows of a kept report one after the other, and then its end. */
async function* readRecord(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly row: ReportRow } | { readonly end: ReportEnd }> {
  let columns: readonly string[] | null = null;
  for await (const text of linesOf(bytes)) {
    const value: unknown = JSON.parse(text);
    if (columns === null) columns = headSchema.parse(value).columns;
    else if (Array.isArray(value)) yield { row: rowOf(columns, rowSchema.parse(value)) };
    // It is encrypted, and nobody but this program can have written it.
    else yield { end: value as ReportEnd };
  }
}

function rowOf(columns: readonly string[], cells: readonly Cell[]): ReportRow {
  return Object.fromEntries(columns.map((name, place) => [name, cells[place] ?? null]));
}

/** Whether a number or name, or one of these extensions as a party, stands in a kept report. */
export async function standsInRecord(
  bytes: AsyncIterable<Uint8Array>,
  names: (text: string) => boolean,
  extensions: readonly string[],
): Promise<boolean> {
  const own = new Set(extensions);
  for await (const part of readRecord(bytes)) {
    if ('end' in part) {
      if (Object.values(part.end.receipt.parameters).some((text) => own.has(text) || names(text)))
        return true;
      continue;
    }
    for (const [column, cell] of Object.entries(part.row)) {
      if (typeof cell !== 'string') continue;
      if ((PARTIES.has(column) && own.has(cell)) || names(cell)) return true;
    }
  }
  return false;
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of bytes) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** What stands in a kept report as a whole; for reports that fit into memory. */
export async function wholeRecord(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly rows: readonly ReportRow[]; readonly receipt: ReportReceipt } | null> {
  const rows: ReportRow[] = [];
  for await (const part of readRecord(bytes)) {
    if ('end' in part) return { rows, receipt: part.end.receipt };
    rows.push(part.row);
  }
  return null;
}
