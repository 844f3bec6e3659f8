import {
  CALL_PLACE as AT,
  type Batch,
  CALL_COLUMNS,
  CALL_WIDTH,
  FIRST_LABEL,
  FIRST_STORED,
  FIRST_TEXT,
} from '../record/batch.ts';
import { DUPLICATE_CODE } from '../record/outcome.ts';
import { CallInsert } from './call-insert.ts';
import { GroupMemory } from './group-memory.ts';
import type { LabelTable } from './label-table.ts';
import type { Connection } from './open-database.ts';

/** Whose lines these are, for telling twins from duplicates. */
export interface Place {
  readonly source: number;
  readonly intake: number;
  readonly delivery: number;
}

/** What came of a batch: the next free id, and the calls that got a leg more. */
export interface WrittenCalls {
  readonly nextId: number;
  readonly joined: readonly JoinedGroup[];
  /** Days whose neighbours may hold more legs, as only the store can tell. */
  readonly unsure: ReadonlyMap<number, ReadonlySet<number>>;
}

/** A call that got a leg more on this day. */
export interface JoinedGroup {
  readonly group: number;
  readonly day: number;
}

const POWERS = CALL_COLUMNS.map((_name, column) => 2 ** column);
/** After this many lines in a row that were new, a conflict is the exception again. */
const CALM_LINES = 32;

/** Puts the calls of a batch into the store, or finds that they are there already. */
export class CallWriter {
  private readonly insert: CallInsert;
  private readonly stored;
  private readonly headStored;
  private readonly addDuplicate;
  private readonly duplicatesOf;
  private readonly deliveryOf;
  private readonly labels: LabelTable;
  private readonly groups: GroupMemory;
  /** What a batch has met of identities that are stored; counting them anew for each line would take their square. */
  private readonly met = new Map<number, Twins>();
  /** Lines left for which the store is asked before an insert is tried: a conflict costs ten times a look-up. */
  private wary = 0;

