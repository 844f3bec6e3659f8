import type { ColumnType, ReportChart, ReportColumn, ReportRow } from './report.ts';
import { shownCell } from './shown-cell.ts';
import { counted } from './text-table.ts';

/** More bars than this are no picture any more. */
const BARS = 30;
const POINTS = 2000;

export interface ChartPoint {
  readonly label: string;
  readonly value: number;
  /** Among the rows. */
  readonly place: number;
}

/** A chart as it is drawn, whatever draws it. */
export interface DrawnChart {
  readonly kind: ReportChart['kind'];
  /** `Cost in EUR by cost centre, the 30 largest of 214` */
  readonly title: string;
  readonly along: string;
  readonly drawn: string;
  /** Of the values. */
  readonly type: ColumnType;
  readonly points: readonly ChartPoint[];
}

/** Gathers what a report's chart shows while its rows pass by: of bars the largest, in the order of the rows. */
export class ChartPoints {
  private readonly chart: ReportChart | undefined;
  private readonly columns: readonly ReportColumn[];
  /** Amounts of different currencies are on no common scale. */
  private readonly byCurrency = new Map<string, { points: ChartPoint[]; count: number }>();
  private place = 0;

  constructor(chart: ReportChart | undefined, columns: readonly ReportColumn[]) {
    this.chart = chart;
    this.columns = columns;
  }

  add(row: ReportRow): void {
    const { along, drawn } = this.parts();
    if (along === undefined || drawn === undefined) return;
    this.place += 1;
    const value = row[drawn.name];
    if (typeof value !== 'number') return;
    const currency = drawn.type === 'money' && typeof row.currency === 'string' ? row.currency : '';
    // What costs nothing has no currency either.
    if (drawn.type === 'money' && currency === '' && value === 0) return;
    const group = this.byCurrency.get(currency) ?? { points: [], count: 0 };
    this.byCurrency.set(currency, group);
    group.count += 1;
    group.points.push({ label: shownCell(row[along.name] ?? null, along.type), value, place: this.place });
    if (group.points.length > 2 * POINTS) group.points = this.kept(group.points);
  }

  /** Null where there is nothing to draw. Of several currencies the one with the most rows is drawn. */
  drawn(): DrawnChart | null {
    const { along, drawn } = this.parts();
    const groups = [...this.byCurrency].sort(([, one], [, other]) => other.count - one.count);
    const [[currency, { points: all, count }] = ['', { points: [], count: 0 }]] = groups;
    const points = this.kept(all);
    if (along === undefined || drawn === undefined || this.chart === undefined) return null;
    if (!points.some(({ value }) => value !== 0)) return null;
    const { kind } = this.chart;
    const which = kind === 'bars' ? 'largest' : 'first';
    const some = points.length < count ? `, the ${points.length} ${which} of ${counted(count, 'row')}` : '';
    const unit = currency === '' ? '' : ` in ${currency}`;
    return {
      ...{ kind, points, type: drawn.type, along: along.title, drawn: `${drawn.title}${unit}` },
      title: `${drawn.title}${unit} by ${along.title.toLowerCase()}${some}`,
    };
  }

  private parts(): { along: ReportColumn | undefined; drawn: ReportColumn | undefined } {
    const named = (wanted: string | undefined) => this.columns.find(({ name }) => name === wanted);
    return { along: named(this.chart?.along), drawn: named(this.chart?.drawn) };
  }

  private kept(points: readonly ChartPoint[]): ChartPoint[] {
    if (this.chart?.kind === 'line') return points.slice(0, POINTS);
    const largest = points.toSorted((one, other) => other.value - one.value).slice(0, BARS);
    return largest.sort((one, other) => one.place - other.place);
  }
}
