import type { Batch } from '../record/batch.ts';
import { dayOf } from '../record/calendar.ts';
import { type LineCounts, sumHolds } from '../record/outcome.ts';
import { ArrivalEdges } from './arrival-edges.ts';
import { blankAdder } from './blank-register.ts';
import { CallCompleter } from './call-completer.ts';
import { CallHeads } from './call-heads.ts';
import { blankedLines, CallWriter, type WrittenCalls } from './call-writer.ts';
import { CountedUnits } from './counted-units.ts';
import { IDS_A_DAY } from './ids-a-day.ts';
import { LabelTable } from './label-table.ts';
import { countRuns, encodeRuns } from './line-runs.ts';
import { CallMemories, type MemoryPace } from './memory/call-memories.ts';
import { NumberRunWriter } from './number-runs.ts';
import type { Connection } from './open-database.ts';
import { QualityWriter } from './quality-writer.ts';
import { RepeatedLines } from './repeated-lines.ts';
import { StaleDays } from './stale-days.ts';
import type { ChunkCommit, CommittedChunk } from './store.ts';

/** Commits one chunk: everything that follows from its lines, and the cursor, in one transaction. */
export class ChunkWriter {
  readonly labels: LabelTable;
  readonly heads: CallHeads;
  readonly memories: CallMemories;
  readonly arrivals: ArrivalEdges;
  private readonly connection: Connection;
  private readonly calls: CallWriter;
  private readonly completer: CallCompleter;
  private readonly quality: QualityWriter;
  private readonly repeated: RepeatedLines;
  private readonly addBlanks;
  private readonly numbers: NumberRunWriter;
  private readonly stale: StaleDays;
  private readonly units: CountedUnits;
  private readonly statements;

  constructor(connection: Connection, memoryPace?: MemoryPace) {
    this.connection = connection;
    this.labels = new LabelTable(connection);
    this.memories = new CallMemories(connection, memoryPace);
    this.arrivals = new ArrivalEdges(connection);
    this.calls = new CallWriter(connection, this);
    this.heads = new CallHeads(connection);
    this.completer = new CallCompleter(connection);
    this.quality = new QualityWriter(connection);
    this.repeated = new RepeatedLines(connection);
    this.addBlanks = blankAdder(connection);
    this.numbers = new NumberRunWriter(connection);
    this.stale = new StaleDays(connection);
    this.units = new CountedUnits(connection);
    this.statements = prepare(connection);
  }

  /** A leg was stored by another way than `commit`. */
  remember(day: number, group: number): void {
    this.calls.remember(day, group);
  }

  commit(chunk: ChunkCommit): CommittedChunk {
    const transaction = this.connection.transaction(() => this.write(chunk));
    try {
      return transaction.immediate();
    } catch (error) {
      this.labels.forget();
      this.memories.forget();
      this.arrivals.forget();
      throw error;
    }
  }

  private write({ intake, delivery, settings, received_at, committed_at, batch }: ChunkCommit) {
    const { statements } = this;
    const known = statements.intake.get(intake);
    if (known === undefined) throw new Error(`chunk of an unknown intake ${intake}`);
    if (known.cursor !== batch.first_offset) {
      throw new Error(
        `chunk of intake ${intake} begins at ${batch.first_offset}, its cursor is ${known.cursor}`,
      );
    }
    const codes = batch.codes.slice();
    const firstId = Math.max(statements.counter.get('call') ?? 0, dayOf(committed_at) * IDS_A_DAY) + 1;
    const place = { source: known.source, intake, delivery, remembered: known.backfill === 0 };
    const written = this.calls.write(this.units.counted(batch, known.source), place, firstId, codes);
    const { nextId } = written;
    if (nextId > firstId) {
      statements.setCounter.run('call', nextId - 1);
      this.memories.judgeAnew(this.heads.decide(firstId, nextId - 1, written));
      this.stale.mark(daysTouched(written));
    }
    const repeated = this.repeated.of(intake, batch.undefined_units);
    this.repeated.write(intake, [batch], repeated, codes);
    for (const { offset, length, reason, detail } of batch.undefined_units) {
      if (repeated.has(offset)) continue;
      statements.undefinedLine.run(intake, offset, length, reason, detail, received_at);
    }
    for (const call of batch.completed) this.completer.complete(intake, call);
    this.memories.complete(this.completer.takeChanged());
    this.memories.write();
    this.quality.add(intake, batch.quality);
    this.numbers.add(intake, batch, codes);
    const blanks = [...batch.blanks, ...written.erased];
    this.addBlanks(intake, blanks);
    const outcomes = encodeRuns(codes);
    const counts = countRuns(outcomes);
    if (
      !sumHolds(counts) ||
      counts.lines !== codes.length ||
      counts.calls + counts.held !== nextId - firstId
    ) {
      throw new Error(`the outcomes of a chunk of intake ${intake} do not add up to its lines`);
    }
    const state = JSON.stringify(batch.state_before);
    const { first_offset, end_offset } = batch;
    statements.chunk.run({
      ...{ intake, first_offset, end_offset, received_at, delivery, settings, state, outcomes },
      ...{ first_day: written.firstDay, last_day: written.lastDay, oldest_day: oldestOf(written, batch) },
    });
    statements.count.run({ ...counts, intake, cursor: end_offset, state: JSON.stringify(batch.state_after) });
    return { counts, cursor: end_offset, to_blank: blanks.length > 0 };
  }
}

/** The day of the oldest line that is known to stand in the raw copy. */
function oldestOf({ oldestDay }: WrittenCalls, batch: Batch): number | null {
  const blanked = blankedLines(batch);
  const days = batch.quality.flatMap(({ offset, day }) => (blanked.has(offset) ? [] : [day]));
  if (oldestDay !== null) days.push(oldestDay);
  return days.length === 0 ? null : days.reduce((one, other) => Math.min(one, other));
}

/** Also the days beside those on which a call has another head now. */
function daysTouched({ days, joined, unsure }: WrittenCalls): ReadonlySet<number> {
  const touched = new Set(days);
  for (const day of [...joined.map((leg) => leg.day), ...unsure.keys()])
    touched
      .add(day - 1)
      .add(day)
      .add(day + 1);
  return touched;
}

function prepare(connection: Connection) {
  return {
    intake: connection.prepare<[number], { source: number; cursor: number; backfill: number }>(
      'select source, cursor, backfill from intake where id = ?',
    ),
    counter: connection.prepare<[string], number>('select value from counter where name = ?').pluck(),
    setCounter: connection.prepare<[string, number], unknown>(
      'insert into counter (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
    ),
    undefinedLine: connection.prepare<[number, number, number, string, string, number], unknown>(
      'insert into undefined_line (intake, offset, length, reason, detail, received_at) values (?, ?, ?, ?, ?, ?)',
    ),
    chunk: connection.prepare(
      `insert into chunk
       (intake, first_offset, end_offset, received_at, delivery, settings, state_before, outcomes, first_day, last_day,
       oldest_day) values (@intake, @first_offset, @end_offset, @received_at, @delivery, @settings, @state, @outcomes,
       @first_day, @last_day, @oldest_day)`,
    ),
    count: connection.prepare<[LineCounts & { intake: number; cursor: number; state: string }], unknown>(
      `update intake set cursor = @cursor, length = max(length, @cursor), state = @state, lines = lines + @lines,
       calls = calls + @calls, held = held + @held, undefined = undefined + @undefined,
       duplicates = duplicates + @duplicates, ignored = ignored + @ignored, excluded = excluded + @excluded
       where id = @intake`,
    ),
  };
}
