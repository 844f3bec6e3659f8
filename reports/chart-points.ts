import type { Cell, ColumnType, ReportChart, ReportColumn, ReportRow } from './report.ts';
import { shownCell } from './shown-cell.ts';
import { counted } from './text-table.ts';

/** More bars than this are no picture any more. */
const BARS = 30;
const POINTS = 2000;
const CHARTS = 6;
const NOTHING = '(none)';

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
  /** Of several charts of a report, what this one is of: `EUR`. Empty where it is the only one. */
  readonly of: string;
  readonly along: string;
  readonly drawn: string;
  /** Of the values. */
  readonly type: ColumnType;
  readonly points: readonly ChartPoint[];
}

/** What one chart shows. */
interface Group {
  points: ChartPoint[];
  readonly places: Map<string, number>;
  count: number;
  sum: number;
}

/** Gathers what a report's charts show while its rows pass by: of bars the largest, in the order of the rows. */
export class ChartPoints {
  private readonly chart: ReportChart | undefined;
  private readonly along: ReportColumn | undefined;
  private readonly column: ReportColumn | undefined;
  private readonly each: ReportColumn | undefined;
  /** Amounts of different currencies are on no common scale. */
  private readonly groups = new Map<string, Group>();
  private place = 0;

  constructor(chart: ReportChart | undefined, columns: readonly ReportColumn[]) {
    const named = (wanted: string) => columns.find(({ name }) => name === wanted);
    this.chart = chart;
    this.along = chart?.along.map(named).find((column) => column !== undefined);
    this.column = chart === undefined ? undefined : named(chart.drawn);
    this.each = chart?.each?.map(named).find((column) => column !== undefined);
  }

  add(row: ReportRow): void {
    const { along, column } = this;
    if (along === undefined || column === undefined) return;
    this.place += 1;
    const value = row[column.name];
    if (typeof value !== 'number') return;
    const of = this.groupOf(row);
    // What costs nothing has no currency either.
    if (column.type === 'money' && of === '' && value === 0) return;
    const group = this.groups.get(of) ?? { points: [], places: new Map(), count: 0, sum: 0 };
    this.groups.set(of, group);
    group.sum += value;
    this.addTo(group, { label: labelOf(row[along.name] ?? null, along.type), value, place: this.place });
  }

  /** The charts with the most to show; none where there is nothing to draw. */
  drawn(): readonly DrawnChart[] {
    const groups = [...this.groups]
      .filter(([, { points }]) => points.some(({ value }) => value !== 0))
      .sort(([, one], [, other]) => other.count - one.count || other.sum - one.sum);
    return groups
      .slice(0, CHARTS)
      .flatMap(([of, group], at) => this.drawnGroup(of, group, { at: at + 1, all: groups.length }));
  }

  private drawnGroup(
    of: string,
    { points: all, count }: Group,
    among: { at: number; all: number },
  ): DrawnChart[] {
    const { chart, along, column } = this;
    if (chart === undefined || along === undefined || column === undefined) return [];
    const points = this.kept(all);
    const { kind } = chart;
    const which = kind === 'bars' ? 'largest' : 'first';
    const what = chart.together ? 'bar' : 'row';
    const some = points.length < count ? `, the ${points.length} ${which} of ${counted(count, what)}` : '';
    const unit = of === '' || column.type !== 'money' ? '' : ` in ${of}`;
    const part = of === '' || column.type === 'money' ? '' : `, ${this.each?.title.toLowerCase()} ${of}`;
    const others = among.all > CHARTS && among.at === CHARTS ? ` (${among.all - CHARTS} more not drawn)` : '';
    return [
      {
        ...{ kind, points, type: column.type, along: along.title, drawn: `${column.title}${unit}` },
        title: `${column.title}${unit} by ${along.title.toLowerCase()}${part}${some}${others}`,
        of: among.all === 1 ? '' : of || NOTHING,
      },
    ];
  }

  private groupOf(row: ReportRow): string {
    if (this.column?.type === 'money') return typeof row.currency === 'string' ? row.currency : '';
    return this.each === undefined ? '' : labelOf(row[this.each.name] ?? null, this.each.type);
  }

  private addTo(group: Group, point: ChartPoint): void {
    if (this.chart?.together === true) {
      const place = group.places.get(point.label);
      const before = place === undefined ? undefined : group.points[place];
      if (place !== undefined && before !== undefined) {
        group.points[place] = { ...before, value: before.value + point.value };
        return;
      }
      group.places.set(point.label, group.points.length);
    }
    group.count += 1;
    group.points.push(point);
    if (this.chart?.together !== true && group.points.length > 2 * POINTS)
      group.points = this.kept(group.points);
  }

  private kept(points: readonly ChartPoint[]): ChartPoint[] {
    if (this.chart?.kind === 'line') return points.slice(0, POINTS);
    const largest = points.toSorted((one, other) => other.value - one.value).slice(0, BARS);
    return largest.sort((one, other) => one.place - other.place);
  }
}

function labelOf(value: Cell, type: ColumnType): string {
  return shownCell(value, type) || NOTHING;
}
