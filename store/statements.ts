import type { MadeStatement, Statement } from '../record/statement.ts';
import type { Connection } from './open-database.ts';
import type {
  DispatchTry,
  KnownSchedule,
  StatementFile,
  WaitingDispatch,
  WaitingStatement,
  Withholding,
} from './statement-store.ts';

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

  const stop = connection.transaction((statement: number, { at, why }: { at: number; why: string }) => {
    // Made meanwhile, or stopped by somebody else.
    if (statements.stop.run({ statement, why }).changes === 0) return;
    statements.failDispatches.run({ statement, at });
    statements.addFailure.run({ statement, at, detail: why });
  });

  const add = connection.transaction((given: MadeStatement): number => {
    const { files, dispatches, of_people, again, instead_of, ...row } = given;
    const statement = again ?? statements.nextId.get() ?? 1;
    statements.put.run({ ...row, id: statement, of_people: of_people ? 1 : 0 });
    const { ended_at: at, trouble, state } = given;
    if (trouble !== null) statements.addFailure.run({ statement, at, detail: trouble });
    if (state === 'made') statements.wakeDispatches.run({ statement, at });
    if (state === 'failed') statements.failDispatches.run({ statement, at });
    for (const file of files) statements.addFile.run({ ...file, statement });
    for (const dispatch of dispatches)
      statements.addDispatch.run({ ...dispatch, statement, at: given.ended_at });
    const { schedule: name, due_at } = given;
    // One that is tried again was noted before: a later one can have been due since.
    if (due_at !== null && again === null) statements.noteDue.run({ name, due_at });
    for (const other of instead_of) stop(other, { at, why: `somebody had it made: report ${statement}` });
    return statement;
  });

  const note = connection.transaction((dispatch: number, { at, state, detail, next_at }: DispatchTry) => {
    statements.addTry.run({ dispatch, at, result: state, detail });
    const ended_at = state === 'waiting' ? null : at;
    statements.setDispatch.run({ dispatch, state, next_at, ended_at });
  });

  const withhold = connection.transaction(({ statement, at, why, anew }: Withholding): number | null => {
    const next = anew.length === 0 ? null : (statements.nextId.get() ?? 1);
    if (next !== null)
      statements.addAnew.run({ next, statement, at, why: `in the place of report ${statement}: ${why}` });
    for (const { id, message_id } of anew) statements.addDispatchAnew.run({ id, next, message_id });
    for (const { id } of statements.waitingOf.all(statement)) {
      statements.addTry.run({ dispatch: id, at, result: 'withheld', detail: why });
      statements.setDispatch.run({ dispatch: id, state: 'withheld', next_at: null, ended_at: at });
    }
    return next;
  });

  return {
    keepSchedules: (schedules: readonly { name: string; timing: string }[], now: number): void =>
      keep.immediate(schedules, now),
    knownSchedules: (): KnownSchedule[] => statements.schedules.all(),
    addStatement: (statement: MadeStatement): number => add.immediate(statement),
    stateOf: (statement: number): Statement['state'] | null => statements.stateOf.get(statement) ?? null,
    waitingStatements: (by: number): WaitingStatement[] => statements.waitingStatements.all(by),
    stopWaiting: (statement: number, end: { at: number; why: string }): void =>
      stop.immediate(statement, end),
    withhold: (wish: Withholding): number | null => withhold.immediate(wish),
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
    ...prepareMaking(connection),
    /** Whoever wrote a number down never means another statement by it. */
    nextId: connection
      .prepare<[], number>(
        `insert into counter (name, value) values ('statement', 1)
         on conflict (name) do update set value = value + 1 returning value`,
      )
      .pluck(),
    addFile: connection.prepare(
      `insert into statement_file (statement, format, name, file, month, bytes, sha256)
       values (@statement, @format, @name, @file, @month, @bytes, @sha256)`,
    ),
    addDispatch: connection.prepare(
      `insert into dispatch (statement, kind, address, message_id, state, next_at)
       values (@statement, @kind, @address, @message_id, 'waiting', @at)`,
    ),
    waiting: connection.prepare<[number], WaitingDispatch>(
      `${WAITING} and dispatch.next_at <= ? order by dispatch.next_at, dispatch.id`,
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

function prepareMaking(connection: Connection) {
  return {
    put: connection.prepare(
      `insert into statement (id, schedule, report, due_at, asked_at, started_at, ended_at, asked_by, from_day, to_day, day, of_people,
         state, next_at, trouble, receipt)
       values (@id, @schedule, @report, @due_at, @asked_at, @started_at, @ended_at, @asked_by, @from_day, @to_day, @day, @of_people,
         @state, @next_at, @trouble, @receipt)
       on conflict (id) do update set report = excluded.report, started_at = excluded.started_at, ended_at = excluded.ended_at,
         from_day = excluded.from_day, to_day = excluded.to_day, day = excluded.day, of_people = excluded.of_people,
         state = excluded.state, next_at = excluded.next_at, trouble = excluded.trouble, receipt = excluded.receipt`,
    ),
    stateOf: connection
      .prepare<[number], Statement['state']>('select state from statement where id = ?')
      .pluck(),
    addFailure: connection.prepare(
      'insert into statement_try (statement, at, detail) values (@statement, @at, @detail)',
    ),
    waitingStatements: connection.prepare<[number], WaitingStatement>(
      `select id, schedule, due_at, asked_by, asked_at,
         (select count(*) from statement_try where statement_try.statement = statement.id) as tries,
         (select min(at) from statement_try where statement_try.statement = statement.id) as failed_at,
         (select count(*) from dispatch where dispatch.statement = statement.id) as dispatches
       from statement where state = 'waiting' and next_at <= ? order by id`,
    ),
    stop: connection.prepare(
      `update statement set state = 'failed', next_at = null, trouble = @why where id = @statement and state = 'waiting'`,
    ),
    addAnew: connection.prepare(
      `insert into statement (id, schedule, report, due_at, asked_at, started_at, ended_at, asked_by, from_day, to_day, day, of_people,
         state, next_at, trouble, receipt)
       select @next, schedule, report, null, asked_at, @at, @at, asked_by, from_day, to_day, day, of_people, 'waiting', @at, @why, null
       from statement where id = @statement`,
    ),
    addDispatchAnew: connection.prepare(
      `insert into dispatch (statement, kind, address, message_id, state)
       select @next, kind, address, @message_id, 'waiting' from dispatch where id = @id and state = 'waiting'`,
    ),
    wakeDispatches: connection.prepare(
      "update dispatch set next_at = @at where statement = @statement and state = 'waiting'",
    ),
    /** Of one that is to be made in the place of another and never is. */
    failDispatches: connection.prepare(
      "update dispatch set state = 'failed', ended_at = @at where statement = @statement and state = 'waiting'",
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
