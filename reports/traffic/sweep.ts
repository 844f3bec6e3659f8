/** For so long so many calls were under way. */
export interface SweptSpan {
  readonly from: number;
  readonly to: number;
  readonly calls: number;
}

/**
 * How many calls are under way at every moment, exactly: a call is from its start until before its end, so one that begins
 * when another ends is not beside it, and one of no length is beside none. Calls come in the order of their start; memory
 * holds the ends of those under way.
 */
export class Sweep {
  private readonly ends = new EndHeap();
  private readonly found: (span: SweptSpan) => void;
  private at = Number.NEGATIVE_INFINITY;

  constructor(found: (span: SweptSpan) => void) {
    this.found = found;
  }

  add(from: number, to: number): void {
    if (from < this.at) throw new Error('calls are swept in the order of their start');
    this.advance(from);
    if (to > from) this.ends.push(to);
  }

  /** No call comes any more. */
  finish(): void {
    this.advance(Number.POSITIVE_INFINITY);
  }

  private advance(moment: number): void {
    for (let end = this.ends.least; end <= moment && this.ends.size > 0; end = this.ends.least) {
      this.pass(end);
      this.ends.pop();
    }
    if (moment !== Number.POSITIVE_INFINITY) this.pass(moment);
  }

  private pass(to: number): void {
    if (this.ends.size > 0 && to > this.at) this.found({ from: this.at, to, calls: this.ends.size });
    this.at = to;
  }
}

/** The least of some numbers first. */
class EndHeap {
  private readonly values: number[] = [];

  get size(): number {
    return this.values.length;
  }

  get least(): number {
    return this.values[0] ?? Number.POSITIVE_INFINITY;
  }

  push(value: number): void {
    const { values } = this;
    let at = values.length;
    values.push(value);
    for (let above = (at - 1) >> 1; at > 0 && (values[above] ?? 0) > value; above = (at - 1) >> 1) {
      values[at] = values[above] ?? 0;
      at = above;
    }
    values[at] = value;
  }

  pop(): void {
    const { values } = this;
    const value = values.pop();
    if (value === undefined || values.length === 0) return;
    let at = 0;
    for (let below = 1; below < values.length; below = 2 * at + 1) {
      if ((values[below + 1] ?? Number.POSITIVE_INFINITY) < (values[below] ?? 0)) below += 1;
      const least = values[below] ?? 0;
      if (least >= value) break;
      values[at] = least;
      at = below;
    }
    values[at] = value;
  }
}
