import { DESTINATION_CLASSES, DIRECTIONS } from '../record/call.ts';
import { showNumber } from '../record/number.ts';
import { CALL_CODE, HELD_CODE } from '../record/outcome.ts';
import type { LabelTable } from './label-table.ts';
import type { Connection } from './open-database.ts';
import { OtherChunks } from './replay/other-chunks.ts';
import type { CallToSort, HeldMove, UnsortedChunk } from './sorting-store.ts';
import type { Sortings } from './sortings.ts';
import { daysOfLeg, StaleDays } from './stale-days.ts';

/** Chunk rows looked at at once. */
const PAGE = 1000;

/**
 * Calls sorted anew by other thresholds, chunk by chunk. The settings of a chunk say which thresholds it is sorted by,
 * so what is left to do is known after a kill.
 */
export function createHeldCalls(connection: Connection, labels: LabelTable, sortings: Sortings) {
  const statements = prepare(connection);
  const chunks = new OtherChunks(connection);
  const stale = new StaleDays(connection);
  const sort = connection.transaction(
    (
      { intake, first_offset, settings }: UnsortedChunk,
      thresholds: string,
      moves: readonly HeldMove[],
      now: number,
    ) => {
      for (const { offset, held_by } of moves)
        chunks.relabel(intake, offset, held_by === null ? CALL_CODE : HELD_CODE);
      for (const { id, held_by } of moves)
        statements.hold.run(held_by === null ? null : labels.id(held_by), id);
      stale.mark(
        new Set(
          moves.flatMap(({ id }) => {
            const leg = statements.legOf.get(id);
            return leg === undefined ? [] : daysOfLeg(leg);
          }),
        ),
      );
      chunks.flush();
      statements.setSettings.run(sortedBy(settings, thresholds, now), intake, first_offset);
    },
  );
  /** The same settings with these thresholds. */
  function sortedBy(settings: number, thresholds: string, now: number): number {
    const known = statements.settings.get(settings);
    if (known === undefined) throw new Error(`a chunk has the settings ${settings}, which do not exist`);
    const text = JSON.stringify({ ...JSON.parse(known.settings), thresholds: JSON.parse(thresholds) });
    const { source, program } = known;
    const found = statements.findSettings.get(source, text, program);
    const id = found ?? Number(statements.addSettings.run(source, text, program, now).lastInsertRowid);
    sortings.used(id);
    return id;
  }
  const settle = connection.transaction((...given: Parameters<Sortings['settle']>) =>
    sortings.settle(...given),
  );
  return {
    settleSortings: (...given: Parameters<Sortings['settle']>) => settle.immediate(...given),
    sortings: (from: number) => sortings.from(from),
    /** The next chunks behind a place whose calls are sorted by other thresholds; null when there are none. */
    unsorted: (
      thresholds: string,
      after: { intake: number; first_offset: number },
    ): UnsortedChunk[] | null => {
      const other = new Set<number>();
      for (const { id, settings } of statements.allSettings.all())
        if (JSON.stringify(JSON.parse(settings).thresholds) !== thresholds) other.add(id);
      let from = after;
      for (;;) {
        const page = statements.chunks.all(from.intake, from.first_offset, PAGE);
        const found = page.filter(({ settings }) => other.has(settings));
        const last = page.at(-1);
        if (last === undefined) return null;
        if (found.length > 0) return found;
        from = last;
      }
    },
    callsToSort: (chunk: UnsortedChunk): CallToSort[] => statements.calls.all(chunk).map(asCallToSort),
    sortHeld: (chunk: UnsortedChunk, thresholds: string, moves: readonly HeldMove[], now: number) => {
      try {
        sort.immediate(chunk, thresholds, moves, now);
      } catch (error) {
        labels.forget();
        throw error;
      } finally {
        chunks.forget();
      }
    },
  };
}

interface CallRow {
  readonly id: number;
  readonly offset: number;
  readonly head: number;
  readonly duration_ms: number | null;
  readonly answered: number | null;
  readonly direction: number;
  readonly destination_class: number;
  readonly extension: number | null;
  readonly odd_numbers: string | null;
  readonly trunk: string | null;
  readonly held_by: string | null;
}

function asCallToSort({ odd_numbers, ...row }: CallRow): CallToSort {
  const odd = odd_numbers === null ? {} : (JSON.parse(odd_numbers) as Record<string, string>);
  return {
    ...row,
    head: row.head === 1,
    answered: row.answered === null ? null : row.answered === 1,
    direction: DIRECTIONS[row.direction] ?? 'transit',
    destination_class: DESTINATION_CLASSES[row.destination_class] ?? 'unknown',
    extension: row.extension === null ? null : showNumber(row.extension, odd.extension ?? null),
  };
}

function prepare(connection: Connection) {
  return {
    allSettings: connection.prepare<[], { id: number; settings: string }>(
      'select id, settings from processing_settings',
    ),
    settings: connection.prepare<[number], { source: number; settings: string; program: string }>(
      'select source, settings, program from processing_settings where id = ?',
    ),
    findSettings: connection
      .prepare<[number, string, string], number>(
        'select id from processing_settings where source = ? and settings = ? and program = ?',
      )
      .pluck(),
    addSettings: connection.prepare<[number, string, string, number], unknown>(
      'insert into processing_settings (source, settings, program, first_used_at) values (?, ?, ?, ?)',
    ),
    chunks: connection.prepare<[number, number, number], UnsortedChunk>(
      `select intake, first_offset, end_offset, settings from chunk where (intake, first_offset) > (?, ?)
       order by intake, first_offset limit ?`,
    ),
    calls: connection.prepare<UnsortedChunk, CallRow>(
      `select call.id, offset, head, duration_ms, answered, direction, destination_class, extension, odd_numbers,
       trunk.text as trunk, held.text as held_by from call left join label trunk on trunk.id = call.trunk
       left join label held on held.id = call.held_by
       where intake = @intake and offset >= @first_offset and offset < @end_offset and step < 2 order by offset`,
    ),
    legOf: connection.prepare<[number], { day: number; head: number }>(
      'select day, head from call where id = ?',
    ),
    hold: connection.prepare<[number | null, number], unknown>('update call set held_by = ? where id = ?'),
    setSettings: connection.prepare<[number, number, number], unknown>(
      'update chunk set settings = ? where intake = ? and first_offset = ?',
    ),
  };
}
