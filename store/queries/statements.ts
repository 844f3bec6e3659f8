import type { Dispatch, Statement } from '../../record/statement.ts';
import { dueStatement, heldStatement } from '../deletion/statements.ts';
import type { DueRows } from '../job-store.ts';
import type { Connection } from '../open-database.ts';
import type { KnownSchedule, StatementFile, StatementsToExpire } from '../statement-store.ts';

/** A statement with its files, where it was brought, and every try. */
export interface StoredStatement extends Statement {
  /** Tries to make it that failed. */
  readonly failures: readonly { readonly at: number; readonly detail: string }[];
  readonly files: readonly StatementFile[];
  readonly dispatches: readonly (Dispatch & {
    readonly attempts: readonly {
      readonly at: number;
      readonly result: string;
      readonly detail: string | null;
    }[];
  })[];
}

/** Newest first. */
export function storedStatements(
  connection: Connection,
  { id, schedule, limit }: { readonly id?: number; readonly schedule?: string; readonly limit: number },
): StoredStatement[] {
  const rows = connection
    .prepare<[Record<string, unknown>], Statement>(
      `select id, schedule, report, due_at, asked_at, started_at, ended_at, asked_by, from_day, to_day, state, next_at, trouble, receipt
       from statement
       where (@id is null or id = @id) and (@schedule is null or schedule = @schedule) order by id desc limit @limit`,
    )
    .all({ id: id ?? null, schedule: schedule ?? null, limit });
  const files = connection.prepare<[number], StatementFile>(
    'select format, name, file, month, bytes, sha256 from statement_file where statement = ? order by id',
  );
  const dispatches = connection.prepare<[number], Dispatch>(
    'select id, kind, address, message_id, state, tries, next_at, ended_at from dispatch where statement = ? order by id',
  );
  const attempts = connection.prepare<[number], { at: number; result: string; detail: string | null }>(
    'select at, result, detail from dispatch_try where dispatch = ? order by id',
  );
  const failures = connection.prepare<[number], { at: number; detail: string }>(
    'select at, detail from statement_try where statement = ? order by id',
  );
  return rows.map((row) => ({
    ...row,
    failures: failures.all(row.id),
    files: files.all(row.id),
    dispatches: dispatches.all(row.id).map((one) => ({ ...one, attempts: attempts.all(one.id) })),
  }));
}

/** When schedules were due last. */
export function knownSchedules(connection: Connection): KnownSchedule[] {
  return connection.prepare<[], KnownSchedule>('select name, due_at from report_due order by name').all();
}

/** Reports that could not be made, and are tried again by now. */
export function waitingStatements(connection: Connection, now: number): number {
  const count = connection.prepare<[number], number>(
    "select count(*) from statement where state = 'waiting' and next_at <= ?",
  );
  return count.pluck().get(now) ?? 0;
}

/** Places to which something is to be brought by now. */
export function waitingDispatches(connection: Connection, now: number): number {
  const count = connection.prepare<[number], number>(
    "select count(*) from dispatch where state = 'waiting' and next_at <= ?",
  );
  return count.pluck().get(now) ?? 0;
}

/** Statements that have reached their age, by the same conditions as those that go. */
export function dueStatements(connection: Connection, wish: Omit<StatementsToExpire, 'limit'>): DueRows {
  const held = heldStatement(connection, wish.today);
  const row = connection
    .prepare<[], { rows: number; deferred: number }>(
      `select coalesce(sum(not ${held}), 0) as rows, coalesce(sum(${held}), 0) as deferred
       from statement where ${dueStatement(wish)}`,
    )
    .get();
  const of = connection.prepare<[], number>('select count(*) from statement').pluck().get();
  return { rows: 0, deferred: 0, ...row, of: of ?? 0 };
}
