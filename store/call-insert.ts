import type { Statement } from 'better-sqlite3';
import { CALL_COLUMNS, FIRST_STORED } from '../record/batch.ts';
import type { Connection } from './open-database.ts';
import type { RowValues } from './row-values.ts';

type Insert = Statement<(number | string)[]>;

/** Shapes whose statement is kept; a source has a handful. */
const SHAPES_KEPT = 64;

/**
 * Inserts calls. A statement is prepared for each shape of row (which columns have values), because a null that is
 * bound costs as much as a number: half of the columns of an ordinary record are null.
 */
export class CallInsert {
  private readonly connection: Connection;
  private readonly ordinary = new Map<number, Insert>();
  private readonly extraordinary = new Map<number, Insert>();

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** `occurrence` counts equal lines from 1; `head` is true for the first leg of its call. */
  run({ shape, bound }: RowValues, occurrence: number, head: boolean): void {
    // Nearly every call is the first of its identity and the head of its call: that is the table's default.
    if (occurrence === 1 && head) this.statement(this.ordinary, shape, []).run(...bound);
    else
      this.statement(this.extraordinary, shape, ['occurrence', 'head']).run(
        ...bound,
        occurrence,
        head ? 1 : 0,
      );
  }

  private statement(kept: Map<number, Insert>, shape: number, more: readonly string[]): Insert {
    const known = kept.get(shape);
    if (known !== undefined) return known;
    const present = CALL_COLUMNS.slice(FIRST_STORED).filter(
      (_name, place) => Math.floor(shape / 2 ** place) % 2 === 1,
    );
    const names = ['id', 'source', 'intake', ...present, ...more];
    const marks = names.map(() => '?').join(', ');
    const statement: Insert = this.connection.prepare(
      `insert into call (${names.join(', ')}) values (${marks})`,
    );
    if (kept.size >= SHAPES_KEPT) kept.clear();
    kept.set(shape, statement);
    return statement;
  }
}
