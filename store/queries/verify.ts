import { sumHolds } from '../../record/outcome.ts';
import { countRuns } from '../line-runs.ts';
import type { Connection } from '../open-database.ts';

/** One thing that does not add up, in a sentence, with its place. */
export interface Mismatch {
  readonly intake: number | null;
  readonly message: string;
}

const COUNTS = ['lines', 'calls', 'held', 'undefined', 'duplicates', 'ignored', 'excluded'] as const;
type Counted = Record<(typeof COUNTS)[number], number>;

/** Compares the ledger of every intake with its chunks and with what is stored. Empty when all adds up. */
export function ledgerMismatches(connection: Connection): Mismatch[] {
  const intakes = connection
    .prepare<[], Counted & { id: number; kind: string; cursor: number; same_as: number | null }>(
      `select id, kind, cursor, same_as, ${COUNTS.join(', ')} from intake order by id`,
    )
    .all();
  const stored = connection.prepare<{ id: number }, Omit<Counted, 'lines' | 'ignored' | 'excluded'>>(
    `select (select count(*) from call where intake = @id and held_by is null) as calls,
     (select count(*) from call where intake = @id and held_by is not null) as held,
     (select count(*) from undefined_line where intake = @id) as undefined,
     (select count(*) from duplicate where intake = @id) as duplicates`,
  );
  const found: Mismatch[] = [];
  for (const intake of intakes) {
    const say = (message: string): number => found.push({ intake: intake.id, message });
    if (!sumHolds(intake)) say('the outcomes in the ledger do not add up to the lines');
    const { total, end } = chunkTotals(connection, intake.id, say);
    // One that was accounted for by the intake it repeats has no chunks of its own.
    if (intake.kind === 'resent' && end === 0) continue;
    if (end !== intake.cursor) say(`its chunks account for ${end} bytes, its cursor says ${intake.cursor}`);
    for (const name of COUNTS) {
      if (total[name] !== intake[name])
        say(`its chunks have ${total[name]} ${name}, the ledger ${intake[name]}`);
    }
    const rows = stored.get({ id: intake.id });
    for (const name of ['calls', 'held', 'undefined', 'duplicates'] as const) {
      if (rows?.[name] !== intake[name])
        say(`the store has ${rows?.[name]} ${name}, the ledger ${intake[name]}`);
    }
  }
  return found;
}

/** The sum of an intake's chunks, which must tile its bytes from the first on. */
function chunkTotals(connection: Connection, id: number, say: (message: string) => number) {
  const chunks = connection.prepare<[number], { first_offset: number; end_offset: number; outcomes: string }>(
    'select first_offset, end_offset, outcomes from chunk where intake = ? order by first_offset',
  );
  const total: Counted = {
    lines: 0,
    calls: 0,
    held: 0,
    undefined: 0,
    duplicates: 0,
    ignored: 0,
    excluded: 0,
  };
  let end = 0;
  for (const chunk of chunks.iterate(id)) {
    if (chunk.first_offset !== end) say(`a chunk begins at ${chunk.first_offset} where ${end} was due`);
    end = chunk.end_offset;
    const counts = countRuns(chunk.outcomes);
    for (const name of COUNTS) total[name] += counts[name];
  }
  return { total, end };
}

/** SQLite's own verdict on the file; empty when it is sound. */
export function databaseMismatches(connection: Connection): Mismatch[] {
  const verdicts = connection.prepare<[], string>('pragma quick_check').pluck().all();
  return verdicts.filter((verdict) => verdict !== 'ok').map((message) => ({ intake: null, message }));
}
