import type { Batch } from '../record/batch.ts';
import type { NumberRun } from '../record/numbers.ts';
import { CALL_CODE, DUPLICATE_CODE, HELD_CODE } from '../record/outcome.ts';
import { gatherRuns } from './gather-runs.ts';
import type { Connection } from './open-database.ts';

/** A run as it is stored: the chunk whose lines it is of, and its place among the runs of that. */
type StoredRun = NumberRun & { readonly intake: number; readonly chunk: number; readonly place: number };

/** Writes the numbers that records brought, in the transaction of their lines. */
export class NumberRunWriter {
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  /** `codes` are the outcomes of the lines of the batch: which of them are duplicates only the store knows. */
  add(intake: number, batch: Batch, codes: Uint8Array): void {
    for (const run of storedRuns(intake, batch, codes)) this.statements.add.run(run);
  }

  /** In the place of those of a range; what does not change is not written. */
  replace(
    range: { intake: number; from: number; to: number },
    batches: readonly Batch[],
    codes: Uint8Array,
  ): void {
    let lines = 0;
    const runs = batches.flatMap((batch) => {
      const own = codes.subarray(lines, lines + batch.codes.length);
      lines += batch.codes.length;
      return storedRuns(range.intake, batch, own);
    });
    const before = this.statements.of.all(range);
    if (JSON.stringify(before.map(valuesOf)) === JSON.stringify(runs.map(valuesOf))) return;
    this.statements.remove.run(range);
    for (const run of runs) this.statements.add.run(run);
  }
}

function storedRuns(intake: number, { first_offset, numbers }: Batch, codes: Uint8Array): StoredRun[] {
  if (numbers === null) return [];
  const runs = gatherRuns(numbers, (line) => {
    const code = codes[line];
    return code === DUPLICATE_CODE ? true : code === CALL_CODE || code === HELD_CODE ? false : null;
  });
  return runs.map((run, place) => ({ ...run, intake, chunk: first_offset, place }));
}

function valuesOf(run: StoredRun) {
  return [
    ...[run.chunk, run.place, run.series, run.first, run.count, run.offset],
    ...[run.last_offset, run.unread, run.again],
  ];
}

function prepare(connection: Connection) {
  const range = 'intake = @intake and chunk >= @from and chunk < @to';
  type Range = { intake: number; from: number; to: number };
  return {
    add: connection.prepare<[StoredRun], unknown>(
      `insert into number_run (intake, chunk, place, series, first, count, offset, last_offset, unread, again)
       values (@intake, @chunk, @place, @series, @first, @count, @offset, @last_offset, @unread, @again)`,
    ),
    of: connection.prepare<[Range], StoredRun>(
      `select * from number_run where ${range} order by chunk, place`,
    ),
    remove: connection.prepare<[Range], unknown>(`delete from number_run where ${range}`),
  };
}
