import type { Day } from '../record/calendar.ts';
import type { SeenCall } from '../record/call.ts';
import type { BriefWish, CallBrief } from '../record/call-brief.ts';
import type { CallSpan, GoneHour } from '../record/call-span.ts';
import type { SumGrouping, Sums, SumsFilter, TopSums, TopWish } from '../record/call-sums.ts';
import type { Directory } from '../record/directory.ts';
import type { Budget } from './budget.ts';
import type { Exchange, ExchangeRate } from './exchange-rate.ts';
import type { MarkUp } from './mark-up.ts';
import type { ParameterName } from './report-parameters.ts';
import type { ReportPeriod } from './report-period.ts';
import type { ReportValue } from './report-values.ts';
import type { SpanGroup } from './traffic/span-groups.ts';
import type { UpkeepSources } from './upkeep-sources.ts';

/**
 * What the values of a column are, for every format: `duration` whole milliseconds, `money` whole millionths of the currency of its
 * row, `share` a fraction of 1, `time` ISO 8601 with its offset, `day` YYYY-MM-DD, `number` and `count` plain numbers.
 */
export type ColumnType = 'text' | 'count' | 'number' | 'duration' | 'money' | 'share' | 'time' | 'day';

export interface ReportColumn {
  /** As data is called, units last: `duration_ms`. */
  readonly name: string;
  /** As people read it, without a unit. */
  readonly title: string;
  readonly type: ColumnType;
  /**
   * What stands under it: the sum of what is shown; a quotient of two sums, so that an average is never one of averages, and
   * nothing of what a row does not say; the most of what is shown; nothing where left out.
   */
  readonly total?: 'sum' | 'max' | { readonly of: string; readonly by: string };
}

export type Cell = string | number | null;
export type ReportRow = Readonly<Record<string, Cell>>;

/** What somebody asked a report for. */
export interface ReportWish {
  readonly period: ReportPeriod;
  readonly filter: SumsFilter;
  /** Of parameters that only some reports have; left out where nothing was given. */
  readonly by?: string;
  readonly limit?: number;
  readonly level?: number;
  readonly seconds?: number;
  readonly compare?: ReportPeriod;
  readonly file?: string;
  /** In which every cost is told, by the rates of its day; left out: each in its own. */
  readonly currency?: string;
  /** Those that were given of the numbers the report judges by. */
  readonly values?: Readonly<Record<string, number>>;
}

/** What of it decides which columns there are. */
export type ColumnsWish = Pick<ReportWish, 'by' | 'seconds'>;

/** What reports are made of, all of it as the reader may see it. Nothing of it is asked before a report needs it. */
export interface ReportSources extends UpkeepSources {
  /** The local day it is. */
  readonly today: Day;
  readonly now: number;
  /** Of days without a site. */
  readonly time_zone: string;
  /** With `more_calls_than` only groups of so many, which is much faster where there are very many groups. */
  sums(
    period: ReportPeriod,
    by: readonly SumGrouping[],
    filter: SumsFilter,
    more_calls_than?: number,
  ): Promise<Sums[]>;
  /** The first groups in an order; of the others, of which there may be very many, nothing is made. */
  topSums(
    period: ReportPeriod,
    by: readonly SumGrouping[],
    filter: SumsFilter,
    top: TopWish,
  ): Promise<TopSums>;
  /** How many legs of a period only sums of days are left of; 0 to who is shown calls of some extensions, of which these say nothing. */
  legsGone(period: ReportPeriod): number;
  /** Heads and other legs in the order of their start. */
  calls(period: ReportPeriod, filter: SumsFilter): AsyncIterable<SeenCall>;
  /** The same, but of each call only what rules need, and only calls of which one is told. */
  briefs(period: ReportPeriod, filter: SumsFilter, wish: BriefWish): AsyncIterable<CallBrief>;
  /** The calls with the most of something, most first. */
  topCalls(
    period: ReportPeriod,
    filter: SumsFilter,
    order: { readonly by: 'cost' | 'duration'; readonly limit: number },
  ): Promise<SeenCall[]>;
  /** Whether sums can be told by this to the reader; what they cannot is refused. */
  shows(by: SumGrouping): boolean;
  /** What of the directory the reader may see: without what names people where those are not shown. */
  directory(): Promise<Directory>;
  /**
   * When calls began and ended, in the order of their start; also those that began up to a month before and reach into the period. Read
   * behind `goneHours`, they leave out what that tells.
   */
  spans(period: ReportPeriod, filter: SumsFilter, by: SpanGroup | 'all'): AsyncIterable<CallSpan>;
  /** What calls that have gone carried in hours of these days; null where only calls that are there could answer. */
  goneHours(period: Pick<ReportPeriod, 'from_day' | 'to_day'>, filter: SumsFilter): GoneHour[] | null;
  /** The clock of a site; of what is in none the one of days without a site. */
  zoneOf(site: string | null): string;
  /** How many calls a trunk can carry at once; null where nobody said it. */
  linesOf(trunk: string): number | null;
  /** For what lists who is there; refused to who is not shown every call whole. */
  wholeDirectory(): Promise<Directory>;
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
  readonly budgets: readonly Budget[];
  readonly mark_ups: readonly MarkUp[];
  readonly exchange_rates: readonly ExchangeRate[];
  /** The cost centres that calls are counted to, by their ids; null is nobody's. Not to be shown: only told apart. */
  costCentresOf(ids: readonly number[]): Promise<ReadonlyMap<number, number | null>>;
  /** Where every cost is in one currency: the sums before that, and what they are exchanged by. */
  readonly exchanged?: { readonly sums: ReportSources['sums']; readonly exchange: Exchange };
}

/** How a chart is drawn of the rows, in formats that can; of amounts one for each currency. */
export interface ReportChart {
  readonly kind: 'bars' | 'line';
  /** The column along the chart: the first of these that the report has as it was asked for. */
  readonly along: readonly string[];
  /** The column that is drawn. */
  readonly drawn: string;
  /** Rows that are the same along the chart are one bar, with their sum. Only where what stands along it is not many things. */
  readonly together?: true;
  /** A chart for each value of a column: the first of these that the report has. */
  readonly each?: readonly string[];
}

/** Where a row leads: another report, narrowed by columns of the row. */
export interface DrillDown {
  readonly report: string;
  /** Parameter by column. */
  readonly by: Readonly<Partial<Record<ParameterName, string>>>;
}

/** One report: one file in definitions/, one constant, one line in reports.ts. */
export interface Report {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** What it can be narrowed by and asked for, besides its period. */
  readonly parameters: readonly ParameterName[];
  /** Without which it cannot be made. */
  readonly needs?: readonly ParameterName[];
  /** Of `--by`, what it can be told by; the first is the default. */
  readonly choices?: readonly string[];
  /** Of `--with`, the numbers it judges by. */
  readonly values?: Readonly<Record<string, ReportValue>>;
  readonly columns: readonly ReportColumn[] | ((wish: ColumnsWish) => readonly ReportColumn[]);
  readonly chart?: ReportChart;
  readonly drill?: DrillDown;
  /** It has no period: it tells what is there today. */
  readonly timeless?: true;
  rows(sources: ReportSources, wish: ReportWish): AsyncIterable<ReportRow>;
}

export function columnsOf({ columns }: Report, wish: ColumnsWish): readonly ReportColumn[] {
  return typeof columns === 'function' ? columns(wish) : columns;
}
