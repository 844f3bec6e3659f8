import type { QualityRecord } from '../record/quality.ts';
import type { Connection } from './open-database.ts';

/** Lines of an intake, from an offset up to another. */
interface Range {
  readonly intake: number;
  readonly from: number;
  readonly to: number;
}

/** Writes quality records by the lines that brought them. */
export class QualityWriter {
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = {
      add: connection.prepare<[QualityRecord & { intake: number }], unknown>(
        `insert into quality (intake, offset, day, call_group, identity, leg, measured_at, measures)
         values (@intake, @offset, @day, @call_group, @identity, @leg, @measured_at, @measures)
         on conflict (intake, offset) do update set day = excluded.day, call_group = excluded.call_group,
         identity = excluded.identity, leg = excluded.leg, measured_at = excluded.measured_at,
         measures = excluded.measures`,
      ),
      of: connection.prepare<[Range], QualityRecord>(
        `select offset, day, call_group, identity, leg, measured_at, measures from quality
         where intake = @intake and offset >= @from and offset < @to`,
      ),
      remove: connection.prepare<[number, number], unknown>(
        'delete from quality where intake = ? and offset = ?',
      ),
    };
  }

  add(intake: number, records: readonly QualityRecord[]): void {
    for (const record of records) this.statements.add.run({ ...record, intake });
  }

  /**
   * What lines read again say, in the place of what they said, but for lines that cannot be read again; gives the offsets
   * where that differs.
   */
  replace(range: Range, records: readonly QualityRecord[], left_alone: ReadonlySet<number>): number[] {
    const before = new Map(this.statements.of.all(range).map((record) => [record.offset, record]));
    const changed = records.filter((record) => !isSame(before.get(record.offset), record));
    const kept = new Set([...left_alone, ...records.map(({ offset }) => offset)]);
    const left = [...before.keys()].filter((offset) => !kept.has(offset));
    for (const offset of left) this.statements.remove.run(range.intake, offset);
    this.add(range.intake, changed);
    return [...left, ...changed.map(({ offset }) => offset)].sort((a, b) => a - b);
  }
}

function isSame(one: QualityRecord | undefined, other: QualityRecord): boolean {
  return (
    one !== undefined &&
    one.day === other.day &&
    one.call_group === other.call_group &&
    one.identity === other.identity &&
    one.leg === other.leg &&
    one.measured_at === other.measured_at &&
    one.measures === other.measures
  );
}
