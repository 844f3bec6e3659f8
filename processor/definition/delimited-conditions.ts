import { compileLinearPattern } from '../formats/linear-pattern.ts';
import type { Columns, Row } from './delimited-columns.ts';
import type { Condition } from './delimited-definition.ts';

/** What the conditions of a definition say of one line; what none of them speaks of is not there. */
export type Verdict = Partial<Condition['means']>;

export interface Conditions {
  /** The verdict on a line that has all its columns. */
  verdict(row: Row): Verdict;
  /**
   * Whether a line of a wrong width is to be ignored, as footers are. Only columns that it has are looked at, so that
   * a record that was cut is never ignored because a column of it is "empty".
   */
  ignoresStray(row: Row): boolean;
}

interface Test {
  holds(row: Row): boolean;
  reached(row: Row): boolean;
  readonly means: Verdict;
}

const SILENT: Verdict = {};

export function compileConditions(conditions: readonly Condition[], columns: Columns): Conditions {
  const tests = conditions.map(
    (condition): Test => ({
      holds: compileTest(condition, columns),
      reached: columns.reaches(condition.column),
      means: condition.means,
    }),
  );
  return {
    verdict(row) {
      let verdict = SILENT;
      for (const { holds, means } of tests) {
        // The earlier condition stands last in the spread, because what is decided stays decided.
        if (holds(row)) verdict = verdict === SILENT ? means : { ...means, ...verdict };
      }
      return verdict;
    },
    ignoresStray(row) {
      const first = tests.find(
        ({ means, reached, holds }) => means.ignore !== undefined && reached(row) && holds(row),
      );
      return first?.means.ignore === true;
    },
  };
}

function compileTest(condition: Condition, columns: Columns): (row: Row) => boolean {
  const { column, equals, one_of, not_one_of, matches, empty } = condition;
  const text = columns.text(column);
  if (equals !== undefined) return (row) => text(row) === equals;
  if (one_of !== undefined) return membership(text, one_of, true);
  if (not_one_of !== undefined) return membership(text, not_one_of, false);
  if (matches !== undefined) {
    const pattern = compileLinearPattern(matches);
    if (typeof pattern === 'string') throw new Error(`a definition was not validated: ${pattern}`);
    return (row) => pattern.finds(text(row));
  }
  const cell = columns.cell(column);
  return (row) => (cell(row) === null) === (empty === true);
}

function membership(
  text: (row: Row) => string,
  words: readonly string[],
  wanted: boolean,
): (row: Row) => boolean {
  const known = new Set(words);
  return (row) => known.has(text(row)) === wanted;
}
