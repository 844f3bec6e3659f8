import type { ArchiveGroup, ArchivePiece, ReturnedMonth } from '../../record/archive.ts';
import { ARCHIVED_LINE } from '../archive/archived-line.ts';
import { heldCall } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';

/** Every piece there is, the oldest day first. */
export function archivePieces(connection: Connection): ArchivePiece[] {
  return connection
    .prepare<[], ArchivePiece>(
      `select id, name, month, day, held, step, made_at, bytes, sha256, state,
       (select count(*) from archived_call where piece = archive_piece.id) as calls
       from archive_piece order by day, id`,
    )
    .all();
}

export function returnedMonths(connection: Connection): ReturnedMonth[] {
  return connection.prepare<[], ReturnedMonth>('select * from archive_return order by month').all();
}

/** The step that calls, and those that a threshold holds, must have taken before they can be archived. */
export interface LastSteps {
  readonly calls: number;
  readonly held_calls: number;
}

/** What can be archived of days before one: how many of each, without what a hold keeps. */
export function archivable(
  connection: Connection,
  { before, today, steps }: { before: number; today: number; steps: LastSteps },
): (ArchiveGroup & { readonly calls: number })[] {
  return connection
    .prepare<object, ArchiveGroup & { calls: number }>(
      `select day, held_by is not null as held, step, count(*) as calls from call
       where day < @before and step >= case when held_by is null then @calls else @held_calls end
       and not ${heldCall(connection, today)} group by 1, 2, 3 order by 1, 2, 3`,
    )
    .all({ before, ...steps });
}

/** The next calls of a group behind one, as they are written. */
export function linesToArchive(
  connection: Connection,
  { day, held, step }: ArchiveGroup,
  wish: { today: number; after: number; limit: number },
): { readonly id: number; readonly line: string }[] {
  return connection
    .prepare<object, { id: number; line: string }>(
      `select id, ${ARCHIVED_LINE} as line from call where day = @day and id > @after and step = @step
       and (held_by is not null) = @held and not ${heldCall(connection, wish.today)} order by id limit @limit`,
    )
    .all({ day, held, step, after: wish.after, limit: wish.limit });
}

/** Where the file of each month stands. */
export function archiveFiles(connection: Connection): { target: string; month: string }[] {
  return connection
    .prepare<[], { target: string; month: string }>('select * from archive_file order by month, target')
    .all();
}
