import type { NumberRun } from '../record/numbers.ts';
import type { Connection } from './open-database.ts';

/** Writes the numbers that records brought, in the transaction of their lines. */
export class NumberRunWriter {
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  add(intake: number, runs: readonly NumberRun[]): void {
    for (const run of runs) this.statements.add.run({ ...run, intake });
  }

  /** In the place of those of a range; what does not change is not written. */
  replace(range: { intake: number; from: number; to: number }, runs: readonly NumberRun[]): void {
    const before = this.statements.of.all(range);
    if (JSON.stringify(before.map(valuesOf)) === JSON.stringify(runs.map(valuesOf))) return;
    this.statements.remove.run(range);
    this.add(range.intake, runs);
  }
}

function valuesOf({ series, first, count, offset, last_offset, unread }: NumberRun) {
  return [offset, series, first, count, last_offset, unread];
}

function prepare(connection: Connection) {
  const range = 'intake = @intake and offset >= @from and offset < @to';
  type Range = { intake: number; from: number; to: number };
  return {
    add: connection.prepare<[NumberRun & { intake: number }], unknown>(
      `insert into number_run (intake, offset, series, first, count, last_offset, unread)
       values (@intake, @offset, @series, @first, @count, @last_offset, @unread)`,
    ),
    of: connection.prepare<[Range], NumberRun>(`select * from number_run where ${range} order by offset`),
    remove: connection.prepare<[Range], unknown>(`delete from number_run where ${range}`),
  };
}
