import type { RunningReport } from './run-report.ts';

/** A way to write a report down: one file in formats/, one constant, one line in formats.ts. */
export interface ReportFormat {
  readonly name: string;
  readonly summary: string;
  /** Of the file, without a dot. */
  readonly extension: string;
  readonly media_type: string;
  /** Bytes in order, as rows come; the whole report is never in memory where its format allows that. */
  write(running: RunningReport, wish: FormatWish): AsyncIterable<string | Uint8Array>;
}

export interface FormatWish {
  /** CSV: begins with a byte order mark, for spreadsheets that take UTF-8 for something else without one. */
  readonly bom: boolean;
  /** PDF: the paper. */
  readonly paper: 'a4' | 'letter';
}
