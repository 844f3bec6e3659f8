import type { Statement } from 'better-sqlite3';
import type { Connection } from './open-database.ts';

/**
 * The same connection, which prepares each statement when it is used first: a store has five hundred, a command that writes
 * uses some tens of them, and to prepare all takes as long as everything else that it does.
 */
export function preparingLate(connection: Connection): Connection {
  const prepare = connection.prepare.bind(connection);
  connection.prepare = ((sql: string) => lateStatement(() => prepare(sql))) as Connection['prepare'];
  return connection;
}

/** What the store uses of a statement. */
type Used = Pick<Statement, 'run' | 'get' | 'all' | 'iterate' | 'pluck' | 'raw'>;

function lateStatement(make: () => Statement): Used {
  let made = make;
  const ready = (): Used => {
    const statement = made();
    // From now on without a way around.
    late.run = statement.run.bind(statement);
    late.get = statement.get.bind(statement);
    late.all = statement.all.bind(statement);
    late.iterate = statement.iterate.bind(statement);
    return late;
  };
  const late: Used = {
    run: (...given) => ready().run(...given),
    get: (...given) => ready().get(...given),
    all: (...given) => ready().all(...given),
    iterate: (...given) => ready().iterate(...given),
    pluck: () => {
      made = () => make().pluck();
      return late as Statement;
    },
    raw: () => {
      made = () => make().raw();
      return late as Statement;
    },
  };
  return late;
}
