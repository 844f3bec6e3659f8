import type { Batch } from '../../record/batch.ts';
import { LINE_COUNTS, type LineCounts, noLines, sumHolds } from '../../record/outcome.ts';
import { countRuns, encodeRuns } from '../line-runs.ts';
import { OLDEST_DAY } from '../oldest-line.ts';
import type { Connection } from '../open-database.ts';
import type { ReplayCommit } from '../store.ts';
import { countsAdder } from './counts-adder.ts';
import type { Range, StoredChunk, StoredRange } from './stored-rows.ts';

/** The chunk rows of what was read again, and all that is counted from them. */
export class ReplayedChunks {
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  /** Gives the intakes that wait to be accounted for because of it. */
  write(
    piece: ReplayCommit,
    stored: StoredRange,
    { codes, repeated }: { codes: Uint8Array; repeated: ReadonlySet<number> },
    callsChanged: boolean,
  ): number[] {
    this.writeUndefined(piece, stored, repeated);
    const chunks = chunkRows(piece, codes);
    const same = sameRows(stored.chunks, chunks);
    if (!same) {
      const { intake } = piece;
      for (const { first_offset } of stored.chunks) this.statements.removeChunk.run(intake, first_offset);
      for (const chunk of chunks) this.statements.addChunk.run({ ...chunk, intake });
    }
    const change = changeOf(stored.chunks, chunks);
    const waiting = this.follow(piece, change);
    if (piece.batches.at(-1)?.end_offset !== piece.end_offset) waiting.push(piece.intake);
    this.writeIntake(piece, change);
    if (callsChanged || !same)
      this.setDays({ intake: piece.intake, from: piece.first_offset, to: piece.end_offset });
    return waiting;
  }

  /** First and last day of the calls of the chunks in a range, and of the frames of the raw copy that hold them. */
  setDays(range: Range): void {
    this.statements.setDays.run(range);
    this.statements.setFrameDays.run(range);
  }

  private writeUndefined(
    { intake, received_at, batches }: ReplayCommit,
    stored: StoredRange,
    repeated: ReadonlySet<number>,
  ): void {
    const left = new Map(stored.undefined_lines);
    for (const unit of batches.flatMap(({ undefined_units }) => undefined_units)) {
      if (repeated.has(unit.offset)) continue;
      const was = left.get(unit.offset);
      left.delete(unit.offset);
      const same = was?.length === unit.length && was.reason === unit.reason && was.detail === unit.detail;
      if (!same) this.statements.setUndefined.run({ ...unit, intake, received_at });
    }
    for (const offset of left.keys()) this.statements.removeUndefined.run(intake, offset);
  }

  /** Files that were sent again and are accounted for by this intake have its lines. */
  private follow({ intake, first_offset, end_offset, batches }: ReplayCommit, change: LineCounts): number[] {
    const waiting: number[] = [];
    const whole = batches.at(-1)?.end_offset === end_offset;
    for (const { id, cursor } of this.statements.followers.all(intake)) {
      if (first_offset >= cursor) continue;
      if (whole && end_offset <= cursor) {
        const duplicates = change.lines - change.ignored - change.excluded;
        this.statements.addCounts.run({ ...noLines(), ...pick(change), duplicates, intake: id });
      } else {
        // No line ends where it does any more: its lines are read for themselves.
        this.statements.waitAgain.run(id);
        waiting.push(id);
      }
    }
    return waiting;
  }

  private writeIntake({ intake, first_offset, end_offset, batches }: ReplayCommit, change: LineCounts): void {
    if (LINE_COUNTS.some((name) => change[name] !== 0)) this.statements.addCounts.run({ ...change, intake });
    const last = batches.at(-1);
    this.statements.setCursor.run({
      ...{ intake, was: end_offset, cursor: last?.end_offset ?? first_offset },
      state: last === undefined ? null : JSON.stringify(last.state_after),
    });
  }
}

const pick = ({ lines, ignored, excluded }: LineCounts) => ({ lines, ignored, excluded });

