import type { Connection } from '../open-database.ts';

/** A stored call that equals a line, wherever it stands. */
export interface StoredTwin {
  readonly id: number;
  readonly intake: number;
  readonly offset: number;
}

/** A record as a line reads now, with all that it was ever known by. */
interface KnownRecord {
  readonly day: number;
  readonly identities: readonly number[];
}

interface Range {
  readonly intake: number;
  readonly from: number;
  readonly to: number;
}

/** Calls that stand in archives, by their keyed identity: a line that brings one again is a duplicate of it. */
export class ArchivedTwins {
  private readonly ofDay;
  private readonly ofIdentity;
  private readonly isArchived;
  private readonly ofRange;
  private days = new Map<number, boolean>();

  constructor(connection: Connection) {
    this.ofDay = connection
      .prepare<[number], number>('select 1 from archived_call where day = ? limit 1')
      .pluck();
    this.ofIdentity = connection.prepare<{ day: number; identity: number }, StoredTwin>(
      `select id, intake, offset from (
         select id, intake, offset, occurrence from call where day = @day and identity = @identity
         union all
         select id, intake, offset, occurrence from archived_call where day = @day and identity = @identity)
       order by occurrence`,
    );
    this.isArchived = connection
      .prepare<[number, number], number>('select 1 from archived_call where day = ? and identity = ? limit 1')
      .pluck();
    this.ofRange = connection
      .prepare<Range, number>(
        `select 1 from archived_call where intake = @intake and offset >= @from and offset < @to
         union all
         select 1 from duplicate join archived_call on archived_call.id = duplicate.call
         where duplicate.intake = @intake and duplicate.offset >= @from and duplicate.offset < @to limit 1`,
      )
      .pluck();
  }

  /** Before each batch: whatever was archived since is known from then on. */
  begin(): void {
    this.days = new Map();
  }

  /** Whether calls of a day are archived at all, which is asked of the store once for each batch. */
  onDay(day: number): boolean {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const found = this.ofDay.get(day) !== undefined;
    this.days.set(day, found);
    return found;
  }

  /** Equal calls in their order, those in the store among them. */
  of(day: number, identity: number): StoredTwin[] {
    return this.ofIdentity.all({ day, identity });
  }

  /** Whether lines that are read again are, or repeat, calls that stand in an archive. */
  touch(range: Range, records: readonly KnownRecord[]): boolean {
    this.begin();
    if (this.ofRange.get(range) !== undefined) return true;
    return records.some(
      ({ day, identities }) =>
        this.onDay(day) && identities.some((identity) => this.isArchived.get(day, identity) !== undefined),
    );
  }
}
