import type { Sorting } from '../record/sorting.ts';
import type { Threshold } from '../record/threshold.ts';
import type { Connection } from './open-database.ts';

/** Before and behind every day there may be. */
const [NO_DAY, EVERY_DAY] = [-1_000_000, 1_000_000];

type Days = Pick<Sorting, 'calls' | 'held_calls'>;

/**
 * By which thresholds calls were sorted when they went: what has gone, stands in an archive or is anonymous is not sorted again.
 * Settings are `used` until no chunk is sorted by their thresholds any more, and are settled then.
 */
export class Sortings {
  private readonly statements;
  /** Thresholds as JSON, which stand in texts that can be long. */
  private readonly known = new Map<number, string>();

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  /** Chunks are sorted by them from now on, as they may have been before. New ones can have the id of others that have gone. */
  used(settings: number): void {
    if (this.statements.use.run(settings).changes > 0) this.known.delete(settings);
  }

  /** No chunk is sorted by other thresholds than these; calls of days before the edges may have gone as those sorted them. */
  settle(thresholds: string, edges: { calls: number | null; held_calls: number | null }): void {
    const before = (held: number, edge: number | null): number => {
      const last = Math.max(this.statements.archived.get(held) ?? NO_DAY, edge ?? NO_DAY);
      // A call whose clock was ahead goes with those of the day before its own.
      return last === NO_DAY ? NO_DAY : last + 1;
    };
    const days = { calls: before(0, edges.calls), held_calls: before(1, edges.held_calls) };
    for (const { id } of this.statements.after.all(EVERY_DAY - 1))
      if (this.thresholdsOf(id) !== thresholds) this.statements.settle.run({ id, ...days });
  }

  /** Those that say something of this day or later ones. */
  from(day: number): Sorting[] {
    const found = new Map<string, Days>();
    for (const { id, calls, held_calls } of this.statements.after.all(day)) {
      const text = this.thresholdsOf(id);
      const other = found.get(text) ?? { calls, held_calls };
      const furthest = {
        calls: Math.max(calls, other.calls),
        held_calls: Math.max(held_calls, other.held_calls),
      };
      found.set(text, furthest);
    }
    return [...found].map(([text, days]) => ({ thresholds: JSON.parse(text) as Threshold[], ...days }));
  }

  private thresholdsOf(id: number): string {
    const known =
      this.known.get(id) ?? JSON.stringify(JSON.parse(this.statements.thresholds.get(id) ?? '[]'));
    this.known.set(id, known);
    return known;
  }
}

function prepare(connection: Connection) {
  return {
    use: connection.prepare<[number], unknown>(
      `update processing_settings set calls_before = ${EVERY_DAY}, held_before = ${EVERY_DAY}
       where id = ? and calls_before < ${EVERY_DAY}`,
    ),
    settle: connection.prepare<{ id: number } & Days, unknown>(
      'update processing_settings set calls_before = @calls, held_before = @held_calls where id = @id',
    ),
    after: connection.prepare<[number], { id: number } & Days>(
      `select id, calls_before as calls, held_before as held_calls from processing_settings
       where max(calls_before, held_before) > ?`,
    ),
    thresholds: connection
      .prepare<[number], string>("select settings -> '$.thresholds' from processing_settings where id = ?")
      .pluck(),
    archived: connection
      .prepare<[number], number | null>('select max(day) from archive_piece where held = ?')
      .pluck(),
  };
}
