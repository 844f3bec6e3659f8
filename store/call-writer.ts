import {
  CALL_PLACE as AT,
  type Batch,
  CALL_COLUMNS,
  CALL_WIDTH,
  FIRST_LABEL,
  FIRST_TEXT,
} from '../record/batch.ts';
import { DUPLICATE_CODE } from '../record/outcome.ts';
import type { LabelTable } from './label-table.ts';
import type { Connection } from './open-database.ts';

/** Whose lines these are, for telling twins from duplicates. */
export interface Place {
  readonly source: number;
  readonly intake: number;
  readonly delivery: number;
}

/** Columns a row brings itself, in the order in which they are bound; the rest is added by the writer. */
const BROUGHT = CALL_COLUMNS.slice(1);
const COLUMNS = [...BROUGHT, 'id', 'source', 'intake', 'occurrence', 'head'];
const ID = BROUGHT.length;
/** After this many lines in a row that were new, a conflict is the exception again. */
const CALM_LINES = 32;

/** Puts the calls of a batch into the store, or finds that they are there already. */
export class CallWriter {
  private readonly insert;
  private readonly stored;
  private readonly addDuplicate;
  private readonly duplicatesOf;
  private readonly deliveryOf;
  private readonly labels: LabelTable;
  /** What a batch has met of identities that are stored; counting them anew for each line would take their square. */
  private readonly met = new Map<number, Twins>();
  /** Lines left for which the store is asked before an insert is tried: a conflict costs ten times a look-up. */
  private wary = 0;

  constructor(connection: Connection, labels: LabelTable) {
    this.labels = labels;
    this.insert = connection.prepare<unknown[], unknown>(
      `insert into call (${COLUMNS.join(', ')}) values (${COLUMNS.map(() => '?').join(', ')})`,
    );
    this.stored = connection.prepare<[number, number], StoredTwin>(
      'select id, intake, offset from call where day = ? and identity = ? order by occurrence',
    );
    this.addDuplicate = connection.prepare<[number, number, number, number], unknown>(
      'insert into duplicate (intake, offset, length, call) values (?, ?, ?, ?)',
    );
    this.duplicatesOf = connection.prepare<[number], { intake: number; offset: number }>(
      'select intake, offset from duplicate where call = ?',
    );
    this.deliveryOf = connection
      .prepare<[number, number], number>(
        'select delivery from chunk where intake = ? and first_offset <= ? order by first_offset desc limit 1',
      )
      .pluck();
  }

  /**
   * Writes all rows under ids from `firstId` on; lines that are duplicates get that code in `codes`.
   * Returns the next free id.
   */
  write(batch: Batch, place: Place, firstId: number, codes: Uint8Array): number {
    const texts = batch.texts.split('\0');
    const labelIds = new Map<number, number>();
    const bound: (number | string | null)[] = new Array(COLUMNS.length).fill(null);
    this.met.clear();
    let id = firstId;
    for (let index = 0; index < batch.rows; index++) {
      const start = index * CALL_WIDTH;
      const row = batch.calls.subarray(start, start + CALL_WIDTH);
      this.bind(row, texts, labelIds, bound);
      bound[ID] = id;
      bound[ID + 1] = place.source;
      bound[ID + 2] = place.intake;
      const duplicateOf = this.insertOrMatch(bound, row, place, batch.first_offset);
      if (duplicateOf === null) {
        id += 1;
      } else {
        this.addDuplicate.run(place.intake, Number(row[AT.offset]), Number(row[AT.length]), duplicateOf);
        codes[Number(row[AT.line])] = DUPLICATE_CODE;
      }
    }
    return id;
  }

  private bind(
    row: Float64Array,
    texts: readonly string[],
    labelIds: Map<number, number>,
    bound: (number | string | null)[],
  ): void {
    for (let column = 1; column < CALL_WIDTH; column++) {
      const value = row[column] as number;
      if (Number.isNaN(value)) bound[column - 1] = null;
      else if (column < FIRST_LABEL) bound[column - 1] = value;
      else if (column >= FIRST_TEXT) bound[column - 1] = texts[value] ?? null;
      else bound[column - 1] = this.labelId(value, texts, labelIds);
    }
  }

  private labelId(place: number, texts: readonly string[], labelIds: Map<number, number>): number {
    const known = labelIds.get(place);
    if (known !== undefined) return known;
    const id = this.labels.id(texts[place] ?? '');
    labelIds.set(place, id);
    return id;
  }

  /** The id of the stored call this line repeats, or null when the line was stored as a new one. */
  private insertOrMatch(
    bound: (number | string | null)[],
    row: Float64Array,
    place: Place,
    batchOffset: number,
  ): number | null {
    bound[ID + 3] = 1;
    bound[ID + 4] = 1;
    if (this.wary === 0) {
      try {
        this.insert.run(bound);
        return null;
      } catch (error) {
        if (!isIdentityConflict(error)) throw error;
        this.wary = CALM_LINES;
      }
    }
    const twins = this.twinsOf(row[AT.day] as number, row[AT.identity] as number, place, batchOffset);
    const match = twins.ids[twins.brought];
    twins.brought += 1;
    if (match !== undefined) {
      this.wary = CALM_LINES;
      return match;
    }
    this.wary -= 1;
    twins.ids.push(bound[ID] as number);
    bound[ID + 3] = twins.ids.length;
    this.insert.run(bound);
    return null;
  }

  /** The k-th equal line of a delivery is the k-th stored one, if there are that many. */
  private twinsOf(day: number, identity: number, place: Place, batchOffset: number): Twins {
    const known = this.met.get(identity);
    if (known?.day === day) return known;
    const stored = this.stored.all(day, identity);
    const ours = ({ intake, offset }: { intake: number; offset: number }): boolean =>
      (intake === place.intake && offset >= batchOffset) ||
      this.deliveryOf.get(intake, offset) === place.delivery;
    let brought = stored.filter(ours).length;
    for (const twin of stored) brought += this.duplicatesOf.all(twin.id).filter(ours).length;
    const twins = { day, ids: stored.map(({ id }) => id), brought };
    // A line that is met for the first time needs no memory; of a device that repeats itself, thousands are equal.
    if (stored.length > 0) this.met.set(identity, twins);
    return twins;
  }
}

/** The stored calls of one identity in order, and how many equal lines the delivery has brought so far. */
interface Twins {
  readonly day: number;
  readonly ids: number[];
  brought: number;
}

interface StoredTwin {
  readonly id: number;
  readonly intake: number;
  readonly offset: number;
}

function isIdentityConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_UNIQUE';
}
