import { CALL_PLACE as AT, type Batch } from '../record/batch.ts';
import type { Blank } from '../record/blank.ts';
import { BLANK_LETTERS, DUPLICATE_CODE, ERASED_CODE } from '../record/outcome.ts';
import { ArchivedTwins, type StoredTwin } from './archive/archived-twins.ts';
import type { ArrivalEdges } from './arrival-edges.ts';
import { CallInsert } from './call-insert.ts';
import { earlierIdentities } from './earlier-identities.ts';
import { GroupMemory } from './group-memory.ts';
import type { LabelTable } from './label-table.ts';
import type { CallMemories } from './memory/call-memories.ts';
import type { ConcernedCall } from './memory/memory-arrivals.ts';
import type { Connection } from './open-database.ts';
import { RowValues } from './row-values.ts';
import { SuppressedCalls } from './suppressed-calls.ts';

/** Whose lines these are, for telling twins from duplicates. */
export interface Place {
  readonly source: number;
  readonly intake: number;
  readonly delivery: number;
  /** Whether its calls are the last of those whom they concern. */
  readonly remembered: boolean;
}

interface WriterParts {
  readonly labels: LabelTable;
  readonly memories: CallMemories;
  readonly arrivals: ArrivalEdges;
}

/** What came of a batch: the next free id, the calls that got a leg more, and the days of what was stored. */
export interface WrittenCalls {
  readonly nextId: number;
  readonly joined: readonly JoinedGroup[];
  /** Days whose neighbours may hold more legs, as only the store can tell. */
  readonly unsure: ReadonlyMap<number, ReadonlySet<number>>;
  /** Of the calls that were stored; null when there were none. */
  readonly firstDay: number | null;
  readonly lastDay: number | null;
  /** The first day of all lines that are calls, duplicates too, and stay where they were received. */
  readonly oldestDay: number | null;
  /** Every day of which something is stored now that was not. */
  readonly days: ReadonlySet<number>;
  /** Lines of calls that were erased, which must not stay where they were received. */
  readonly erased: readonly Blank[];
}

/** A call that got a leg more on this day. */
export interface JoinedGroup {
  readonly group: number;
  readonly day: number;
}

/** After this many lines in a row that were new, a conflict is the exception again. */
const CALM_LINES = 32;

/** Puts the calls of a batch into the store, or finds that they are there already. */
export class CallWriter {
  private readonly insert: CallInsert;
  private readonly stored;
  private readonly headStored;
  private readonly addDuplicate;
  private readonly duplicatesOf;
  private readonly partsOf;
  private readonly deliveryOf;
  private readonly labels: LabelTable;
  private readonly memories: CallMemories;
  private readonly arrivals: ArrivalEdges;
  private readonly groups: GroupMemory;
  private readonly suppressed: SuppressedCalls;
  private readonly archived: ArchivedTwins;
  /** What a batch has met of identities that are stored; counting them anew for each line would take their square. */
  private readonly met = new Map<number, Twins>();
  /** Lines left for which the store is asked before an insert is tried: a conflict costs ten times a look-up. */
  private wary = 0;

  constructor(connection: Connection, { labels, memories, arrivals }: WriterParts) {
    this.labels = labels;
    this.memories = memories;
    this.arrivals = arrivals;
    this.insert = new CallInsert(connection);
    this.suppressed = new SuppressedCalls(connection);
    this.archived = new ArchivedTwins(connection);
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
    this.partsOf = connection
      .prepare<[number], number>(
        `with recursive part (id, continues) as (
           select id, continues from delivery where id = ?
           union all
           select earlier.id, earlier.continues from part join delivery earlier on earlier.id = part.continues
         )
         select id from part`,
      )
      .pluck();
    this.deliveryOf = connection
      .prepare<[number, number], number>(
        'select delivery from chunk where intake = ? and first_offset <= ? order by first_offset desc limit 1',
      )
      .pluck();
  }

  /** A leg was stored by another way than `write`. */
  remember(day: number, group: number): void {
    this.groups.add(day, group);
  }

  /** Writes all rows under ids from `firstId` on; lines that are duplicates get that code in `codes`. */
  write(batch: Batch, place: Place, firstId: number, codes: Uint8Array): WrittenCalls {
    const row = new RowValues(batch, place, this.labels);
    const run: Run = {
      place,
      parts: null,
      batchOffset: batch.first_offset,
      groups: new Map(),
      joined: [],
      unsure: new Map(),
    };
    this.met.clear();
    this.suppressed.begin();
    this.archived.begin();
    const erased: Blank[] = [];
    const concerned = place.remembered ? this.memories.partiesOf(place.source) : null;
    let [id, dayBefore] = [firstId, Number.NaN];
    let [firstDay, lastDay] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const blanked = blankedLines(batch);
    let oldestDay = Number.POSITIVE_INFINITY;
    const allDays = new Set<number>();
    for (let index = 0; index < batch.rows; index++) {
      row.load(index, id);
      if (this.suppressed.isRow(row)) {
        erased.push({ offset: row.at(AT.offset), length: row.at(AT.length), code: 'E' });
        codes[row.at(AT.line)] = ERASED_CODE;
        continue;
      }
      const duplicateOf = this.insertOrMatch(id, row, run);
      if (!blanked.has(row.at(AT.offset))) oldestDay = Math.min(oldestDay, row.at(AT.day));
      if (duplicateOf === null) {
        if (concerned !== null) this.memories.arrived(concerned, id, concernOf(row));
        id += 1;
        const day = row.at(AT.day);
        if (row.at(AT.step) > 0) this.arrivals.noteRow(row);
        // Most lines are of the day of the one before.
        if (day !== dayBefore) allDays.add(day);
        dayBefore = day;
        if (day < firstDay) firstDay = day;
        if (day > lastDay) lastDay = day;
        continue;
      }
      this.addDuplicate.run(place.intake, row.at(AT.offset), row.at(AT.length), duplicateOf);
      codes[row.at(AT.line)] = DUPLICATE_CODE;
    }
    const days = id === firstId ? { firstDay: null, lastDay: null } : { firstDay, lastDay };
    const oldest = Number.isFinite(oldestDay) ? oldestDay : null;
    const { joined, unsure } = run;
    return { nextId: id, joined, unsure, days: allDays, ...days, oldestDay: oldest, erased };
  }

