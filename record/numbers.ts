/** The number that a telephone system gave a record, or a file, one after the other. */
export interface SystemNumber {
  /** Tells several counters of one source apart, nodes for example; '' where there is one. */
  readonly series: string;
  readonly number: number;
}

/** How a telephone system counts. */
export interface NumberRules {
  /** The highest number, behind which 0 follows; null where it only grows. */
  readonly wraps_after: number | null;
  /** So many numbers behind the highest one may still come; 0 where they come in order. */
  readonly late: number;
  /** What a missing number can be besides something that got lost; null where it is nothing else. */
  readonly doubt: string | null;
  /** A source can have several counters: of a line without a number nobody knows then to which it belongs. */
  readonly several_series?: true;
}

/** More than this at once are rather a counter that was set anew. */
export const FAR = 1000;

/** The lines of a batch that have a number, or could have one, in the order in which they came. */
export interface NumberedLines {
  readonly rules: NumberRules;
  readonly series: readonly string[];
  /**
   * NUMBERED_WIDTH cells a line: which line of the batch it is, its offset, the place of its series in `series`, and its
   * number. NaN for a series that is not known, and for the number of a line that may be a record and has none.
   */
  readonly lines: Float64Array;
}

export const NUMBERED_WIDTH = 4;

/** Records with numbers one after the other. */
export interface NumberRun {
  /** Null for lines that show neither number nor counter. */
  readonly series: string | null;
  readonly first: number;
  /** How many numbers; 0 where it is only told how many lines have none. */
  readonly count: number;
  /** Of the line that has the first number. */
  readonly offset: number;
  /** Of the line that has the last one. */
  readonly last_offset: number;
  /** Lines in front of it, and behind the run in front, that have no number because they could not be read or must not be. */
  readonly unread: number;
  /** 1 where these records had come before, 0 where they had not, null where nothing tells it: no line of it is a call. */
  readonly again: 0 | 1 | null;
}
