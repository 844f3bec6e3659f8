import type { RefusedFile } from '../record/intake.ts';
import type { Connection } from './open-database.ts';

/** The register of files that could not be taken as they are. */
export function createRefusedFiles(connection: Connection, sourceId: (name: string) => number) {
  const note = connection.prepare<[Omit<RefusedFile, 'source'> & { source: number }], unknown>(
    `insert into refused_file (source, path, refused_at, session, reason, hint)
     values (@source, @path, @refused_at, @session, @reason, @hint)
     on conflict (source, path) do update set session = excluded.session, reason = excluded.reason, hint = excluded.hint`,
  );
  const forget = connection.prepare<[number, string], unknown>(
    'delete from refused_file where source = ? and path = ?',
  );
  const paths = connection
    .prepare<[string], string>(
      'select path from refused_file join source on source.id = refused_file.source where source.name = ?',
    )
    .pluck();
  const noteRefused = connection.transaction((file: RefusedFile) => {
    note.run({ ...file, source: sourceId(file.source) });
  });
  const forgetRefused = (source: string, path: string): void => void forget.run(sourceId(source), path);
  return {
    noteRefused: (file: RefusedFile): void => noteRefused.immediate(file),
    refusedPaths: (source: string) => paths.all(source),
    forgetRefused,
  };
}
