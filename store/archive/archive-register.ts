import type { ArchivePiece, ReturnedMonth } from '../../record/archive.ts';
import type { NewPiece } from '../archive-store.ts';
import type { Connection } from '../open-database.ts';
import { archiveFiles, archivePieces, returnedMonths } from '../queries/archives.ts';

/** Which pieces of archives there are, in which files, and what was brought back for a time. */
export function createArchiveRegister(connection: Connection) {
  const add = connection.prepare(
    `insert into archive_piece (name, month, day, held, step, made_at, bytes, sha256, state)
     values (@name, @month, @day, @held, @step, @made_at, @bytes, @sha256, 'being written')`,
  );
  const written = connection.prepare<[string], unknown>(
    "update archive_piece set state = 'written' where name = ?",
  );
  const forget = connection.prepare<[string], unknown>(
    `delete from archive_piece where name = ? and not exists (select 1 from archived_call where piece = archive_piece.id)`,
  );
  const noteFile = connection.prepare(
    'insert into archive_file (target, month) values (@target, @month) on conflict do nothing',
  );
  const forgetFile = connection.prepare('delete from archive_file where target = @target and month = @month');
  const addReturn = connection.prepare(
    `insert into archive_return (month, until, returned_by) values (@month, @until, @returned_by)
     on conflict do update set until = max(until, excluded.until), returned_by = excluded.returned_by`,
  );
  const endReturns = connection.prepare<[number], unknown>('delete from archive_return where until <= ?');
  const each = <Item>(work: (item: Item) => void) => {
    const all = connection.transaction((items: readonly Item[]) => items.forEach(work));
    return (items: readonly Item[]): void => void all.immediate(items);
  };
  return {
    archivePieces: (): readonly ArchivePiece[] => archivePieces(connection),
    beginPieces: each<NewPiece>((piece) => void add.run({ ...piece })),
    piecesWritten: each<string>((name) => void written.run(name)),
    forgetPieces: each<string>((name) => void forget.run(name)),
    archiveFiles: () => archiveFiles(connection),
    noteArchiveFile: ({ there, ...file }: { target: string; month: string; there: boolean }): void =>
      void (there ? noteFile : forgetFile).run(file),
    returnedMonths: (): readonly ReturnedMonth[] => returnedMonths(connection),
    noteReturn: ({ month, until, returned_by }: ReturnedMonth): void =>
      void addReturn.run({ month, until, returned_by }),
    forgetReturns: (now: number): void => void endReturns.run(now),
  };
}
