import Database from 'better-sqlite3';
import type { Connection } from './open-database.ts';

/** Columns of each table and of each index, in the order of their names. */
const SHAPE = `
select m.name, p.name as part, upper(p.type) as type, p."notnull", p.dflt_value, p.pk
from sqlite_schema m, pragma_table_xinfo(m.name) p where m.type = 'table'
union all
select m.name, p.name, p.seqno, l."unique", p.desc, p.coll
from sqlite_schema m, pragma_index_list(m.tbl_name) l, pragma_index_xinfo(m.name) p
where m.type = 'index' and l.name = m.name and p.key
order by 1, 2, 3`;

function shapeOf(connection: Connection): Map<string, string> {
  const rows = connection.prepare<[], [name: string, ...unknown[]]>(SHAPE).raw().all();
  const parts = Map.groupBy(rows, ([name]) => name);
  return new Map([...parts].map(([name, of]) => [name, JSON.stringify(of)]));
}

/** Tables and indexes that are not as these statements make them. What else there is does not matter. */
export function otherwiseShaped(connection: Connection, statements: readonly string[]): string[] {
  const made = new Database(':memory:');
  try {
    made.transaction(() => {
      for (const sql of statements) made.exec(sql);
    })();
    const found = shapeOf(connection);
    return [...shapeOf(made)].filter(([name, shape]) => found.get(name) !== shape).map(([name]) => name);
  } finally {
    made.close();
  }
}
