import type { Connection } from './open-database.ts';

type Method<Given extends unknown[], Result> = (...given: Given) => Result;

/**
 * Who waits for the flush of a batch that deletes (docs/decisions/0011-flush-left-to-lines.md). Where lines come, the next commit
 * is one of theirs and flushes the batch along with it; where none came since the last batch, it flushes itself.
 */
export function leavingFlush(connection: Connection): {
  /** Behind which a batch may leave its flush to the next. */
  flushing<Given extends unknown[], Result>(commit: Method<Given, Result>): Method<Given, Result>;
  /** A batch that is done again if it is lost. */
  leaving<Given extends unknown[], Result>(batch: Method<Given, Result>): Method<Given, Result>;
} {
  let linesCame = false;
  return {
    flushing:
      (commit) =>
      (...given) => {
        const result = commit(...given);
        linesCame = true;
        return result;
      },
    leaving:
      (batch) =>
      (...given) => {
        if (!linesCame) return batch(...given);
        linesCame = false;
        connection.pragma('synchronous = NORMAL');
        try {
          return batch(...given);
        } finally {
          connection.pragma('synchronous = FULL');
        }
      },
  };
}