  /** The id of the stored call this line repeats, or null when the line was stored as a new one. */
  private insertOrMatch(id: number, row: RowValues, run: Run): number | null {
    const day = row.at(AT.day);
    const before = this.storedWhole(day, row, run);
    if (before !== null) return before;
    const group = row.at(AT.call_group);
    const grouped = !Number.isNaN(group);
    let head = !grouped || this.isHead(day, group, run);
    // No index would tell of one that stands in an archive.
    if (this.wary === 0 && !this.archived.onDay(day)) {
      try {
        this.insert.run(row, 1, head);
        if (grouped) this.noteLeg(day, group, head, run);
        return null;
      } catch (error) {
        if (!isUniqueConflict(error)) throw error;
        this.wary = CALM_LINES;
      }
    }
    const twins = this.twinsOf(day, row.at(AT.identity), run);
    // A record with a key of its own is that record, however often it comes; only keyless lines can be twins.
    const match = twins.ids[row.at(AT.keyed) === 1 ? 0 : twins.brought];
    twins.brought += 1;
    if (match !== undefined) {
      this.wary = CALM_LINES;
      return match;
    }
    this.wary = Math.max(0, this.wary - 1);
    twins.ids.push(id);
    head &&= !grouped || this.headStored.get(day, group) === undefined;
    this.insert.run(row, twins.ids.length, head);
    if (grouped) this.noteLeg(day, group, head, run);
    return null;
  }

  /** The call that was stored with what is withheld now, before that was policy, or before it had its age. */
  private storedWhole(day: number, row: RowValues, run: Run): number | null {
    for (const identity of earlierIdentities(row)) {
      const twins = this.twinsOf(day, identity, run);
      const match = twins.ids[row.at(AT.keyed) === 1 ? 0 : twins.brought];
      if (match === undefined) continue;
      twins.brought += 1;
      return match;
    }
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
  private twinsOf(day: number, identity: number, run: Run): Twins {
    const known = this.met.get(identity);
    if (known?.day === day) return known;
    const stored = this.archived.onDay(day)
      ? this.archived.of(day, identity)
      : this.stored.all(day, identity);
    const { place, batchOffset } = run;
    run.parts ??= new Set(this.partsOf.all(place.delivery));
    const { parts } = run;
    const ours = ({ intake, offset }: { intake: number; offset: number }): boolean =>
      (intake === place.intake && offset >= batchOffset) ||
      parts.has(this.deliveryOf.get(intake, offset) ?? -1);
    let brought = stored.filter(ours).length;
    for (const twin of stored) brought += this.duplicatesOf.all(twin.id).filter(ours).length;
    const twins = { day, ids: stored.map(({ id }) => id), brought };
    // A line that is met for the first time needs no memory; of a device that repeats itself, thousands are equal.
    if (stored.length > 0) this.met.set(identity, twins);
    return twins;
  }
}

function concernOf(row: RowValues): ConcernedCall {
  return {
    day: row.at(AT.day),
    direction: row.at(AT.direction),
    extension: row.at(AT.extension),
    called: row.at(AT.called),
    extra: row.textAt(AT.extra),
  };
}

/** Lines of which nothing stays in the raw copy, because they came with the age for it. */
export function blankedLines({ blanks }: Batch): ReadonlySet<number> {
  const lines = blanks.filter(({ code }) => BLANK_LETTERS[code] === 'expired');
  return new Set(lines.map(({ offset }) => offset));
}

/** The stored calls of one identity in order, and how many equal lines the delivery has brought so far. */
interface Twins {
  readonly day: number;
  readonly ids: number[];
  brought: number;
}

interface Run {
  readonly place: Place;
  /** The delivery and those it continues, because a connection over midnight is one; null until it matters. */
  parts: ReadonlySet<number> | null;
  readonly batchOffset: number;
  /** Groups that got a leg from this batch on a day that nothing certain is known of, with that day. */
  readonly groups: Map<number, number>;
  /** Groups whose head must be decided anew. */
  readonly joined: JoinedGroup[];
  readonly unsure: Map<number, Set<number>>;
}

function isUniqueConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_UNIQUE';
}
