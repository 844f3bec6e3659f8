import { dayOf } from '../../record/calendar.ts';
import { DUPLICATE_CODE } from '../../record/outcome.ts';
import type { ArrivalEdges } from '../arrival-edges.ts';
import { blankAdder } from '../blank-register.ts';
import { CallCompleter } from '../call-completer.ts';
import type { CallHeads } from '../call-heads.ts';
import { IDS_A_DAY } from '../ids-a-day.ts';
import type { LabelTable } from '../label-table.ts';
import type { CallMemories } from '../memory/call-memories.ts';
import { NumberRunWriter } from '../number-runs.ts';
import type { Connection } from '../open-database.ts';
import { QualityWriter } from '../quality-writer.ts';
import { RepeatedLines } from '../repeated-lines.ts';
import type { ReplayCommit, ReplayResult } from '../store.ts';
import { SuppressedCalls } from '../suppressed-calls.ts';
import { CallRows } from './call-rows.ts';
import { completedRows, settleDuplicates, settleOpen } from './completed-rows.ts';
import { differencesOf } from './differences.ts';
import { withFreeMinutes } from './free-minutes.ts';
import { heldAnew } from './held-anew.ts';
import { linesKept, withoutLines } from './lines-kept.ts';
import { OtherChunks } from './other-chunks.ts';
import { ReplayedChunks } from './replayed-chunks.ts';
import {
  type CallValues,
  chunkRows,
  linesOf,
  numberIn,
  type Range,
  type ReadRow,
  type StoredCall,
  type StoredRange,
} from './stored-rows.ts';
import { keyOf, TwinClasses } from './twin-classes.ts';
import { withKnownDestinations } from './withheld-parties.ts';

/** What a replay shares with the first reading. */
export interface ReplayParts {
  readonly labels: LabelTable;
  readonly heads: CallHeads;
  readonly memories: CallMemories;
  readonly arrivals: ArrivalEdges;
  /** Told of every leg, so that the first reading knows which groups a day has. */
  remember(day: number, group: number): void;
}

/** Of lines that all stay what they were. */
const UNCHANGED = { lines: 0, differences: [], others: [], waiting: [], to_blank: false };

/** Thrown to take back what was only tried. */
class OnlyTried extends Error {}

/**
 * Commits what a range of whole chunks reads as now: a line that stays a call of the same record keeps its row, and of
 * all others it is decided anew which of equal lines are calls. What does not change is not written.
 */
export class ReplayWriter {
  private readonly connection: Connection;
  private readonly labels: LabelTable;
  private readonly memories: CallMemories;
  private readonly arrivals: ArrivalEdges;
  private readonly chunkRows;
  private readonly others: OtherChunks;
  private readonly rows: CallRows;
  private readonly classes: TwinClasses;
  private readonly chunks: ReplayedChunks;
  private readonly completer: CallCompleter;
  private readonly quality: QualityWriter;
  private readonly repeated: RepeatedLines;
  private readonly suppressed: SuppressedCalls;
  private readonly addBlanks;
  private readonly numbers: NumberRunWriter;
  private readonly statements;

  constructor(connection: Connection, parts: ReplayParts) {
    this.connection = connection;
    this.labels = parts.labels;
    this.memories = parts.memories;
    this.arrivals = parts.arrivals;
    this.chunkRows = chunkRows(connection, parts.labels);
    this.others = new OtherChunks(connection);
    this.rows = new CallRows(connection, parts);
    this.classes = new TwinClasses(connection, this.rows, this.others);
    this.chunks = new ReplayedChunks(connection);
    this.completer = new CallCompleter(connection);
    this.quality = new QualityWriter(connection);
    this.repeated = new RepeatedLines(connection);
    this.suppressed = new SuppressedCalls(connection);
    this.addBlanks = blankAdder(connection);
    this.numbers = new NumberRunWriter(connection);
    this.statements = prepare(connection);
  }

  /** One transaction, which is taken back where it is only to be told what would change. */
  commit(piece: ReplayCommit): ReplayResult {
    let result: ReplayResult | null = null;
    // What arrived before it is remembered as it was read.
    this.memories.settle();
    const transaction = this.connection.transaction(() => {
      result = this.write(piece);
      if (piece.only_try) throw new OnlyTried();
    });
    try {
      transaction.immediate();
    } catch (error) {
      this.labels.forget();
      this.memories.forget();
      this.arrivals.forget();
      if (!(error instanceof OnlyTried)) throw error;
    } finally {
      this.classes.forget();
      this.others.forget();
    }
    if (result === null) throw new Error('a replay ended without a result');
    return result;
  }

