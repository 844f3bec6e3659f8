import type { NumberedLines, NumberRules, SystemNumber } from '../../record/numbers.ts';

/** Gathers the numbers of the lines of a batch. */
export class LineNumbers {
  private readonly rules: NumberRules;
  private readonly series = new Map<string, number>();
  private readonly cells: number[] = [];
  /** Of a line that shows none. */
  private readonly unknown: number;

  constructor(rules: NumberRules) {
    this.rules = rules;
    this.unknown = rules.several_series === true ? Number.NaN : this.placeOf('');
  }

  /** A record with its number. */
  add(line: number, offset: number, { series, number }: SystemNumber): void {
    this.cells.push(line, offset, this.placeOf(series), number);
  }

  /** A line that may be a record whose number cannot be read, or must not be. */
  unread(line: number, offset: number): void {
    this.cells.push(line, offset, this.unknown, Number.NaN);
  }

  all(): NumberedLines {
    const { rules, series, cells } = this;
    return { rules, series: [...series.keys()], lines: Float64Array.from(cells) };
  }

  private placeOf(series: string): number {
    const known = this.series.get(series);
    if (known !== undefined) return known;
    const place = this.series.size;
    this.series.set(series, place);
    return place;
  }
}
