import type { Batch, UndefinedUnit } from '../record/batch.ts';
import { DUPLICATE_CODE, isUndefined } from '../record/outcome.ts';
import type { Connection } from './open-database.ts';

/**
 * Lines of a file that was sent again and is read for itself, because the driver changed since: what cannot be read in it and
 * could not be read in the earlier file either is that line once more. Such a duplicate repeats no call.
 */
export class RepeatedLines {
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  /** The undefined lines that were undefined before, by their offset. */
  of(intake: number, units: readonly UndefinedUnit[]): ReadonlySet<number> {
    const earlier = units.length === 0 ? null : (this.statements.earlier.get(intake) ?? null);
    if (earlier === null) return new Set();
    const repeats = ({ offset, length }: UndefinedUnit): boolean =>
      this.statements.unread.get({ intake: earlier, offset, length }) !== undefined;
    return new Set(units.filter(repeats).map(({ offset }) => offset));
  }

  /** Gives these lines their outcome, and a row where they have none. */
  write(intake: number, batches: readonly Batch[], repeated: ReadonlySet<number>, codes: Uint8Array): void {
    let before = 0;
    for (const batch of repeated.size === 0 ? [] : batches) {
      let unit = 0;
      for (const [place, code] of batch.codes.entries()) {
        if (!isUndefined(code)) continue;
        const line = batch.undefined_units[unit++];
        if (line === undefined || !repeated.has(line.offset)) continue;
        codes[before + place] = DUPLICATE_CODE;
        this.statements.add.run(intake, line.offset, line.length);
      }
      before += batch.codes.length;
    }
  }
}

function prepare(connection: Connection) {
  return {
    earlier: connection
      .prepare<[number], number | null>("select same_as from intake where id = ? and kind = 'resent'")
      .pluck(),
    unread: connection.prepare<[{ intake: number; offset: number; length: number }], number>(
      `select 1 from undefined_line where intake = @intake and offset = @offset and length = @length
       union all
       select 1 from duplicate where intake = @intake and offset = @offset and length = @length and call is null`,
    ),
    add: connection.prepare<[number, number, number], unknown>(
      'insert into duplicate (intake, offset, length) values (?, ?, ?) on conflict (intake, offset) do nothing',
    ),
  };
}
