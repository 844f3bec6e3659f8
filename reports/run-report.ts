import { parseDay, showDay } from '../record/calendar.ts';
import { Exchange } from './exchange-rate.ts';
import { inCurrency } from './in-currency.ts';
import { lackingNotes, noticedDetail } from './noticed-detail.ts';
import {
  columnsOf,
  type Report,
  type ReportColumn,
  type ReportRow,
  type ReportSources,
  type ReportWish,
} from './report.ts';
import { ReportDigest, type ReportReceipt, type RetentionEdges, retentionNotes } from './report-receipt.ts';
import { type ReportTotals, RunningTotals } from './report-totals.ts';

/** What a receipt says besides what the rows tell. */
export interface RunFacts {
  readonly program: string;
  readonly viewer: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly versions: ReportReceipt['versions'];
  readonly retention: RetentionEdges;
}

/** A report as it is being made: its rows come once, and what stands below them is known when they have ended. */
export interface RunningReport {
  readonly report: Report;
  readonly wish: ReportWish;
  /** Whose sight it is made with. */
  readonly viewer: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: AsyncIterable<ReportRow>;
  /** Throws while rows are left. */
  end(): ReportEnd;
}

export interface ReportEnd {
  readonly totals: ReportTotals;
  readonly receipt: ReportReceipt;
  /** What a reader must know of the period. */
  readonly notes: readonly string[];
}

export function runReport(
  report: Report,
  wish: ReportWish,
  { sources, facts }: { sources: ReportSources; facts: RunFacts },
): RunningReport {
  const columns = columnsOf(report, wish);
  const { currency } = wish;
  const exchange = currency === undefined ? null : new Exchange(sources.exchange_rates, currency);
  const detail = noticedDetail(sources);
  const told = exchange === null ? detail.told : inCurrency(detail.told, exchange);
  const totals = new RunningTotals(columns);
  const digest = new ReportDigest(columns);
  let count = 0;
  let ended: ReportEnd | null = null;
  async function* rows(): AsyncGenerator<ReportRow> {
    for await (const row of report.rows(told, wish)) {
      totals.add(row);
      digest.row(row);
      count += 1;
      yield row;
    }
    const under = totals.totals();
    const [from, to] = [showDay(wish.period.from_day), showDay(wish.period.to_day)];
    const aged = report.timeless === true ? [] : retentionNotes(facts.retention, from);
    const lacking = detail.wasRead() ? lackingNotes(legsGone(sources, wish, facts.retention)) : [];
    const exchanged = exchange?.note() ?? null;
    const receipt: ReportReceipt = {
      ...{ report: report.name, program: facts.program, generated_at: new Date(sources.now).toISOString() },
      ...{ viewer: facts.viewer, parameters: facts.parameters, versions: facts.versions },
      period: report.timeless === true ? null : { from, to, time_zone: sources.time_zone },
      crosses_retention: aged.length > 0,
      ...{ retention: facts.retention, rows: count, sha256: digest.end(under) },
    };
    ended = {
      totals: under,
      receipt,
      notes: [...aged, ...lacking, ...(exchanged === null ? [] : [exchanged])],
    };
  }
  return {
    ...{ report, wish, viewer: facts.viewer, columns, rows: rows() },
    end() {
      if (ended === null) throw new Error('a report ends when its rows have ended');
      return ended;
    },
  };
}

/** Legs of which only sums are here, of those days of the period that the retention has not reached. */
function legsGone(sources: ReportSources, { period }: ReportWish, { gone_before }: RetentionEdges): number {
  const reached = gone_before === null ? null : parseDay(gone_before);
  const from_day = reached === null || reached < period.from_day ? period.from_day : reached;
  return from_day > period.to_day ? 0 : sources.legsGone({ ...period, from_day });
}
