import type { Anonymity } from '../record/age-edges.ts';
import {
  type AgedLine,
  type Batch,
  type BatchColumns,
  batchColumns,
  CALL_WIDTH,
  type CompletedCall,
  type ProcessState,
  TEXTS_A_PAGE,
  type UndefinedUnit,
} from '../record/batch.ts';
import type { Blank } from '../record/blank.ts';
import type { NumberRules } from '../record/numbers.ts';
import type { QualityRecord } from '../record/quality.ts';
import type { Reading } from '../record/reading.ts';
import { LineNumbers } from './gaps/line-numbers.ts';

/** A row in which every column is null. */
const NOTHING = new Float64Array(CALL_WIDTH).fill(Number.NaN);

/** Gathers what consecutive lines became, in the form in which it crosses to the store. */
export class BatchBuilder {
  lines = 0;
  rows = 0;
  /** Set where a row is that of an anonymous call. */
  anonymity: Anonymity | null = null;
  private codes: Uint8Array<ArrayBuffer>;
  private calls: BatchColumns;
  /** The row in hand, of which `calls` has no copy yet. */
  private readonly current: Float64Array = new Float64Array(CALL_WIDTH);
  private readonly pages: string[] = [];
  private page: string[] = [];
  private readonly labels = new Map<string, number>();
  private readonly undefinedUnits: UndefinedUnit[] = [];
  private readonly agedLines: AgedLine[] = [];
  private readonly completedCalls: CompletedCall[] = [];
  private readonly qualityRecords: QualityRecord[] = [];
  private readonly blanks: Blank[] = [];
  private readonly numbers: LineNumbers | null;

  /**
   * `lines` is how many are expected; more find room too. `spare` are columns of an earlier batch that nobody needs; records
   * have numbers where there are rules for them.
   */
  constructor(
    lines: number,
    { numbers = null, spare }: { numbers?: NumberRules | null; spare?: BatchColumns | undefined } = {},
  ) {
    const cells = (lines + 1) * CALL_WIDTH;
    this.numbers = numbers === null ? null : new LineNumbers(numbers);
    this.codes = new Uint8Array(lines + 1);
    this.calls = spare !== undefined && spare.length >= cells ? spare : batchColumns(cells);
  }

  line(code: number): void {
    if (this.lines === this.codes.length) this.codes = grown(this.codes, new Uint8Array(this.lines * 2));
    this.codes[this.lines] = code;
    this.lines += 1;
  }

  /** A row of NaN (null) to be filled in; it is good until the next call of `row`. */
  row(): Float64Array {
    this.endRow();
    this.rows += 1;
    this.current.set(NOTHING);
    return this.current;
  }

  private endRow(): void {
    if (this.rows === 0) return;
    const end = this.rows * CALL_WIDTH;
    if (end > this.calls.length) this.calls = grown(this.calls, batchColumns(end * 2));
    this.calls.set(this.current, end - CALL_WIDTH);
  }

  /** What the line in hand says of its number, once nothing excludes it; a record without one may be one that is missed. */
  numbered(reading: Reading, offset: number): void {
    if (this.numbers === null) return;
    if (reading.sequence !== undefined) this.numbers.add(this.lines, offset, reading.sequence);
    else if (reading.kind !== 'ignored') this.numbers.unread(this.lines, offset);
  }

  /** A line of which nothing may be kept, so its number is not read again either. */
  unnumbered(offset: number): void {
    this.numbers?.unread(this.lines, offset);
  }

  undefinedUnit(unit: UndefinedUnit): void {
    this.undefinedUnits.push(unit);
  }

  /** The line that `line` is told of next. */
  aged(offset: number, blanked: boolean): void {
    this.agedLines.push({ place: this.lines, offset, blanked });
  }

  completed(call: CompletedCall): void {
    this.completedCalls.push(call);
  }

  quality(record: QualityRecord): void {
    this.qualityRecords.push(record);
  }

  blank(blank: Blank): void {
    this.blanks.push(blank);
  }

  /** A whole line, in the place of what was to be blanked in it. */
  blankLine(blank: Blank): void {
    while ((this.blanks.at(-1)?.offset ?? -1) >= blank.offset) this.blanks.pop();
    this.blanks.push(blank);
  }

  /** The place of a text of one row; NaN for null. */
  text(text: string | null): number {
    if (text === null) return Number.NaN;
    if (this.page.length === TEXTS_A_PAGE) this.endPage();
    this.page.push(withoutNul(text));
    return this.pages.length * TEXTS_A_PAGE + this.page.length - 1;
  }

  /** The place of a text that many rows share. */
  label(text: string | null): number {
    if (text === null) return Number.NaN;
    const known = this.labels.get(text);
    if (known !== undefined) return known;
    const place = this.labels.size;
    this.labels.set(text, place);
    return place;
  }

  private endPage(): void {
    this.pages.push(this.page.join('\0'));
    this.page = [];
  }

  batch(range: {
    first_offset: number;
    end_offset: number;
    before: ProcessState;
    after: ProcessState;
  }): Batch {
    this.endRow();
    this.endPage();
    return {
      first_offset: range.first_offset,
      end_offset: range.end_offset,
      state_before: range.before,
      state_after: range.after,
      codes: this.codes.subarray(0, this.lines),
      rows: this.rows,
      calls: this.calls.subarray(0, this.rows * CALL_WIDTH),
      labels: [...this.labels.keys()].map(withoutNul),
      texts: this.pages,
      undefined_units: this.undefinedUnits,
      aged: this.agedLines,
      anonymity: this.anonymity,
      quality: this.qualityRecords,
      completed: this.completedCalls,
      numbers: this.numbers?.all() ?? null,
      blanks: this.blanks,
    };
  }
}

function withoutNul(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

function grown<Numbers extends Uint8Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
