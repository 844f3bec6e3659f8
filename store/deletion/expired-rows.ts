import type { InstallationKey } from '../../record/mac.ts';
import { pastFile } from '../../record/past-file.ts';
import type { EXPIRING_ROWS, ExpiredRows, RowsToExpire } from '../job-store.ts';
import { heldDay } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';

/** What goes with a row; `?` is its id. */
type RemovedWith = readonly string[];

/** An intake of which nothing is stored any more, neither a call nor a line nor its raw copy. */
const NOTHING_LEFT = `finished = 1 and cursor = length and (raw_gone_at is not null or length = 0 or same_as is not null)
  and not exists (select 1 from call where call.intake = intake.id)
  and not exists (select 1 from archived_call where archived_call.intake = intake.id)
  and not exists (select 1 from undefined_line where undefined_line.intake = intake.id)
  and not exists (select 1 from to_blank where to_blank.intake = intake.id)
  and not exists (select 1 from intake as other where other.same_as = intake.id)`;

const OF_INTAKE: RemovedWith = [
  'update delivery set continues = null where continues in (select id from delivery where intake = ?)',
  ...[
    'delivery',
    'chunk',
    'raw_frame',
    'duplicate',
    'number_run',
    'quality',
    'blanked_copy',
    'lines_gone',
    'origin',
  ].map((table) => `delete from ${table} where intake = ?`),
  'delete from intake where id = ?',
];

/** A run that was due is known until a later one is: no job runs twice. */
const NOT_THE_LAST = `(due_at is null or exists (select 1 from job_run as later where later.job = job_run.job
  and later.due_at > job_run.due_at))`;

const runs = (results: readonly string[]) => ({
  table: 'job_run',
  at: 'started_at',
  where: `result in (${results.map((result) => `'${result}'`).join(', ')}) and ${NOT_THE_LAST}`,
  removed: ['delete from job_run where id = ?'],
});

/** Nothing of one in force. */
const HOLD_ENDED = 'coalesce(released_at, (until + 1) * 86400000)';

/** Not of calls that went as their thresholds sorted them (store/sortings.ts), but where every line of those days is gone by now. */
const SAYS_NOTHING = `(calls_before = 1000000 or max(calls_before, held_before) <= coalesce((select min(day) from ladder_edge
  where step = 'gone' and class in ('calls', 'held_calls') having count(*) = 2), -1000000))`;

/** Where each kind stands, by which of its moments it ages, and which of its rows may go at all. */
export const EXPIRING: Readonly<
  Record<
    (typeof EXPIRING_ROWS)[number],
    { readonly table: string; readonly at: string; readonly where: string; readonly removed: RemovedWith }
  >
> = {
  sessions: {
    table: 'session',
    at: 'started_at',
    where: "result <> 'open'",
    removed: ['delete from session where id = ?'],
  },
  runs_done: runs(['done']),
  runs_failed: runs(['failed', 'stopped', 'interrupted']),
  runs_cancelled: runs(['cancelled']),
  configuration_versions: {
    table: 'configuration_version',
    at: 'applied_at',
    where: 'id <> (select max(id) from configuration_version)',
    removed: ['delete from configuration_version where id = ?'],
  },
  settings: {
    table: 'processing_settings',
    at: 'first_used_at',
    where: `id not in (select settings from chunk) and id not in (select last_settings from source where last_settings is not null)
      and ${SAYS_NOTHING}`,
    removed: ['delete from processing_settings where id = ?'],
  },
  directory_versions: {
    table: 'directory_version',
    at: 'at',
    where: 'id <> (select max(id) from directory_version)',
    removed: ['delete from directory_version where id = ?'],
  },
  intakes: { table: 'intake', at: 'received_at', where: NOTHING_LEFT, removed: OF_INTAKE },
  memory_accesses: {
    table: 'memory_access',
    at: 'at',
    where: '1',
    removed: ['delete from memory_access where id = ?'],
  },
  holds: {
    table: 'legal_hold',
    at: HOLD_ENDED,
    // Raw copies have been looked at since: of a hold that nobody knows, they would keep what it deferred.
    where: `${HOLD_ENDED} + 2 * 86400000 < (select value from counter where name = 'holds')`,
    removed: ['delete from legal_hold where id = ?'],
  },
};

/** Rows that nothing but their age keeps: they go as they are, but for those of a period that a legal hold keeps whole. */
export function createExpiredRows(connection: Connection) {
  const files = connection.prepare<
    [number],
    { source: number; path: string; size: number; modified_at: number }
  >("select source, path, size, modified_at from origin where intake = ? and state = 'finished'");
  const remember = connection.prepare<[number, string], unknown>(
    'insert into past_file (source, identity) values (?, ?) on conflict do nothing',
  );
  const expire = connection.transaction((wish: RowsToExpire): ExpiredRows => {
    const { kind, before, after, limit, today, key } = wish;
    const { table, at, where, removed } = EXPIRING[kind];
    const ids = connection
      .prepare<object, number>(
        `select id from ${table} where id > @after and ${at} < @before and ${where}
         and not ${heldDay(connection, today, `${at} / 86400000`)} order by id limit @limit`,
      )
      .pluck()
      .all({ before, after, limit });
    const statements = removed.map((sql) => connection.prepare<[number], unknown>(sql));
    for (const id of ids) {
      // One that still stands at its origin must not be collected again.
      const own = kind === 'intakes' ? files.all(id) : [];
      for (const { source, ...file } of own) remember.run(source, pastFile(key as InstallationKey, file));
      for (const statement of statements) statement.run(id);
    }
    return { rows: ids.length, done: ids.length < limit, after: ids.at(-1) ?? after };
  });
  return { expireRows: (wish: RowsToExpire): ExpiredRows => expire.immediate(wish) };
}
