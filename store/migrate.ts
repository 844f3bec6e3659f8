import { createHash } from 'node:crypto';
import { OperationError } from '../record/operation-error.ts';
import { otherwiseShaped } from './database-shape.ts';
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
import { daysByParty } from './migrations/0016-days-by-party.ts';
import { reportTries } from './migrations/0017-report-tries.ts';
import { completedEdges } from './migrations/0018-completed-edges.ts';
import { backfill } from './migrations/0019-backfill.ts';
import { archivedParties } from './migrations/0020-archived-parties.ts';
import { leavingDays } from './migrations/0021-leaving-days.ts';
import { sortings } from './migrations/0022-sortings.ts';
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
  daysByParty,
  reportTries,
  completedEdges,
  backfill,
  archivedParties,
  leavingDays,
  sortings,
];

/** Brings a database to the newest shape; refuses one that another program has written. */
export function migrate(connection: Connection): void {
  const apply = connection.transaction(() => {
    connection.exec(
      'create table if not exists migration (place integer primary key, name text not null, checksum text) strict',
    );
    const done = checkVersion(connection);
    const rows = connection.prepare('select * from migration').all();
    if (rows.some((row) => !('checksum' in Object(row))))
      connection.exec('alter table migration add column checksum text');
    const note = connection.prepare(
      `insert into migration (place, name, checksum) values (@place, @name, @checksum)
       on conflict (place) do update set checksum = excluded.checksum where checksum is not excluded.checksum`,
    );
    for (const [at, { name, sql }] of MIGRATIONS.entries()) {
      if (at >= done) connection.exec(sql);
      note.run({ place: at + 1, name, checksum: checksumOf(sql) });
    }
  });
  apply.immediate();
}

interface DoneMigration {
  readonly name: string;
  /** Null in folders of before they were kept; not there where nothing has written since. */
  readonly checksum?: string | null;
}

/** How many migrations the database has; an OperationError when it is newer than the program, not ours, or not of this shape. */
export function checkVersion(connection: Connection): number {
  const listed = connection.prepare("select 1 from sqlite_schema where name = 'migration'").get();
  if (listed === undefined) return 0;
  const done = connection.prepare<[], DoneMigration>('select * from migration order by place').all();
  const unknown = done.find(({ name }, at) => MIGRATIONS[at]?.name !== name);
  if (unknown !== undefined && !MIGRATIONS.some(({ name }) => name === unknown.name)) {
    throw new OperationError(
      'DATABASE_NEWER',
      `The database has the migration ${unknown.name}, which this program does not know.`,
      { hint: 'It was written by a newer version of the program: run that version. Nothing was changed.' },
    );
  }
  if (unknown !== undefined)
    throw otherDatabase(`its changes came in another order, ${unknown.name} among them`);
  const known = MIGRATIONS.slice(0, done.length);
  if (known.some(({ sql }, at) => done[at]?.checksum !== checksumOf(sql))) {
    const statements = known.map(({ sql }) => sql);
    const others = otherwiseShaped(connection, statements);
    if (others.length > 0) throw otherDatabase(`it differs in ${others.join(', ')}`);
  }
  return done.length;
}

function otherDatabase(how: string): OperationError {
  return new OperationError(
    'DATABASE_OTHER',
    `The database is of a version of the program from before its release, of another shape than this one needs: ${how}.`,
    {
      hint: 'Nothing was changed. Go on with the version that made the folder; or begin a new one (./ledgerline init --data DIR) and bring the lines over: transfer export with that version, transfer import with this one.',
    },
  );
}

function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