/** A row for each batch that got anywhere. */
function chunkRows(piece: ReplayCommit, codes: Uint8Array): StoredChunk[] {
  const { received_at, delivery, settings } = piece;
  let before = 0;
  const outcomesOf = (batch: Batch): string => {
    const own = codes.subarray(before, before + batch.codes.length);
    before += batch.codes.length;
    const outcomes = encodeRuns(own);
    const counts = countRuns(outcomes);
    if (!sumHolds(counts) || counts.lines !== own.length)
      throw new Error(`the outcomes of a chunk of intake ${piece.intake} do not add up to its lines`);
    return outcomes;
  };
  return piece.batches.map((batch) => {
    const { first_offset, end_offset } = batch;
    const state_before = JSON.stringify(batch.state_before);
    return {
      first_offset,
      end_offset,
      received_at,
      delivery,
      settings,
      state_before,
      outcomes: outcomesOf(batch),
    };
  });
}

function sameRows(before: readonly StoredChunk[], after: readonly StoredChunk[]): boolean {
  const text = (rows: readonly StoredChunk[]): string =>
    JSON.stringify(
      rows.map((row) => [
        row.first_offset,
        row.end_offset,
        row.received_at,
        row.delivery,
        row.settings,
        row.outcomes,
        row.state_before,
      ]),
    );
  return text(before) === text(after);
}

function changeOf(before: readonly StoredChunk[], after: readonly StoredChunk[]): LineCounts {
  const change = noLines();
  const add = (rows: readonly StoredChunk[], sign: 1 | -1): void => {
    for (const { outcomes } of rows) {
      const counts = countRuns(outcomes);
      for (const name of LINE_COUNTS) change[name] += sign * counts[name];
    }
  };
  add(before, -1);
  add(after, 1);
  return change;
}

function prepare(connection: Connection) {
  const frameDay = (which: string): string =>
    `(select ${which} from chunk where chunk.intake = raw_frame.intake
      and chunk.end_offset > raw_frame.offset and chunk.first_offset < raw_frame.offset + raw_frame.length)`;
  const chunkDay = (which: string): string =>
    `(select ${which}(day) from call where call.intake = chunk.intake
      and call.offset >= chunk.first_offset and call.offset < chunk.end_offset)`;
  return {
    removeChunk: connection.prepare<[number, number], unknown>(
      'delete from chunk where intake = ? and first_offset = ?',
    ),
    addChunk: connection.prepare<[StoredChunk & { intake: number }], unknown>(
      `insert into chunk (intake, first_offset, end_offset, received_at, delivery, settings, state_before, outcomes)
       values (@intake, @first_offset, @end_offset, @received_at, @delivery, @settings, @state_before, @outcomes)`,
    ),
    setUndefined: connection.prepare(
      `insert into undefined_line (intake, offset, length, reason, detail, received_at)
       values (@intake, @offset, @length, @reason, @detail, @received_at)
       on conflict (intake, offset) do update set length = excluded.length, reason = excluded.reason,
       detail = excluded.detail`,
    ),
    removeUndefined: connection.prepare<[number, number], unknown>(
      'delete from undefined_line where intake = ? and offset = ?',
    ),
    followers: connection.prepare<[number], { id: number; cursor: number }>(
      `select id, cursor from intake where same_as = ? and kind = 'resent' and cursor > 0
       and not exists (select 1 from chunk where chunk.intake = intake.id)`,
    ),
    waitAgain: connection.prepare<[number], unknown>(
      `update intake set cursor = 0, state = null, lines = 0, calls = 0, held = 0, undefined = 0, duplicates = 0,
       ignored = 0, excluded = 0 where id = ?`,
    ),
    addCounts: countsAdder(connection),
    // Only the end of what is accounted for has a state that the next lines begin with.
    setCursor: connection.prepare(
      'update intake set cursor = @cursor, state = @state where id = @intake and cursor = @was',
    ),
    setDays: connection.prepare<[Range], unknown>(
      `update chunk set first_day = ${chunkDay('min')}, last_day = ${chunkDay('max')}, oldest_day = ${OLDEST_DAY}
       where intake = @intake and end_offset > @from and first_offset < @to`,
    ),
    setFrameDays: connection.prepare<[Range], unknown>(
      `update raw_frame set first_day = ${frameDay('min(first_day)')}, last_day = ${frameDay('max(last_day)')}
       where intake = @intake and offset < @to and offset + length > @from`,
    ),
  };
}
