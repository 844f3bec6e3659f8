import { holdsDay } from '../../record/legal-hold.ts';
import { subjectMac } from '../../record/mac.ts';
import { ARCHIVED_LINE } from '../archive/archived-line.ts';
import type { ArchivedToDrop, CallsToArchive } from '../archive-store.ts';
import { CallTotals, COUNTED_OF_CALL, callTotalsAdder, countedCall } from '../call-totals.ts';
import { TOTAL_KEYS, TOTAL_SUMS } from '../day-totals.ts';
import { HOUR_COLUMNS, type HourRow } from '../hour-totals.ts';
import { heldCall, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { StaleDays } from '../stale-days.ts';
import { ArchivedParties, type PartiesOfCall } from './archived-parties.ts';
import { createGoneCalls } from './gone-calls.ts';
import { createGoneLines } from './gone-lines.ts';

interface Leaving {
  readonly id: number;
  readonly day: number;
  readonly line: string;
  readonly total: string;
  /** The call of a further leg that somebody answered. */
  readonly answered_group: number | null;
}

const ANSWERED_GROUP = 'case when head = 0 and answered = 1 and held_by is null then call_group end';

/**
 * Calls that leave the store for an archive, or an archive for good. A line that is another than was written by now stays: its call
 * is archived again. Counts and minutes go along in the same transaction.
 */
export function createArchivedCalls(connection: Connection) {
  const statements = prepare(connection);
  const lines = createGoneLines(connection);
  const stale = new StaleDays(connection);
  const addTotals = callTotalsAdder(connection);
  const gone = createGoneCalls(connection);
  const parties = new ArchivedParties(connection);

  const archive = connection.transaction(({ piece, calls, today, key }: CallsToArchive): number => {
    const found = statements.piece.get(piece);
    if (found === undefined) throw new Error('calls leave for a piece that does not stand at every target');
    const one = connection.prepare<[number], Leaving>(
      `select id, day, ${ARCHIVED_LINE} as line, json_array(${COUNTED_OF_CALL}) as total, ${ANSWERED_GROUP} as answered_group from call
       where id = ? and not ${heldCall(connection, today)}`,
    );
    // Counted while all of them are there: whether a call was answered stands in its other legs, too.
    const leaving = calls.flatMap(({ id, line }) => {
      const call = one.get(id);
      return call?.line === line ? [call] : [];
    });
    const totals = new Map<number, CallTotals>();
    for (const { id, day, total } of leaving) {
      const sums = totals.get(day) ?? new CallTotals();
      const counted = countedCall(JSON.parse(total) as number[]);
      sums.add(counted);
      totals.set(day, sums);
      statements.keep.run({ id, piece: found.id, reached: counted.reached, missed: counted.missed });
      statements.remove.run(id);
    }
    for (const [day, sums] of totals) addTotals(day, 2, sums);
    for (const { day, answered_group: call_group } of leaving)
      if (call_group !== null) gone.rememberAnswers(day, [{ call_group, head: 0, answered: 1 }]);
    stale.mark(totals.keys());
    const lines = leaving.map(({ line }) => JSON.parse(line) as PartiesOfCall);
    parties.note(found.id, lines, subjectMac(key));
    return leaving.length;
  });

  const drop = connection.transaction(({ day, held, step, limit, today }: ArchivedToDrop): number => {
    // Whom a call in an archive is about nobody can ask: a hold that has its day keeps it.
    if (legalHolds(connection, today).some(({ conditions }) => holdsDay(conditions, day))) return 0;
    const calls = statements.dropped.all({ day, held, step, limit });
    for (const { id, intake } of calls) {
      statements.forget.run(id);
      lines.count.run({ intake, calls: held === 0 ? 1 : 0, held });
    }
    lines.clearRepeated(calls.map(({ id }) => id));
    parties.left(new Set(calls.map(({ piece }) => piece)));
    if (calls.length === limit) return limit;
    // Nothing of it is left: its counts are those of what is gone.
    const sums = new CallTotals();
    for (const row of statements.totals.all(day, held, step))
      sums.days.add(
        [...TOTAL_KEYS, ...TOTAL_SUMS].map((name) => row[name] ?? 0),
        0,
      );
    for (const row of statements.hours.all(day, held, step)) sums.hours.add(row);
    statements.removeTotals.run(day, held, step);
    statements.removeHours.run(day, held, step);
    addTotals(day, 1, sums);
    return calls.length;
  });

  return {
    archiveCalls: (wish: CallsToArchive): number => archive.immediate(wish),
    dropArchived: (wish: ArchivedToDrop): number => drop.immediate(wish),
  };
}

function prepare(connection: Connection) {
  return {
    piece: connection.prepare<[string], { id: number }>(
      "select id from archive_piece where name = ? and state = 'written'",
    ),
    keep: connection.prepare(
      `insert into archived_call (id, piece, source, intake, offset, day, identity, occurrence, held, reached, missed)
       select id, @piece, source, intake, offset, day, identity, occurrence, held_by is not null, @reached, @missed
       from call where id = @id`,
    ),
    remove: connection.prepare<[number], unknown>('delete from call where id = ?'),
    dropped: connection.prepare<object, { id: number; intake: number; piece: number }>(
      `select archived_call.id, intake, piece from archived_call join archive_piece on archive_piece.id = piece
       where archive_piece.day = @day and archive_piece.held = @held and archive_piece.step = @step limit @limit`,
    ),
    forget: connection.prepare<[number], unknown>('delete from archived_call where id = ?'),
    totals: connection.prepare<[number, number, number], Record<string, number>>(
      'select * from day_total where day = ? and gone = 2 and held = ? and step = ?',
    ),
    hours: connection.prepare<[number, number, number], HourRow>(
      `select ${HOUR_COLUMNS.join(', ')} from hour_total where day = ? and gone = 2 and held = ? and step = ?`,
    ),
    removeHours: connection.prepare<[number, number, number], unknown>(
      'delete from hour_total where day = ? and gone = 2 and held = ? and step = ?',
    ),
    removeTotals: connection.prepare<[number, number, number], unknown>(
      'delete from day_total where day = ? and gone = 2 and held = ? and step = ?',
    ),
  };
}
