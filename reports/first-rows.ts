import type { ReportRow } from './report.ts';

/** The beginning of a report, by which its columns are laid out, and all of it. */
export interface FirstRows {
  readonly first: readonly ReportRow[];
  /** There are no more: the report has ended, and what stands below it is known already. */
  readonly whole: boolean;
  /** Every row, the first ones again before the others; to be read once. */
  readonly all: AsyncIterable<ReportRow>;
}

export async function firstRows(rows: AsyncIterable<ReportRow>, count: number): Promise<FirstRows> {
  const others = rows[Symbol.asyncIterator]();
  const first: ReportRow[] = [];
  let whole = false;
  // One more is asked for than is kept in view, so that a report of just so many has ended.
  while (first.length <= count && !whole) {
    const next = await others.next();
    if (next.done === true) whole = true;
    else first.push(next.value);
  }
  async function* all(): AsyncGenerator<ReportRow> {
    yield* first;
    if (!whole) yield* { [Symbol.asyncIterator]: () => others };
  }
  return { first, whole, all: all() };
}