  constructor(connection: Connection, labels: LabelTable) {
    this.labels = labels;
    this.insert = new CallInsert(connection);
    const anyOn = connection.prepare<[number], number>('select 1 from call where day = ? limit 1').pluck();
    this.groups = new GroupMemory((day) => anyOn.get(day) === undefined);
    this.stored = connection.prepare<[number, number], StoredTwin>(
      'select id, intake, offset from call where day = ? and identity = ? order by occurrence',
    );
    this.headStored = connection
      .prepare<[number, number], number>('select 1 from call where day = ? and call_group = ? and head = 1')
      .pluck();
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

  /** Writes all rows under ids from `firstId` on; lines that are duplicates get that code in `codes`. */
  write(batch: Batch, place: Place, firstId: number, codes: Uint8Array): WrittenCalls {
    const values = new RowValues(batch, this.labels);
    const run: Run = {
      place,
      batchOffset: batch.first_offset,
      groups: new Map(),
      joined: [],
      unsure: new Map(),
    };
    this.met.clear();
    let id = firstId;
    for (let index = 0; index < batch.rows; index++) {
      const row = values.load(index);
      const duplicateOf = this.insertOrMatch(id, row, values, run);
      if (duplicateOf === null) {
        id += 1;
        continue;
      }
      this.addDuplicate.run(place.intake, row[AT.offset] as number, row[AT.length] as number, duplicateOf);
      codes[row[AT.line] as number] = DUPLICATE_CODE;
    }
    return { nextId: id, joined: run.joined, unsure: run.unsure };
  }

  /** The id of the stored call this line repeats, or null when the line was stored as a new one. */
  private insertOrMatch(id: number, row: Float64Array, values: RowValues, run: Run): number | null {
    const day = row[AT.day] as number;
    const group = row[AT.call_group] as number;
    const grouped = !Number.isNaN(group);
    let head = !grouped || this.isHead(day, group, run);
    if (this.wary === 0) {
      try {
        this.insert.run(values, { id, occurrence: 1, head, ...run.place });
        if (grouped) this.noteLeg(day, group, head, run);
        return null;
      } catch (error) {
        if (!isUniqueConflict(error)) throw error;
        this.wary = CALM_LINES;
      }
    }
    const twins = this.twinsOf(day, row[AT.identity] as number, run);
    // A record with a key of its own is that record, however often it comes; only keyless lines can be twins.
    const match = twins.ids[row[AT.keyed] === 1 ? 0 : twins.brought];
    twins.brought += 1;
    if (match !== undefined) {
      this.wary = CALM_LINES;
      return match;
    }
    this.wary -= 1;
    twins.ids.push(id);
    head &&= !grouped || this.headStored.get(day, group) === undefined;
    this.insert.run(values, { id, occurrence: twins.ids.length, head, ...run.place });
    if (grouped) this.noteLeg(day, group, head, run);
    return null;
  }

  /** False when the day is known to have a leg of this call; true may still meet one in the index of heads. */
  private isHead(day: number, group: number, run: Run): boolean {
    const found = this.groups.look(day, group);
    if (found === 'absent') return true;
    if (found === 'maybe') return this.headStored.get(day, group) === undefined;
    return run.groups.get(group) !== day;
  }

  /** What must be looked at after a leg was stored: the other legs of its day, and those of the days beside it. */
  private noteLeg(day: number, group: number, head: boolean, run: Run): void {
    if (!head) run.joined.push({ group, day });
    if (this.groups.look(day, group) === 'unknown') run.groups.set(group, day);
    else this.groups.add(day, group);
    for (const neighbour of [day - 1, day + 1]) {
      const found = this.groups.look(neighbour, group);
      if (found === 'maybe') run.joined.push({ group, day });
      if (found !== 'unknown') continue;
      const neighbours = run.unsure.get(day) ?? new Set();
      run.unsure.set(day, neighbours.add(neighbour));
    }
  }

  /** The k-th equal line of a delivery is the k-th stored one, if there are that many. */
  private twinsOf(day: number, identity: number, { place, batchOffset }: Run): Twins {
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

interface Run {
  readonly place: Place;
  readonly batchOffset: number;
  /** Groups that got a leg from this batch on a day that nothing certain is known of, with that day. */
  readonly groups: Map<number, number>;
  /** Groups whose head must be decided anew. */
  readonly joined: JoinedGroup[];
  readonly unsure: Map<number, Set<number>>;
}

interface StoredTwin {
  readonly id: number;
  readonly intake: number;
  readonly offset: number;
}

/** The values of one row at a time, in the order of CALL_COLUMNS, null where the row has none. */
export class RowValues {
  readonly values: (number | string | null)[] = new Array(CALL_COLUMNS.length).fill(null);
  /** The sum of 2^column over the columns that have a value: one shape of row, one statement. */
  shape = 0;
  private readonly batch: Batch;
  private readonly texts: readonly string[];
  private readonly labels: LabelTable;
  private readonly labelIds = new Map<number, number>();

  constructor(batch: Batch, labels: LabelTable) {
    this.batch = batch;
    this.texts = batch.texts.split('\0');
    this.labels = labels;
  }

  load(index: number): Float64Array {
    const start = index * CALL_WIDTH;
    const row = this.batch.calls.subarray(start, start + CALL_WIDTH);
    let shape = 0;
    for (let column = FIRST_STORED; column < CALL_WIDTH; column++) {
      const value = row[column] as number;
      if (Number.isNaN(value)) continue;
      shape += POWERS[column] ?? 0;
      if (column < FIRST_LABEL) this.values[column] = value;
      else if (column >= FIRST_TEXT) this.values[column] = this.texts[value] ?? null;
      else this.values[column] = this.labelId(value);
    }
    this.shape = shape;
    return row;
  }

  private labelId(place: number): number {
    const known = this.labelIds.get(place);
    if (known !== undefined) return known;
    const id = this.labels.id(this.texts[place] ?? '');
    this.labelIds.set(place, id);
    return id;
  }
}

function isUniqueConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_UNIQUE';
}
