import { CALL_PLACE as AT } from '../record/batch.ts';
import type { Blank } from '../record/blank.ts';
import type { Connection } from './open-database.ts';
import { numberIn, type ReadRow } from './replay/stored-rows.ts';
import type { RowValues } from './row-values.ts';

/** As it reads now, and as it read at another age or before something was withheld. */
const IDENTITIES = [
  AT.identity,
  AT.whole_identity,
  AT.full_identity,
  AT.masked_identity,
  AT.anonymous_identity,
];

/** Calls that were erased, by their keyed identity: a line that brings one again is none. */
export class SuppressedCalls {
  private readonly one;
  private readonly ofDay;
  private days = new Map<number, boolean>();

  constructor(connection: Connection) {
    this.one = connection
      .prepare<[number, number], number>('select 1 from suppressed where day = ? and identity = ?')
      .pluck();
    this.ofDay = connection
      .prepare<[number], number>('select 1 from suppressed where day = ? limit 1')
      .pluck();
  }

  /** Before each batch: whatever was erased since is known from then on. */
  begin(): void {
    this.days = new Map();
  }

  /** Whether calls of a day were erased at all, which is asked of the store once for each batch. */
  private onDay(day: number): boolean {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const found = this.ofDay.get(day) !== undefined;
    this.days.set(day, found);
    return found;
  }

  private has(day: number, identities: Iterable<number>): boolean {
    if (!this.onDay(day)) return false;
    for (const identity of identities)
      if (!Number.isNaN(identity) && this.one.get(day, identity) !== undefined) return true;
    return false;
  }

  isRow(row: RowValues): boolean {
    const day = row.at(AT.day);
    if (!this.onDay(day)) return false;
    return this.has(
      day,
      IDENTITIES.map((column) => row.at(column)),
    );
  }

  /** Of lines that are read again, those of erased calls by their offset, with what must not stay of them. */
  among(rows: readonly ReadRow[]): ReadonlyMap<number, Blank & { place: number }> {
    this.begin();
    const erased = rows.filter(({ values, earlier_identities }) =>
      this.has(numberIn(values, 'day'), [numberIn(values, 'identity'), ...earlier_identities]),
    );
    const blankOf = ({ offset, values, place }: ReadRow) =>
      [offset, { offset, length: numberIn(values, 'length'), code: 'E', place }] as const;
    return new Map(erased.map(blankOf));
  }
}
