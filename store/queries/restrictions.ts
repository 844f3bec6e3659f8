import type { Subject } from '../../record/subject.ts';
import { holdSql } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';

/** A person of whose calls nothing is shown to anybody but the data protection officer. */
export interface Restriction {
  readonly id: number;
  readonly placed_at: number;
  readonly placed_by: string;
  readonly reason: string;
  readonly subject: Subject;
}

export function restrictionsInForce(connection: Connection): Restriction[] {
  return connection
    .prepare<[], Omit<Restriction, 'subject'> & { subject: string }>(
      'select id, placed_at, placed_by, reason, subject from restriction where subject is not null order by id',
    )
    .all()
    .map((row) => ({ ...row, subject: JSON.parse(row.subject) as Subject }));
}

/** Whether what stands at a place of an intake is a line of a call of one of these people, or repeats one. */
export function isLineOf(
  connection: Connection,
  people: readonly Subject[],
  { intake, offset }: { readonly intake: number; readonly offset: number },
): boolean {
  if (people.length === 0) return false;
  const found = connection.prepare<{ intake: number; offset: number }, number>(
    `with copy (id) as (select id from intake where id = @intake or same_as = @intake
       or id = (select same_as from intake where id = @intake)),
     line (call) as (
       select call.id from call where intake in (select id from copy) and offset = @offset
       union select duplicate.call from duplicate where intake in (select id from copy) and offset = @offset)
     select 1 from call where id in (select call from line) and (${people.map((person) => holdSql(person)).join(' or ')})`,
  );
  return found.pluck().get({ intake, offset }) !== undefined;
}