  private write(piece: ReplayCommit): ReplayResult {
    const { intake, batches, committed_at } = piece;
    const source = this.sourceOf(intake);
    const firstId = Math.max(this.statements.counter.get() ?? 0, dayOf(committed_at) * IDS_A_DAY) + 1;
    this.rows.begin(source, firstId);
    const range = { intake, from: piece.first_offset, to: piece.end_offset };
    const codes = Uint8Array.from(batches.flatMap((batch) => [...batch.codes]));
    const whole = this.chunkRows.stored(range);
    const allRows = this.chunkRows.read(batches, intake, source);
    const erased = this.suppressed.among(allRows);
    const kept = linesKept(batches, whole, codes, { erased, rows: allRows });
    if (kept === null) return { ...UNCHANGED, before: linesOf(whole) };
    const stored = withoutLines(whole, kept);
    const held = heldAnew(piece.thresholds, this.labels, codes);
    const asRead = withFreeMinutes(withKnownDestinations(allRows, stored, held), stored);
    const completing = { goesOn: this.goesOn(piece), completer: this.completer };
    const isRead = ({ offset }: ReadRow): boolean => !kept.has(offset) && !erased.has(offset);
    const rows = completedRows(asRead, batches, stored, completing).filter(isRead);
    const read = new Map(rows.map((row) => [row.offset, row]));
    const units = batches.flatMap(({ undefined_units }) => undefined_units);
    const repeated = this.repeated.of(intake, units);
    this.leave(piece, stored, read, repeated);
    this.stay(piece, stored, rows, codes);
    this.repeated.write(intake, batches, repeated, codes);
    this.classes.settle(codes, (of, offset) => (isIn(range, of, offset) ? (read.get(offset) ?? null) : null));
    if (this.rows.free > firstId) this.statements.setCounter.run(this.rows.free - 1);
    const regrouped = this.rows.decideHeads();
    const settled = settleDuplicates(intake, batches, stored, completing);
    settled.push(...settleOpen(intake, batches, this.completer));
    this.memories.follow(new Set([...this.rows.touched, ...this.completer.takeChanged()]));
    this.memories.judgeAnew(regrouped);
    this.memories.passOver();
    const measured = batches.flatMap((batch) => batch.quality);
    const quality = this.quality.replace(range, measured, kept);
    const differences = differencesOf({ intake, stored, rows, batches, codes, quality, settled });
    const others = this.others.flush();
    for (const other of others) this.chunks.setDays(other);
    const blanks = [...batches.flatMap((batch) => batch.blanks), ...erased.values()];
    this.addBlanks(intake, blanks);
    this.numbers.replace(range, batches, codes);
    const waiting = this.chunks.write(piece, stored, { codes, repeated }, this.rows.changed);
    return {
      lines: codes.length,
      before: linesOf(stored),
      differences,
      others: others.map((other) => other.intake).filter((other) => other !== intake),
      waiting,
      to_blank: blanks.length > 0,
    };
  }

  private sourceOf(intake: number): number {
    const source = this.statements.source.get(intake);
    if (source === undefined) throw new Error(`replay of an unknown intake ${intake}`);
    return source;
  }

  /** Whether more of the same delivery is accounted for behind the piece. */
  private goesOn({ intake, delivery, end_offset }: ReplayCommit): boolean {
    return this.statements.deliveryAt.get(intake, end_offset) === delivery;
  }

