import { OperationError } from '../record/operation-error.ts';
import { records } from './migrations/0001-records.ts';
import { blanking } from './migrations/0002-blanking.ts';
import { writtenOffLines } from './migrations/0003-written-off-lines.ts';
import { quality } from './migrations/0004-quality.ts';
import { retention } from './migrations/0005-retention.ts';
import { callMemory } from './migrations/0006-call-memory.ts';
import { erasure } from './migrations/0007-erasure.ts';
import { backup } from './migrations/0008-backup.ts';
import { directory } from './migrations/0009-directory.ts';
import { attachments } from './migrations/0010-attachments.ts';
import { archive } from './migrations/0011-archive.ts';
import { rating } from './migrations/0012-rating.ts';
import { reports } from './migrations/0013-reports.ts';
import { numberDays } from './migrations/0014-number-days.ts';
import { hourTotals } from './migrations/0015-hour-totals.ts';
import type { Connection } from './open-database.ts';

/** Forward only, in order; a new one is one file and one line here. */
export const MIGRATIONS: readonly { name: string; sql: string }[] = [
  records,
  blanking,
  writtenOffLines,
  quality,
  retention,
  callMemory,
  backup,
  directory,
  attachments,
  archive,
  rating,
  erasure,
  reports,
  numberDays,
  hourTotals,
];

/** Brings a database to the newest shape; refuses one that a newer program has written. */
export function migrate(connection: Connection): void {
  connection.exec(
    'create table if not exists migration (place integer primary key, name text not null) strict',
  );
  const apply = connection.transaction(() => {
    const done = checkVersion(connection);
    for (const [place, { name, sql }] of MIGRATIONS.entries()) {
      if (place < done) continue;
      connection.prepare('insert into migration (place, name) values (?, ?)').run(place + 1, name);
      connection.exec(sql);
    }
  });
  apply.immediate();
}

/** How many migrations the database has; an OperationError when it is newer than the program, or not ours. */
export function checkVersion(connection: Connection): number {
  const listed = connection.prepare("select 1 from sqlite_schema where name = 'migration'").get();
  if (listed === undefined) return 0;
  const names = connection.prepare('select name from migration order by place').pluck().all();
  const unknown = names.findIndex((name, place) => MIGRATIONS[place]?.name !== name);
  if (unknown !== -1) {
    throw new OperationError(
      'DATABASE_NEWER',
      `The database has the migration ${String(names[unknown])}, which this program does not know.`,
      { hint: 'It was written by a newer version of the program: run that version. Nothing was changed.' },
    );
  }
  return names.length;
}
