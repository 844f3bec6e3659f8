import { legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { statementsOfPeople } from '../queries/statements-of-people.ts';
import type { StatementsToExpire } from '../statement-store.ts';
import type { ErasedStep, ErasingWish } from '../subject-store.ts';
import { requestCounts, StepCounts } from './request-counts.ts';

const CHOSEN = 'in (select value from json_each(?))';

/** What takes statements out of the store; their files are destroyed behind it with those of attachments. */
export function createStatementRemoval(connection: Connection) {
  const addCounts = requestCounts(connection);
  const filesGo = filesGivenUp(connection);
  const removals = [
    `delete from dispatch_try where dispatch in (select id from dispatch where statement ${CHOSEN})`,
    `delete from dispatch where statement ${CHOSEN}`,
    `delete from statement_try where statement ${CHOSEN}`,
    `delete from statement where id ${CHOSEN}`,
  ].map((sql) => connection.prepare<[string], unknown>(sql));
  const giveUp = connection.transaction((wish: StatementsToExpire): number => {
    const due = `${dueStatement(wish)} and not ${heldStatement(connection, wish.today)}`;
    const ids = connection
      .prepare<[number], number>(`select id from statement where ${due} order by id limit ?`)
      .pluck()
      .all(wish.limit);
    filesGo(ids);
    for (const removal of removals) removal.run(JSON.stringify(ids));
    return ids.length;
  });
  const stop = connection.prepare<[number], unknown>(
    "update dispatch set state = 'failed', next_at = null where statement = ? and state = 'waiting'",
  );
  const erase = connection.transaction(
    ({ request, today }: Pick<ErasingWish, 'request' | 'today'>, statement: number): ErasedStep => {
      const counts = new StepCounts();
      if (isHeldStatement(connection, today, statement)) counts.kept('statements');
      else {
        filesGo([statement]);
        stop.run(statement);
        // What was asked for can be a number or the id of a person.
        connection
          .prepare<[number], unknown>(
            `update statement set state = 'erased', receipt = json_set(receipt, '$.parameters', json('{}')) where id = ?`,
          )
          .run(statement);
        counts.gone('statements', 1);
      }
      addCounts(request, counts);
      return counts.step();
    },
  );
  return {
    giveUpOldStatements: (wish: StatementsToExpire): number => giveUp.immediate(wish),
    statementsOfPeople: (period: Pick<ErasingWish['subject'], 'from_day' | 'to_day'>) =>
      statementsOfPeople(connection, period),
    eraseStatement: (wish: Pick<ErasingWish, 'request' | 'today'>, statement: number): ErasedStep =>
      erase.immediate(wish, statement),
  };
}

function filesGivenUp(connection: Connection): (ids: readonly number[]) => void {
  const note = connection.prepare<[string], unknown>(
    `insert into attachment_to_destroy (file, month) select file, month from statement_file where statement ${CHOSEN}`,
  );
  const remove = connection.prepare<[string], unknown>(
    `delete from statement_file where statement ${CHOSEN}`,
  );
  return (ids) => {
    const list = JSON.stringify(ids);
    note.run(list);
    remove.run(list);
  };
}

/** True of a statement that has reached its age; the same in plan and run. */
export function dueStatement({
  of_people,
  others,
}: Pick<StatementsToExpire, 'of_people' | 'others'>): string {
  const old = (edge: number | null): string => (edge === null ? '0' : `day < ${Number(edge)}`);
  return `((of_people = 1 and ${old(of_people)}) or (of_people = 0 and ${old(others)}))`;
}

/**
 * True of a statement that a legal hold keeps. Nobody can tell without opening it whose calls are in one, so a hold keeps every one
 * whose period it touches; one that names parties only those that show people.
 */
export function heldStatement(connection: Connection, today: number): string {
  const holds = legalHolds(connection, today).map(({ conditions }) => {
    const { numbers, extensions, names, from_day, to_day } = conditions;
    const from = from_day === null ? '1' : `coalesce(statement.to_day >= ${Number(from_day)}, 1)`;
    const to = to_day === null ? '1' : `coalesce(statement.from_day <= ${Number(to_day)}, 1)`;
    const parties = numbers.length + extensions.length + names.length > 0 ? 'of_people = 1' : '1';
    return `(${from} and ${to} and ${parties})`;
  });
  return holds.length === 0 ? '0' : `(${holds.join(' or ')})`;
}

export function isHeldStatement(connection: Connection, today: number, statement: number): boolean {
  const held = connection
    .prepare<[number], number>(`select ${heldStatement(connection, today)} from statement where id = ?`)
    .pluck()
    .get(statement);
  return held === 1;
}
