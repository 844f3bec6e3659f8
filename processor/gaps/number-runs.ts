import type { NumberRules, NumberRun, SystemNumber } from '../../record/numbers.ts';

interface OpenRun {
  readonly series: string;
  readonly first: number;
  count: number;
  readonly offset: number;
  last_offset: number;
  readonly unread: number;
}

/**
 * Gathers the numbers of the records of a batch into runs. Where records come in the order of their numbers, what is stored
 * grows with the gaps and not with the records; where they come as calls end, nearly every record is a run.
 */
export class NumberRuns {
  private readonly found: OpenRun[] = [];
  private readonly last = new Map<string, OpenRun>();
  private readonly circle: number | null;
  private readonly late: number;
  private unnumbered = 0;
  private lastUnnumbered = 0;

  constructor({ wraps_after, late }: NumberRules) {
    this.circle = wraps_after === null ? null : wraps_after + 1;
    this.late = late;
  }

  /** A record with its number. */
  add({ series, number }: SystemNumber, offset: number): void {
    const run = this.last.get(series);
    const ahead = run === undefined ? null : this.distance(run.first + run.count - 1, number);
    if (run !== undefined && ahead === 1) {
      run.count += 1;
      run.last_offset = offset;
    } else if (run !== undefined && ahead !== null && this.has(run, ahead)) {
      // A further leg, or the record once more.
      run.last_offset = offset;
    } else {
      const next = { series, first: number, count: 1, offset, last_offset: offset, unread: this.unnumbered };
      this.found.push(next);
      this.last.set(series, next);
    }
    this.unnumbered = 0;
  }

  /** A line that may be a record whose number cannot be read, or must not be. */
  unread(offset: number): void {
    this.unnumbered += 1;
    this.lastUnnumbered = offset;
  }

  runs(): readonly NumberRun[] {
    if (this.unnumbered === 0) return this.found;
    const offset = this.lastUnnumbered;
    const rest = { series: '', first: 0, count: 0, offset, last_offset: offset, unread: this.unnumbered };
    return [...this.found, rest];
  }

  /** How far a number is from the last one; in a circle forwards, and back as far as is late. */
  private distance(last: number, number: number): number {
    const { circle, late } = this;
    if (circle === null) return number - last;
    const ahead = (((number - last) % circle) + circle) % circle;
    return ahead >= circle - late ? ahead - circle : ahead;
  }

  private has(run: OpenRun, ahead: number): boolean {
    return ahead <= 0 && -ahead < run.count;
  }
}
