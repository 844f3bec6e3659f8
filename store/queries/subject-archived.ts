import { archivePrint, monthOf } from '../../record/archive.ts';
import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import { ENTRY_IN_PERIOD, entryLists } from './subject-entries.ts';

/** Calls of a month that stand in archives alone. */
export interface ArchivedMonthCalls {
  readonly month: string;
  /** Of days on which the person was a party: of anybody. */
  readonly calls: number;
  /** Those days, in order. */
  readonly days: readonly number[];
  /** Of the calls, those that a threshold held. */
  readonly held: number;
}

type Period = Pick<Subject, 'from_day' | 'to_day'>;

const periodOf = ({ from_day, to_day }: Period) => ({
  from: from_day ?? Number.MIN_SAFE_INTEGER,
  to: to_day ?? Number.MAX_SAFE_INTEGER,
});

/** Archived calls of which an entry of a call memory says that they are of a person, by id. */
export function archivedOfSubject(connection: Connection, subject: Subject): number[] {
  return connection
    .prepare<Record<string, string | number>, number>(
      `select id from archived_call where id in (
         select call from memory_entry where ${ENTRY_IN_PERIOD} union select call from kept_entry where ${ENTRY_IN_PERIOD})
       order by id`,
    )
    .pluck()
    .all(entryLists(subject, '[]'));
}

/** In which pieces of archives parties with these keyed hashes have calls, within a period. */
export function piecesOfParties(
  connection: Connection,
  hashes: readonly string[],
  period: Period,
): { readonly piece: number; readonly print: number; readonly day: number }[] {
  return connection
    .prepare<object, { piece: number; print: number; day: number }>(
      `select archived_party.piece, archived_party.print, archive_piece.day from archive_piece
       cross join json_each(@prints) wanted
       cross join archived_party on archived_party.piece = archive_piece.id and archived_party.print = wanted.value
       where archive_piece.day between @from and @to order by archive_piece.day`,
    )
    .all({ ...periodOf(period), prints: JSON.stringify(hashes.map(archivePrint)) });
}

/** Every month in whose archive a person has calls, within a period, by the keyed hashes of whom it is about. */
export function archivedMonths(
  connection: Connection,
  hashes: readonly string[],
  period: Period,
): ArchivedMonthCalls[] {
  const days = new Set(piecesOfParties(connection, hashes, period).map(({ day }) => day));
  const counts = connection.prepare<[number], { calls: number; held: number }>(
    'select count(*) as calls, sum(held) as held from archived_call where day = ?',
  );
  return [...Map.groupBy(days, monthOf)].map(([month, of]) => {
    const found = of.map((day) => counts.get(day) ?? { calls: 0, held: 0 });
    return {
      ...{ month, days: of },
      calls: found.reduce((sum, { calls }) => sum + calls, 0),
      held: found.reduce((sum, { held }) => sum + held, 0),
    };
  });
}
