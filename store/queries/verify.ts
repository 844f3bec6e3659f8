import { LINE_COUNTS, type LineCounts, noLines, sumHolds } from '../../record/outcome.ts';
import { countRuns } from '../line-runs.ts';
import type { Connection } from '../open-database.ts';

/** One thing that does not add up, in a sentence, with its place. */
export interface Mismatch {
  readonly intake: number | null;
  readonly message: string;
}

/** Compares the ledger of every intake with its chunks and with what is stored. Empty when all adds up. */
export function ledgerMismatches(connection: Connection): Mismatch[] {
  return intakeIds(connection).flatMap((id) => mismatchesOf(connection, id));
}

export function intakeIds(connection: Connection): number[] {
  return connection.prepare<[], number>('select id from intake order by id').pluck().all();
}

/** Read in one transaction: what a service commits meanwhile is wholly in it or not at all. */
export function mismatchesOf(connection: Connection, intake: number): Mismatch[] {
  return connection.transaction(() => intakeMismatches(connection, intake))();
}

function intakeMismatches(connection: Connection, id: number): Mismatch[] {
  const found: Mismatch[] = [];
  const say = (message: string): number => found.push({ intake: id, message });
  const intake = connection
    .prepare<[number], VerifiedIntake>(
      `select id, kind, same_as, cursor, ${LINE_COUNTS.join(', ')} from intake where id = ?`,
    )
    .get(id);
  if (intake === undefined) return [];
  if (!sumHolds(intake)) say('the outcomes in the ledger do not add up to the lines');
  const { total, end } = chunkTotals(connection, id, say);
  // One that was accounted for by the intake it repeats has no chunks of its own.
  if (intake.kind === 'resent' && end === 0) {
    if (intake.cursor > 0) compareRepeated(connection, intake, say);
    return found;
  }
  if (end !== intake.cursor) say(`its chunks account for ${end} bytes, its cursor says ${intake.cursor}`);
  for (const name of LINE_COUNTS) {
    if (total[name] !== intake[name])
      say(`its chunks have ${total[name]} ${name}, the ledger ${intake[name]}`);
  }
  const rows = storedOf(connection, id);
  for (const name of ['calls', 'held', 'undefined', 'duplicates'] as const) {
    if (rows?.[name] !== intake[name])
      say(`the store has ${rows?.[name]} ${name}, the ledger ${intake[name]}`);
  }
  return found;
}

interface VerifiedIntake extends LineCounts {
  readonly id: number;
  readonly kind: string;
  readonly same_as: number | null;
  readonly cursor: number;
}

/** Its lines must be those of the intake it repeats, up to where it ends; that one may go on behind. */
function compareRepeated(
  connection: Connection,
  intake: VerifiedIntake,
  say: (message: string) => number,
): void {
  const { same_as, cursor } = intake;
  const chunks = connection
    .prepare<[number | null, number], string>(
      'select outcomes from chunk where intake = ? and end_offset <= ? order by first_offset',
    )
    .pluck();
  const { lines, ignored, excluded } = sumOf(chunks.iterate(same_as, cursor));
  const duplicates = lines - ignored - excluded;
  for (const [name, there] of Object.entries({ lines, duplicates, ignored, excluded })) {
    const here = intake[name as keyof LineCounts];
    if (here !== there)
      say(`it has ${here} ${name}, intake ${same_as}, which it repeats, has ${there} there`);
  }
}

function storedOf(connection: Connection, id: number) {
  return connection
    .prepare<{ id: number }, Omit<LineCounts, 'lines' | 'ignored' | 'excluded'>>(
      `with gone as (select calls, held, undefined, duplicates from lines_gone where intake = @id
         union all select 0, 0, 0, 0 limit 1),
       -- Each call is looked at once: held_by stands in no index.
       stored as materialized (select count(*) as every, count(held_by) as held from call where intake = @id)
       select stored.every - stored.held + gone.calls
         + (select count(*) from archived_call where intake = @id and held = 0) as calls,
       stored.held + gone.held
         + (select count(*) from archived_call where intake = @id and held = 1) as held,
       (select count(*) from undefined_line where intake = @id) + gone.undefined as undefined,
       (select count(*) from duplicate where intake = @id) + gone.duplicates as duplicates from gone, stored`,
    )
    .get({ id });
}

/** The sum of an intake's chunks, which must tile its bytes from the first on. */
function chunkTotals(connection: Connection, id: number, say: (message: string) => number) {
  const chunks = connection.prepare<[number], { first_offset: number; end_offset: number; outcomes: string }>(
    'select first_offset, end_offset, outcomes from chunk where intake = ? order by first_offset',
  );
  const outcomes: string[] = [];
  let end = 0;
  for (const chunk of chunks.iterate(id)) {
    if (chunk.first_offset !== end) say(`a chunk begins at ${chunk.first_offset} where ${end} was due`);
    end = chunk.end_offset;
    outcomes.push(chunk.outcomes);
  }
  return { total: sumOf(outcomes), end };
}

function sumOf(outcomes: Iterable<string>): LineCounts {
  const total = noLines();
  for (const text of outcomes) {
    const counts = countRuns(text);
    for (const name of LINE_COUNTS) total[name] += counts[name];
  }
  return total;
}

/** SQLite's own verdict on the file; empty when it is sound. */
export function databaseMismatches(connection: Connection): Mismatch[] {
  const verdicts = quickCheck(connection).flatMap((verdict) => verdict.split('\n'));
  const told = verdicts.filter((verdict) => verdict !== 'ok' && verdict !== '*** in database main ***');
  return told.map((message) => ({ intake: null, message }));
}

/** The check gives up on some damage instead of telling of it: that is a verdict, too. */
function quickCheck(connection: Connection): string[] {
  try {
    return connection.prepare<[], string>('pragma quick_check').pluck().all();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_CORRUPT') return [error.message];
    throw error;
  }
}
