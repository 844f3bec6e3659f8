import { CALL_PLACE as AT, type Batch, CALL_COLUMNS, FIRST_STORED } from '../../record/batch.ts';
import { LINE_COUNTS, type LineCounts, noLines } from '../../record/outcome.ts';
import { ArchivedTwins } from '../archive/archived-twins.ts';
import { CountedUnits } from '../counted-units.ts';
import { earlierIdentities } from '../earlier-identities.ts';
import type { LabelTable } from '../label-table.ts';
import { countRuns } from '../line-runs.ts';
import type { Connection } from '../open-database.ts';
import { RowValues } from '../row-values.ts';

/** The stored columns of a call that a line gives, in the order of CALL_COLUMNS from `offset` on. */
export type CallValues = readonly (number | string | null)[];

export const COLUMNS: readonly string[] = CALL_COLUMNS.slice(FIRST_STORED);

/** The value of a column that is a whole number, and never null. */
export function numberIn(values: CallValues, column: keyof typeof AT): number {
  return Number(values[AT[column] - FIRST_STORED]);
}

/** The same of one that may be null. */
export function groupIn(values: CallValues): number | null {
  const value = values[AT.call_group - FIRST_STORED];
  return typeof value === 'number' ? value : null;
}

export const isHeld = (values: CallValues): boolean => values[AT.held_by - FIRST_STORED] !== null;

/** A call as the line reads now. */
export interface ReadRow {
  readonly offset: number;
  readonly values: CallValues;
  /** What it was known by with everything that is withheld now, and at another age; the clearest first. */
  readonly earlier_identities: readonly number[];
  readonly keyed: boolean;
  /** Which line of the piece it is. */
  readonly place: number;
}

export interface StoredCall {
  readonly id: number;
  readonly occurrence: number;
  readonly head: number;
  /** What it would cost without the free minutes of its month; null where it took none. */
  readonly full_cost_micros: number | null;
  readonly values: CallValues;
}

/** A duplicate, with what the call it repeats is found by; null where it repeats a line that could not be read. */
export interface StoredDuplicate {
  readonly offset: number;
  readonly length: number;
  readonly call: number | null;
  readonly day: number | null;
  readonly identity: number | null;
  /** The caller that it brings for that call. */
  readonly calling: number | null;
}

export interface StoredUndefined {
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  readonly detail: string;
}

export interface StoredChunk {
  readonly first_offset: number;
  readonly end_offset: number;
  readonly received_at: number;
  readonly delivery: number;
  readonly settings: number;
  readonly state_before: string;
  readonly outcomes: string;
}

export interface Range {
  readonly intake: number;
  readonly from: number;
  readonly to: number;
}

/** Everything that is stored of a range of whole chunks. */
export interface StoredRange {
  readonly calls: ReadonlyMap<number, StoredCall>;
  readonly duplicates: ReadonlyMap<number, StoredDuplicate>;
  readonly undefined_lines: ReadonlyMap<number, StoredUndefined>;
  readonly chunks: readonly StoredChunk[];
  /** Whether lines of it are, or read as, calls that stand in an archive. */
  readonly archived: (rows: readonly ReadRow[]) => boolean;
}

/** What the lines of a range are counted as. */
export function linesOf({ chunks }: StoredRange): LineCounts {
  const sum = noLines();
  for (const { outcomes } of chunks) {
    const counts = countRuns(outcomes);
    for (const name of LINE_COUNTS) sum[name] += counts[name];
  }
  return sum;
}

/** The lines of chunks, as they are stored and as they read now. */
export function chunkRows(connection: Connection, labels: LabelTable) {
  const units = new CountedUnits(connection);
  return {
    stored: storedRows(connection),
    read(batches: readonly Batch[], intake: number, source: number): ReadRow[] {
      const counted = batches.map((batch) => units.counted(batch, source));
      return readRows(counted, intake, source, labels);
    },
  };
}

function storedRows(connection: Connection): (range: Range) => StoredRange {
  const archived = new ArchivedTwins(connection);
  const where = 'intake = @intake and offset >= @from and offset < @to order by offset';
  const calls = connection
    .prepare<Range, (number | string | null)[]>(
      `select id, occurrence, head, full_cost_micros, ${COLUMNS.join(', ')} from call where ${where}`,
    )
    .raw();
  const duplicates = connection.prepare<Range, StoredDuplicate>(
    `select duplicate.offset, duplicate.length, duplicate.call, call.day, call.identity, duplicate.calling from duplicate
     left join call on call.id = duplicate.call where duplicate.intake = @intake and duplicate.offset >= @from
     and duplicate.offset < @to order by duplicate.offset`,
  );
  const undefinedLines = connection.prepare<Range, StoredUndefined>(
    `select offset, length, reason, detail from undefined_line where ${where}`,
  );
  const chunks = connection.prepare<Range, StoredChunk>(
    `select first_offset, end_offset, received_at, delivery, settings, state_before, outcomes from chunk
     where intake = @intake and first_offset >= @from and first_offset < @to order by first_offset`,
  );
  return (range) => ({
    calls: new Map(
      calls.all(range).map(([id, occurrence, head, full, ...values]) => [
        numberIn(values, 'offset'),
        {
          ...{ id: Number(id), occurrence: Number(occurrence), head: Number(head), values },
          full_cost_micros: full === null ? null : Number(full),
        },
      ]),
    ),
    duplicates: byOffset(duplicates.all(range)),
    undefined_lines: byOffset(undefinedLines.all(range)),
    chunks: chunks.all(range),
    archived: (rows) => archived.touch(range, rows.map(recordOf)),
  });
}

function recordOf({ values, earlier_identities }: ReadRow): { day: number; identities: number[] } {
  return {
    day: numberIn(values, 'day'),
    identities: [numberIn(values, 'identity'), ...earlier_identities],
  };
}

function byOffset<Row extends { readonly offset: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.offset, row]));
}

/** The calls of consecutive batches as rows; `place` counts lines over all of them. */
function readRows(batches: readonly Batch[], intake: number, source: number, labels: LabelTable): ReadRow[] {
  const rows: ReadRow[] = [];
  let before = 0;
  for (const batch of batches) {
    const row = new RowValues(batch, { source, intake }, labels);
    for (let index = 0; index < batch.rows; index++) {
      row.load(index, 0);
      const values = row.all();
      // The defaults of the table, which a first reading leaves to it.
      values[AT.marks - FIRST_STORED] ??= 0;
      values[AT.step - FIRST_STORED] ??= 0;
      rows.push({
        offset: row.at(AT.offset),
        values,
        earlier_identities: earlierIdentities(row),
        keyed: row.at(AT.keyed) === 1,
        place: before + row.at(AT.line),
      });
    }
    before += batch.codes.length;
  }
  return rows;
}
