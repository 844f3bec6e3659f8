import { parseDay } from '../../record/calendar.ts';
import type { Report, ReportColumn, ReportRow, ReportSources } from '../../reports/report.ts';
import type { FormatWish, ReportFormat } from '../../reports/report-format.ts';
import { readPeriod } from '../../reports/report-period.ts';
import type { RetentionEdges } from '../../reports/report-receipt.ts';
import { type RunningReport, runReport } from '../../reports/run-report.ts';

const SAMPLE_NOW: number = Date.parse('2026-11-02T08:00:00Z');

/** One column of each type, and money with its currency. */
export const SAMPLE_COLUMNS: readonly ReportColumn[] = [
  { name: 'name', title: 'Name', type: 'text' },
  { name: 'day', title: 'Day', type: 'day' },
  { name: 'started_at', title: 'Start', type: 'time' },
  { name: 'id', title: 'Call', type: 'number' },
  { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
  { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
  { name: 'average_ms', title: 'Average', type: 'duration', total: { of: 'duration_ms', by: 'calls' } },
  { name: 'share', title: 'Share', type: 'share' },
  { name: 'cost_micros', title: 'Cost', type: 'money', total: 'sum' },
  { name: 'currency', title: 'Currency', type: 'text' },
];

/** The nth row; every 97th has a name that is hard to write down. */
export function sampleRow(index: number): ReportRow {
  const calls = 1 + (index % 7);
  const duration_ms = calls * (61_000 + (index % 1000) * 250);
  return {
    name: index % 97 === 96 ? HARD_NAMES[index % HARD_NAMES.length] : `Extension ${2000 + (index % 5000)}`,
    day: `2026-10-${String(1 + (index % 31)).padStart(2, '0')}`,
    started_at: `2026-10-${String(1 + (index % 31)).padStart(2, '0')}T07:${String(index % 60).padStart(2, '0')}:09+0${1 + (index % 2)}:00`,
    ...{ id: 89_270_895_249_058 + index, calls, duration_ms, average_ms: Math.round(duration_ms / calls) },
    ...{ share: (index % 100) / 100, cost_micros: 10_000 * index + 7, currency: 'EUR' },
  } as ReportRow;
}

export const HARD_NAMES: readonly string[] = [
  '=HYPERLINK("http://example.invalid","x")',
  '<script>alert("&")</script>',
  'Ærøskøbing, "Bjørn" Łódź',
  'Юлия Щербакова',
  'Ελένη Παπαδοπούλου',
  'first line\nsecond line',
  'bell \u0007 and _x0041_ as they are',
];

export interface Sample {
  readonly rows: Iterable<ReportRow>;
  readonly columns?: readonly ReportColumn[];
  readonly chart?: Report['chart'];
  readonly retention?: RetentionEdges;
}

/** A report over October of rows that are given. */
export function sampleReport({ rows, columns = SAMPLE_COLUMNS, chart, retention }: Sample): RunningReport {
  const period = readPeriod('2026-10', parseDay('2026-11-02') ?? (0 as never));
  if (period === null) throw new Error('October is a period');
  const report: Report = {
    ...{
      name: 'sample',
      title: 'A sample & its <title>',
      summary: 'Rows that are given.',
      parameters: [],
      columns,
    },
    ...(chart === undefined ? {} : { chart }),
    async *rows() {
      yield* rows;
    },
  };
  const sources = { now: SAMPLE_NOW, time_zone: 'Europe/Berlin' } as ReportSources;
  const facts = {
    ...{ program: 'ledgerline 0', viewer: 'role finance', parameters: { period: '2026-10' } },
    versions: { configuration: 3, directory: 2, tariffs: [1, 4] },
    retention: retention ?? {
      masked_before: null,
      anonymous_before: null,
      gone_before: null,
      unfinished_before: null,
    },
  };
  return runReport(report, { period, filter: {} }, { sources, facts });
}

export function* sampleRows(count: number): Generator<ReportRow> {
  for (let index = 0; index < count; index += 1) yield sampleRow(index);
}

/** All bytes that a format writes. */
export async function written(
  format: ReportFormat,
  sample: Sample,
  wish: Partial<FormatWish> = {},
): Promise<Buffer> {
  return allBytes(format.write(sampleReport(sample), { bom: false, paper: 'a4', ...wish }));
}

export async function allBytes(pieces: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  for await (const piece of pieces) kept.push(Buffer.from(piece));
  return Buffer.concat(kept);
}
