import { CALL_CODE, DUPLICATE_CODE, HELD_CODE, LINE_COUNTS, type LineCounts } from '../../record/outcome.ts';
import { countRuns, decodeCodes, encodeRuns } from '../line-runs.ts';
import type { Connection } from '../open-database.ts';
import { countsAdder } from './counts-adder.ts';
import type { Range } from './stored-rows.ts';

/** A chunk outside of what is read again, some of whose lines are judged anew because of it. */
interface OtherChunk {
  readonly intake: number;
  readonly first_offset: number;
  readonly end_offset: number;
  readonly outcomes: string;
  readonly codes: Uint8Array;
  /** The place of each line that is a call, a held call or a duplicate, by its offset. */
  readonly places: ReadonlyMap<number, number>;
}

/**
 * Lines of other chunks that become calls, or duplicates, because a line that is read again does not read the same any
 * more. A chunk row has no offsets, so the j-th call of the store is found as the j-th call of its outcomes.
 */
export class OtherChunks {
  private readonly statements;
  private readonly touched = new Map<string, OtherChunk>();

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  /** Before the rows of the line are changed for the first time. */
  relabel(intake: number, offset: number, code: number): void {
    const chunk = this.chunkOf(intake, offset);
    const place = chunk.places.get(offset);
    if (place === undefined) throw new Error(`no line of intake ${intake} at ${offset} has an outcome`);
    chunk.codes[place] = code;
  }

  /** Writes the outcomes and counts of all chunks that were touched; gives where they stand. */
  flush(): Range[] {
    const ranges: Range[] = [];
    for (const { intake, first_offset, end_offset, outcomes, codes } of this.touched.values()) {
      const now = encodeRuns(codes);
      if (now === outcomes) continue;
      this.statements.setOutcomes.run(now, intake, first_offset);
      const [before, after] = [countRuns(outcomes), countRuns(now)];
      const change = Object.fromEntries(LINE_COUNTS.map((name) => [name, after[name] - before[name]]));
      this.statements.addCounts.run({ ...(change as LineCounts), intake });
      ranges.push({ intake, from: first_offset, to: end_offset });
    }
    this.touched.clear();
    return ranges;
  }

  forget(): void {
    this.touched.clear();
  }

  private chunkOf(intake: number, offset: number): OtherChunk {
    const found = this.statements.chunkAt.get(intake, offset);
    if (found === undefined) throw new Error(`no chunk accounts for intake ${intake} at ${offset}`);
    const key = `${intake} ${found.first_offset}`;
    const known = this.touched.get(key);
    if (known !== undefined) return known;
    const range = { intake, from: found.first_offset, to: found.end_offset };
    const codes = decodeCodes(found.outcomes);
    const places = new Map<number, number>();
    for (const [code, offsets] of [
      [CALL_CODE, this.statements.calls.all(range)],
      [HELD_CODE, this.statements.heldCalls.all(range)],
      [DUPLICATE_CODE, this.statements.duplicates.all(range)],
    ] as const) {
      let place = -1;
      for (const at of offsets) {
        place = codes.indexOf(code, place + 1);
        if (place === -1)
          throw new Error(`the chunk at ${found.first_offset} of intake ${intake} has too few lines`);
        places.set(at, place);
      }
    }
    const chunk = { intake, ...found, codes, places };
    this.touched.set(key, chunk);
    return chunk;
  }
}

function prepare(connection: Connection) {
  const offsets = (table: string, more = '') =>
    connection
      .prepare<{ intake: number; from: number; to: number }, number>(
        `select offset from ${table} where intake = @intake and offset >= @from and offset < @to ${more} order by offset`,
      )
      .pluck();
  return {
    chunkAt: connection.prepare<[number, number], Omit<OtherChunk, 'intake' | 'codes' | 'places'>>(
      `select first_offset, end_offset, outcomes from chunk where intake = ? and first_offset <= ?
       order by first_offset desc limit 1`,
    ),
    calls: offsets('call', 'and held_by is null'),
    heldCalls: offsets('call', 'and held_by is not null'),
    duplicates: offsets('duplicate'),
    setOutcomes: connection.prepare<[string, number, number], unknown>(
      'update chunk set outcomes = ? where intake = ? and first_offset = ?',
    ),
    addCounts: countsAdder(connection),
  };
}
