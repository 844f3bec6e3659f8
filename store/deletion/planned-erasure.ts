import { setImmediate } from 'node:timers/promises';
import { heldBy, legalHolds } from '../legal-holds.ts';
import { type Connection, openDatabase } from '../open-database.ts';
import { unknownAttachments } from '../queries/subject-attachments.ts';
import type { LinePlace } from '../queries/subject-found.ts';
import type { ErasedStep, ErasingWish, ErasureToPlan, HoldKeeps, PlannedErasure } from '../subject-store.ts';
import { createErasedCalls } from './erased-calls.ts';
import { createErasedLines } from './erased-lines.ts';
import { plannedCopies } from './planned-copies.ts';
import { planningHands } from './planning-hands.ts';
import { heldLines } from './raw-copies.ts';
import { StepCounts } from './request-counts.ts';
import { isHeldStatement } from './statements.ts';

/** No request's, so that nothing is added to the counts of one. */
const NONE = 0;
/** A line begins at its first. */
const BYTE = 1;

/**
 * What an erasure would take and what legal holds would keep: its way is gone in the order of the run, by the same code, with hands that
 * only note what would go. It reads one state of the database by a connection of its own, and others have their turn behind each step,
 * so that what arrives waits no longer than in the run. Until it ends the log of the database is not emptied, as with any reader.
 */
export function createPlannedErasure(path: string) {
  const ending = new AbortController();
  const open = new Set<Promise<unknown>>();
  async function tryErasure(wish: ErasureToPlan, signal: AbortSignal): Promise<PlannedErasure> {
    const connection = openDatabase(path, 'read');
    try {
      connection.exec('begin');
      return await planned(connection, wish, AbortSignal.any([signal, ending.signal]));
    } finally {
      connection.close();
    }
  }
  return {
    tryErasure(wish: ErasureToPlan, signal: AbortSignal): Promise<PlannedErasure> {
      const plan = tryErasure(wish, signal);
      open.add(plan);
      return plan.finally(() => open.delete(plan));
    },
    /** Breaks off what is being planned. */
    endPlans: async (): Promise<void> => {
      ending.abort();
      await Promise.allSettled(open);
    },
  };
}

async function planned(
  connection: Connection,
  { chunks, named, statements, texts, ...given }: ErasureToPlan,
  signal: AbortSignal,
): Promise<PlannedErasure> {
  const wish = { ...given, request: NONE };
  const held = new HeldByHolds(connection, wish.today);
  const hands = planningHands(connection);
  const calls = createErasedCalls(connection, hands, (legs) => void held.calls.push(legs));
  const keeps = (line: LinePlace) => void held.lines.push(line);
  const eraseLines = createErasedLines(connection, { hands, eraseIds: calls.eraseIds, keeps });
  const copies = plannedCopies(connection, hands);
  const steps: ErasedStep[] = [];
  const next = async (step: ErasedStep): Promise<void> => {
    steps.push(step);
    held.count();
    await setImmediate();
    signal.throwIfAborted();
  };
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const days = calls.eraseCalls({ ...wish, after });
    await next(days);
    if (days.done) break;
    after = days.after;
  }
  for (const of of chunks) await next(eraseLines({ ...wish, ...of }));
  for (const ids of named) await next(calls.eraseNamedCalls({ ...wish, ids }));
  for (const id of statements) await next(plannedStatement(connection, wish, id));
  await next(copies.copies(wish));
  if (texts !== null) await next(copies.texts(wish, texts));
  const left = [...hands.gone.attachments];
  return {
    steps,
    holds: held.holds(),
    unknown_attachments: unknownAttachments(connection, wish.subject, left),
  };
}

function plannedStatement(
  connection: Connection,
  { today }: Pick<ErasingWish, 'today'>,
  statement: number,
): ErasedStep {
  const counts = new StepCounts();
  if (isHeldStatement(connection, today, statement)) counts.kept('statements');
  else counts.gone('statements');
  return counts.step();
}

/** What each hold keeps; calls and lines that two keep count for both. */
class HeldByHolds {
  readonly calls: (readonly number[])[] = [];
  readonly lines: LinePlace[] = [];
  private readonly counted = new Set<number>();
  private readonly found;

  constructor(connection: Connection, today: number) {
    this.found = legalHolds(connection, today).map((hold) => ({
      ...{ hold: hold.id, until: hold.until, calls: 0, raw_lines: 0 },
      named: connection
        .prepare<[string], number>(
          `select id from call where id in (select value from json_each(?)) and ${heldBy([hold])}`,
        )
        .pluck(),
      within: heldLines(connection, today, [hold]).within,
    }));
  }

  /** What a step has met, and none before it. */
  count(): void {
    const calls = this.calls.map((legs) => legs.filter((id) => !this.counted.has(id)));
    for (const id of calls.flat()) this.counted.add(id);
    const ids = JSON.stringify(this.calls.flat());
    for (const one of this.found) {
      const own = new Set(this.calls.length === 0 ? [] : one.named.all(ids));
      // One leg that is kept keeps them all.
      one.calls += calls.filter((_, place) => this.calls[place]?.some((id) => own.has(id))).flat().length;
      one.raw_lines += this.lines.filter(
        ({ intake, offset }) => one.within(intake, offset, offset + BYTE).size > 0,
      ).length;
    }
    this.calls.length = 0;
    this.lines.length = 0;
  }

  holds(): HoldKeeps[] {
    return this.found.flatMap(({ hold, until, calls, raw_lines }) =>
      calls + raw_lines === 0 ? [] : [{ hold, until, calls, raw_lines }],
    );
  }
}
