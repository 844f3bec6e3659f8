import type { Statement } from 'better-sqlite3';
import { CALL_COLUMNS, FIRST_STORED } from '../record/batch.ts';
import type { RowValues } from './call-writer.ts';
import type { Connection } from './open-database.ts';

/** What the store adds to a row. */
export interface StoredAs {
  readonly id: number;
  readonly source: number;
  readonly intake: number;
  readonly occurrence: number;
  readonly head: boolean;
}

/** The bit of column 0, which is never stored: a row that says its occurrence and head itself. */
const EXTRAORDINARY = 1;
/** Shapes whose statement is kept; a source has a handful. */
const SHAPES_KEPT = 64;

/**
 * Inserts calls. A statement is prepared for each shape of row (which columns have values), because a null that is
 * bound costs as much as a number: half of the columns of an ordinary record are null.
 */
export class CallInsert {
  private readonly connection: Connection;
  private readonly shapes = new Map<
    number,
    { statement: Statement<unknown[]>; columns: readonly number[] }
  >();
  private bound: (number | string | null)[] = [];

  constructor(connection: Connection) {
    this.connection = connection;
  }

  run(row: RowValues, { id, source, intake, occurrence, head }: StoredAs): void {
    // Nearly every call is the first of its identity and the head of its call: that is the table's default.
    const ordinary = occurrence === 1 && head;
    const { statement, columns } = this.shape(ordinary ? row.shape : row.shape + EXTRAORDINARY);
    const { bound } = this;
    bound.length = 0;
    bound.push(id, source, intake);
    if (!ordinary) bound.push(occurrence, head ? 1 : 0);
    for (const column of columns) bound.push(row.values[column] ?? null);
    statement.run(...bound);
  }

  private shape(shape: number) {
    const known = this.shapes.get(shape);
    if (known !== undefined) return known;
    const columns = CALL_COLUMNS.flatMap((_name, column) =>
      column >= FIRST_STORED && has(shape, column) ? [column] : [],
    );
    const added = ['id', 'source', 'intake', ...(has(shape, 0) ? ['occurrence', 'head'] : [])];
    const names = [...added, ...columns.map((column) => CALL_COLUMNS[column])];
    const marks = names.map(() => '?').join(', ');
    const statement = this.connection.prepare<unknown[]>(
      `insert into call (${names.join(', ')}) values (${marks})`,
    );
    if (this.shapes.size >= SHAPES_KEPT) this.shapes.clear();
    const made = { statement, columns };
    this.shapes.set(shape, made);
    return made;
  }
}

/** More columns than a 32-bit number has bits. */
function has(shape: number, column: number): boolean {
  return Math.floor(shape / 2 ** column) % 2 === 1;
}
