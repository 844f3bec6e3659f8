import type { Subject } from '../../record/subject.ts';
import type { AttachmentFile } from '../attachment-store.ts';
import type { Connection } from '../open-database.ts';

/** Delivered reports of a period, each with the file of its rows. */
export function statementsOfPeople(
  connection: Connection,
  { from_day, to_day }: Pick<Subject, 'from_day' | 'to_day'>,
): ({ id: number } & AttachmentFile)[] {
  return connection
    .prepare<[Record<string, unknown>], { id: number } & AttachmentFile>(
      `select statement.id, file, month from statement join statement_file on statement_file.statement = statement.id
       where format = 'record' and (@from_day is null or to_day is null or to_day >= @from_day)
         and (@to_day is null or from_day is null or from_day <= @to_day) order by statement.id`,
    )
    .all({ from_day, to_day });
}

/** A delivered report, as whoever stands in it is told of it. */
export interface NamedStatement {
  readonly id: number;
  readonly schedule: string;
  readonly report: string;
  readonly ended_at: number;
  /** By which it ages. */
  readonly day: number;
  readonly of_people: number;
}

export function statementsWith(connection: Connection, ids: readonly number[]): NamedStatement[] {
  return connection
    .prepare<[string], NamedStatement>(
      `select id, schedule, report, ended_at, day, of_people from statement
       where id in (select value from json_each(?)) order by id`,
    )
    .all(JSON.stringify(ids));
}