  /** Takes away calls and duplicates that do not read as the same record any more. */
  private leave(
    piece: ReplayCommit,
    stored: StoredRange,
    read: ReadonlyMap<number, ReadRow>,
    repeated: ReadonlySet<number>,
  ): void {
    const { intake } = piece;
    const delivery = this.classes.whole(piece.delivery);
    const left = new Set<number>();
    for (const [offset, call] of stored.calls) {
      if (isSame(call.values, read.get(offset)?.values)) continue;
      left.add(call.id);
      this.classes.leave(keyOf(call.values), { delivery, call: true });
    }
    for (const duplicate of stored.duplicates.values()) {
      const row = read.get(duplicate.offset);
      const { identity, day, call } = duplicate;
      if (identity === null || day === null || call === null) {
        if (!repeated.has(duplicate.offset)) this.statements.removeDuplicate.run(intake, duplicate.offset);
        continue;
      }
      const repeats =
        row !== undefined && isRecord(row, identity) && numberIn(row.values, 'length') === duplicate.length;
      if (repeats && !left.has(call)) continue;
      this.classes.leave({ day, identity }, { delivery, call: false });
      this.statements.removeDuplicate.run(intake, duplicate.offset);
    }
    for (const [offset, call] of stored.calls) {
      if (!left.has(call.id)) continue;
      this.rows.remove(call.id);
      this.orphan(call, read.get(offset));
    }
  }

  /**
   * The duplicates that a call leaves behind go with it where it is the same record on another day; else it is decided
   * among themselves which is the call now.
   */
  private orphan({ id, values }: StoredCall, row: ReadRow | undefined): void {
    const old = keyOf(values);
    const same = row !== undefined && isRecord(row, old.identity);
    const key = same ? keyOf(row.values) : old;
    for (const line of this.statements.duplicatesOf.all(id)) {
      const delivery = this.classes.deliveryOf(line.intake, line.offset);
      const as = { id: null, occurrence: null, repeats: id, place: null, values: null, is_duplicate: true };
      this.classes.join(key, { ...line, ...as, delivery }, null);
    }
  }

  /** Gives calls that stay their new values, and all others to the decision about their class. */
  private stay(
    { intake, delivery: part }: ReplayCommit,
    stored: StoredRange,
    rows: readonly ReadRow[],
    codes: Uint8Array,
  ): void {
    const delivery = this.classes.whole(part);
    for (const row of rows) {
      const { offset, values, keyed, place } = row;
      const call = stored.calls.get(offset);
      if (isSame(call?.values, values)) {
        if (call !== undefined && values.some((value, column) => value !== call.values[column]))
          this.rows.change(call.id, call.head, call.values, values);
        continue;
      }
      if (this.statements.isDuplicate.get(intake, offset) !== undefined) {
        codes[place] = DUPLICATE_CODE;
        continue;
      }
      const line = { intake, offset, length: numberIn(values, 'length'), delivery, id: call?.id ?? null };
      const isNew = call === undefined && !stored.duplicates.has(offset);
      const known = isNew ? this.classes.callOf(row, delivery) : null;
      const { key, id: repeats } = known ?? { key: keyOf(values), id: null };
      // Of a class of another form it would be a call in that form.
      const as = { occurrence: null, repeats, place, values: known === null ? values : null };
      this.classes.join(key, { ...line, ...as, is_duplicate: false }, keyed);
    }
  }
}

function isIn({ intake, from, to }: Range, of: number, offset: number): boolean {
  return of === intake && offset >= from && offset < to;
}

/** Also where it was stored before parts of it were to be withheld, or at a younger age. */
function isRecord({ values, earlier_identities }: ReadRow, identity: number): boolean {
  return numberIn(values, 'identity') === identity || earlier_identities.includes(identity);
}

function isSame(one: CallValues | undefined, other: CallValues | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const [a, b] = [keyOf(one), keyOf(other)];
  return a.day === b.day && a.identity === b.identity;
}

function prepare(connection: Connection) {
  return {
    source: connection.prepare<[number], number>('select source from intake where id = ?').pluck(),
    deliveryAt: connection
      .prepare<[number, number], number>('select delivery from chunk where intake = ? and first_offset = ?')
      .pluck(),
    counter: connection.prepare<[], number>("select value from counter where name = 'call'").pluck(),
    setCounter: connection.prepare<[number], unknown>(
      `insert into counter (name, value) values ('call', ?)
       on conflict (name) do update set value = max(value, excluded.value)`,
    ),
    duplicatesOf: connection.prepare<[number], { intake: number; offset: number; length: number }>(
      'select intake, offset, length from duplicate where call = ?',
    ),
    isDuplicate: connection
      .prepare<[number, number], number>('select 1 from duplicate where intake = ? and offset = ?')
      .pluck(),
    removeDuplicate: connection.prepare<[number, number], unknown>(
      'delete from duplicate where intake = ? and offset = ?',
    ),
  };
}
