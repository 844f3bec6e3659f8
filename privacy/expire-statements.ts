import type { StatementRemovalStore, StatementsToExpire } from '../store/statement-store.ts';
import type { Going } from './batches.ts';
import { dayIn, edge, firstStep, type Retention } from './retention.ts';

/** Statements of one batch. */
const AT_ONCE = 100;

/** The part of the gateway by which delivered reports go. */
export interface StatementRemoval {
  /** Those that have reached their age. */
  expireStatements(retention: Retention, going: Going): Promise<number>;
}

export interface StatementParts {
  readonly store: StatementRemovalStore;
  readonly now: () => number;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Destroys the files of what left the store. */
  readonly finish: () => Promise<void>;
}

export function statementRemoval({ store, now, inTurn, finish }: StatementParts): StatementRemoval {
  return {
    async expireStatements(retention, { signal, told }) {
      const wish = expiringStatements(retention, now());
      for (let rows = 0; ; ) {
        signal.throwIfAborted();
        const gone = await inTurn(() => store.giveUpOldStatements({ ...wish, limit: AT_ONCE }));
        rows += gone;
        told(gone);
        await finish();
        if (gone < AT_ONCE) return rows;
      }
    },
  };
}

/** What of delivered reports is too old now; the same in plan and run. */
export function expiringStatements(
  { exports, calls, time_zone }: Retention,
  now: number,
): Omit<StatementsToExpire, 'limit'> {
  const today = dayIn(time_zone, now);
  return {
    of_people: edge(exports.of_people ?? firstStep(calls), today),
    others: edge(exports.others, today),
    today,
  };
}

/**
 * The day a report ages by: when it was made; of one that shows people the first day that it shows whole, so that it is gone when the
 * calls of that day are not whole any more.
 */
export function agingDay(
  of_people: boolean,
  {
    made,
    from,
    whole_from,
  }: { readonly made: number; readonly from: number | null; readonly whole_from: number | null },
): number {
  if (!of_people || from === null) return made;
  return Math.min(made, Math.max(from, whole_from ?? from));
}
