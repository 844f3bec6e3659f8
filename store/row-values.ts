import {
  type Batch,
  CALL_WIDTH,
  FIRST_LABEL,
  FIRST_STORED,
  FIRST_TEXT,
  TEXTS_A_PAGE,
} from '../record/batch.ts';
import type { LabelTable } from './label-table.ts';

/** What every row begins with: id, source and intake. */
const ALWAYS = 3;

/** The values of one row of a batch at a time, as they are bound. */
export class RowValues {
  /** Id, source and intake, then the values of the columns in `shape`, in the order of CALL_COLUMNS. */
  readonly bound: (number | string)[] = [];
  /** A bit for each stored column that has a value, the first of them the lowest; at most 53 of them. */
  shape = 0;
  private base = 0;
  private readonly batch: Batch;
  private readonly labels: LabelTable;
  private readonly labelIds = new Map<number, number>();
  /** The page of texts in hand. */
  private page = -1;
  private texts: readonly string[] = [];

  constructor(batch: Batch, { source, intake }: { source: number; intake: number }, labels: LabelTable) {
    this.batch = batch;
    this.labels = labels;
    this.bound.push(0, source, intake);
  }

  /** Takes up a row, which is to be stored under this id. */
  load(index: number, id: number): void {
    const { bound, batch } = this;
    const base = index * CALL_WIDTH;
    this.base = base;
    bound.length = ALWAYS;
    bound[0] = id;
    let [low, high] = [0, 0];
    for (let column = FIRST_STORED; column < CALL_WIDTH; column++) {
      const value = batch.calls[base + column] as number;
      if (Number.isNaN(value)) continue;
      const place = column - FIRST_STORED;
      if (place < 32) low |= 1 << place;
      else high |= 1 << (place - 32);
      if (column < FIRST_LABEL) bound.push(value);
      else if (column < FIRST_TEXT) bound.push(this.labelId(value));
      else bound.push(this.text(value));
    }
    this.shape = high * 2 ** 32 + (low >>> 0);
  }

  /** The number in a column of the row; NaN for null. */
  at(column: number): number {
    return this.batch.calls[this.base + column] as number;
  }

  /** The text in a column of the row; null where it has none. */
  textAt(column: number): string | null {
    const place = this.at(column);
    return Number.isNaN(place) ? null : this.text(place);
  }

  /** The stored columns in their order, also those without a value. */
  all(): (number | string | null)[] {
    let bound = ALWAYS;
    return Array.from({ length: CALL_WIDTH - FIRST_STORED }, (_, place) => {
      if (Number.isNaN(this.at(FIRST_STORED + place))) return null;
      const value = this.bound[bound] ?? null;
      bound += 1;
      return value;
    });
  }

  private text(place: number): string {
    const page = Math.floor(place / TEXTS_A_PAGE);
    if (page !== this.page) {
      this.page = page;
      this.texts = this.batch.texts[page]?.split('\0') ?? [];
    }
    const text = this.texts[place % TEXTS_A_PAGE];
    if (text === undefined) throw new Error(`a row names the text ${place}, which its batch does not have`);
    return text;
  }

  private labelId(place: number): number {
    const known = this.labelIds.get(place);
    if (known !== undefined) return known;
    const id = this.labels.id(this.batch.labels[place] as string);
    this.labelIds.set(place, id);
    return id;
  }
}
