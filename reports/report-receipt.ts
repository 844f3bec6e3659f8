import { createHash } from 'node:crypto';
import type { ReportColumn, ReportRow } from './report.ts';
import type { ReportTotals } from './report-totals.ts';

/**
 * How old calls of a period are shown: what of it is not whole any more, or gone, by what jobs have done. Local days, each null where
 * nothing is.
 */
export interface RetentionEdges {
  readonly masked_before: string | null;
  readonly anonymous_before: string | null;
  readonly gone_before: string | null;
  /** A run that was stopped has taken some of the calls before it. */
  readonly unfinished_before: string | null;
}

/** What a run of a report was made of, so that it can be made again and compared. */
export interface ReportReceipt {
  readonly report: string;
  readonly program: string;
  /** ISO 8601, UTC. */
  readonly generated_at: string;
  /** Whose sight it was made with: `role operator`, `user os:anna`. */
  readonly viewer: string;
  readonly period: { readonly from: string; readonly to: string; readonly time_zone: string } | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly versions: {
    readonly configuration: number;
    readonly directory: number;
    readonly tariffs: readonly number[];
  };
  /** The period begins before one of these days. */
  readonly crosses_retention: boolean;
  readonly retention: RetentionEdges;
  readonly rows: number;
  /** Of columns, rows and totals. */
  readonly sha256: string;
}

/** The digest of what a report shows: its columns, every row in order, and what stands under them. */
export class ReportDigest {
  private readonly hash = createHash('sha256');
  private readonly columns: readonly string[];

  constructor(columns: readonly ReportColumn[]) {
    this.columns = columns.map(({ name }) => name);
    this.line(this.columns);
  }

  row(row: ReportRow): void {
    this.line(this.columns.map((name) => row[name] ?? null));
  }

  end(totals: ReportTotals): string {
    this.line(totals);
    return this.hash.digest('hex');
  }

  private line(value: unknown): void {
    this.hash.update(`${JSON.stringify(value)}\n`);
  }
}

/** Days lie before an edge; said below a report. Empty where its period is whole. */
export function retentionNotes(
  { masked_before, anonymous_before, gone_before, unfinished_before }: RetentionEdges,
  from: string,
): string[] {
  const crossed = (edge: string | null): edge is string => edge !== null && from < edge;
  return [
    ...(crossed(gone_before)
      ? [`Calls before ${gone_before} are gone; what is left of them are the totals of their days.`]
      : []),
    ...(crossed(anonymous_before) ? [`Calls before ${anonymous_before} are anonymous.`] : []),
    ...(crossed(masked_before) ? [`Numbers of calls before ${masked_before} are masked for good.`] : []),
    ...(crossed(unfinished_before)
      ? [
          `Some calls before ${unfinished_before} have taken a step of the retention already, others not: a run of its job was stopped.`,
        ]
      : []),
  ];
}
