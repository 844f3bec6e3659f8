import type { MadeStatement } from '../record/statement.ts';
import type { Connection } from './open-database.ts';
import type { DispatchTry, KnownSchedule, StatementFile, WaitingDispatch } from './statement-store.ts';

const WAITING = `select dispatch.id, statement, schedule, report, started_at, receipt, kind, address, message_id, tries
  from dispatch join statement on statement.id = dispatch.statement where dispatch.state = 'waiting'`;

/** Reports that schedules made, where they go, and when schedules were due. */
export function createStatements(connection: Connection) {
  const statements = prepare(connection);

  const keep = connection.transaction(
    (schedules: readonly { name: string; timing: string }[], now: number) => {
      for (const { name, timing } of schedules) statements.keepSchedule.run({ name, timing, now });
      statements.dropSchedules.run(JSON.stringify(schedules.map(({ name }) => name)));
    },
  );

  const add = connection.transaction((given: MadeStatement): number => {
    const { files, dispatches, of_people, ...row } = given;
    const statement = statements.nextId.get() ?? 1;
    statements.add.run({ ...row, id: statement, of_people: of_people ? 1 : 0 });
    for (const file of files) statements.addFile.run({ ...file, statement });
    for (const dispatch of dispatches)
      statements.addDispatch.run({ ...dispatch, statement, at: given.ended_at });
    const { schedule: name, due_at } = given;
    if (due_at !== null) statements.noteDue.run({ name, due_at });
    return statement;
  });

  const note = connection.transaction((dispatch: number, { at, state, detail, next_at }: DispatchTry) => {
    statements.addTry.run({ dispatch, at, result: state, detail });
    const ended_at = state === 'waiting' ? null : at;
    statements.setDispatch.run({ dispatch, state, next_at, ended_at });
  });

  return {
    keepSchedules: (schedules: readonly { name: string; timing: string }[], now: number): void =>
      keep.immediate(schedules, now),
    knownSchedules: (): KnownSchedule[] => statements.schedules.all(),
    addStatement: (statement: MadeStatement): number => add.immediate(statement),
    waitingDispatches: (now: number): WaitingDispatch[] => statements.waiting.all(now),
    dispatchesOf: (statement: number): WaitingDispatch[] => statements.waitingOf.all(statement),
    undelivered: (statement: number): number => statements.undelivered.get(statement) ?? 0,
    filesOf: (statement: number): StatementFile[] => statements.files.all(statement),
    noteTry: (dispatch: number, end: DispatchTry): void => note.immediate(dispatch, end),
  };
}

function prepare(connection: Connection) {
  return {
    ...prepareSchedules(connection),
    /** Whoever wrote a number down never means another statement by it. */
    nextId: connection
      .prepare<[], number>(
        `insert into counter (name, value) values ('statement', 1)
         on conflict (name) do update set value = value + 1 returning value`,
      )
      .pluck(),
    add: connection.prepare(
      `insert into statement (id, schedule, report, due_at, started_at, ended_at, asked_by, from_day, to_day, day, of_people, state,
         trouble, receipt)
       values (@id, @schedule, @report, @due_at, @started_at, @ended_at, @asked_by, @from_day, @to_day, @day, @of_people, @state,
         @trouble, @receipt)`,
    ),
    addFile: connection.prepare(
      `insert into statement_file (statement, format, name, file, month, bytes, sha256)
       values (@statement, @format, @name, @file, @month, @bytes, @sha256)`,
    ),
    addDispatch: connection.prepare(
      `insert into dispatch (statement, kind, address, message_id, state, next_at)
       values (@statement, @kind, @address, @message_id, 'waiting', @at)`,
    ),
    waiting: connection.prepare<[number], WaitingDispatch>(
      `${WAITING} and next_at <= ? order by next_at, dispatch.id`,
    ),
    waitingOf: connection.prepare<[number], WaitingDispatch>(
      `${WAITING} and statement = ? order by dispatch.id`,
    ),
    undelivered: connection
      .prepare<[number], number>("select count(*) from dispatch where statement = ? and state <> 'delivered'")
      .pluck(),
    files: connection.prepare<[number], StatementFile>(
      'select format, name, file, month, bytes, sha256 from statement_file where statement = ? order by id',
    ),
    addTry: connection.prepare(
      'insert into dispatch_try (dispatch, at, result, detail) values (@dispatch, @at, @result, @detail)',
    ),
    setDispatch: connection.prepare(
      `update dispatch set state = @state, next_at = @next_at, ended_at = @ended_at, tries = tries + 1
       where id = @dispatch and state = 'waiting'`,
    ),
  };
}

function prepareSchedules(connection: Connection) {
  return {
    // What was missed before somebody wanted it is nobody's.
    keepSchedule: connection.prepare(
      `insert into report_due (name, timing, due_at) values (@name, @timing, @now)
       on conflict (name) do update set timing = excluded.timing, due_at = excluded.due_at
       where timing <> excluded.timing`,
    ),
    dropSchedules: connection.prepare<[string], unknown>(
      'delete from report_due where name not in (select value from json_each(?))',
    ),
    schedules: connection.prepare<[], KnownSchedule>('select name, due_at from report_due order by name'),
    noteDue: connection.prepare('update report_due set due_at = @due_at where name = @name'),
  };
}
