import { heldBy, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { unknownAttachments } from '../queries/subject-attachments.ts';
import type { LinePlace } from '../queries/subject-found.ts';
import type { ErasedStep, ErasureToPlan, HoldKeeps, PlannedErasure } from '../subject-store.ts';
import { createErasedCalls } from './erased-calls.ts';
import { createErasedCopies } from './erased-copies.ts';
import { createErasedLines } from './erased-lines.ts';
import { heldLines } from './raw-copies.ts';
import { createStatementRemoval } from './statements.ts';

/** No request's, so that nothing is added to the counts of one. */
const NONE = 0;
/** A line begins at its first. */
const BYTE = 1;

/**
 * What an erasure would take and what legal holds would keep: it is done, in the order of the run, and taken back in one transaction, so
 * that no plan says anything else than the run does.
 */
export function createPlannedErasure(connection: Connection) {
  return {
    tryErasure: (wish: ErasureToPlan): PlannedErasure => {
      connection.exec('begin immediate');
      try {
        return planned(connection, wish);
      } finally {
        // A full disk has taken it back by itself, and is what there is to say.
        if (connection.inTransaction) connection.exec('rollback');
      }
    },
  };
}

function planned(
  connection: Connection,
  { chunks, statements, texts, ...given }: ErasureToPlan,
): PlannedErasure {
  const wish = { ...given, request: NONE };
  const keptCalls: (readonly number[])[] = [];
  const keptLines: LinePlace[] = [];
  // Made anew: what they remember of a transaction that is taken back must not stay.
  const { eraseIds, methods } = createErasedCalls(connection, (legs) => void keptCalls.push(legs));
  const lines = createErasedLines(connection, eraseIds, (line) => void keptLines.push(line));
  const copies = createErasedCopies(connection);
  const removal = createStatementRemoval(connection);
  const steps: ErasedStep[] = [];
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const days = methods.eraseCalls({ ...wish, after });
    steps.push(days);
    if (days.done) break;
    after = days.after;
  }
  for (const of of chunks) steps.push(lines.eraseLines({ ...wish, ...of }));
  for (const id of statements) steps.push(removal.eraseStatement(wish, id));
  steps.push(copies.eraseCopies(wish));
  if (texts !== null) steps.push(copies.eraseTexts(wish, texts));
  const holds = heldOf(connection, wish.today, { calls: keptCalls, lines: keptLines });
  return { steps, holds, unknown_attachments: unknownAttachments(connection, wish.subject) };
}

/** What each hold keeps; calls and lines that two keep count for both. */
function heldOf(
  connection: Connection,
  today: number,
  kept: { readonly calls: readonly (readonly number[])[]; readonly lines: readonly LinePlace[] },
): HoldKeeps[] {
  const ids = JSON.stringify(kept.calls.flat());
  return legalHolds(connection, today).flatMap((hold) => {
    const named = connection
      .prepare<[string], number>(
        `select id from call where id in (select value from json_each(?)) and ${heldBy([hold])}`,
      )
      .pluck()
      .all(ids);
    const own = new Set(named);
    // One leg that is kept keeps them all.
    const calls = kept.calls.filter((legs) => legs.some((id) => own.has(id))).flat().length;
    const within = heldLines(connection, today, [hold]).within;
    const raw_lines = kept.lines.filter(
      ({ intake, offset }) => within(intake, offset, offset + BYTE).size > 0,
    ).length;
    return calls + raw_lines === 0 ? [] : [{ hold: hold.id, until: hold.until, calls, raw_lines }];
  });
}
