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
}

/** Records with numbers one after the other, in the order in which they came. */
export interface NumberRun {
  readonly series: string;
  readonly first: number;
  /** How many numbers; 0 for lines behind the last number whose own number could not be read. */
  readonly count: number;
  /** Of its first line. */
  readonly offset: number;
  /** Of its last line. */
  readonly last_offset: number;
  /** Lines before it, and behind the run before, that have no number because they could not be read or must not be. */
  readonly unread: number;
}
