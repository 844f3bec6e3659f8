/** One thing that is stored about a person, as it is handed out: what concerns the other party of a call is masked. */
export interface SubjectRow {
  /** The class of the retention that it belongs to, such as `calls`. */
  readonly class: string;
  readonly what: string;
  /** Where it came from: the source, the file as it arrived, our number for that, and the first byte of the line. */
  readonly source: string | null;
  readonly file: string | null;
  readonly intake: number | null;
  readonly line: number | null;
  /** ISO 8601. */
  readonly at: string | null;
  /** The person's part in the call: calling, called, or both. */
  readonly part: string | null;
  readonly own_number: string | null;
  readonly own_name: string | null;
  readonly other_number: string | null;
  readonly other_name: string | null;
  readonly answered: boolean | null;
  readonly duration_ms: number | null;
  readonly account_code: string | null;
  /** Whatever else is kept of it, by the names of the fields. */
  readonly details: string | null;
  /** The first day on which the digits of numbers are cut, and on which it is gone; null where nothing says so. */
  readonly masked_on: string | null;
  readonly gone_on: string | null;
}

export const SUBJECT_COLUMNS = [
  ...(['class', 'what', 'source', 'file', 'intake', 'line', 'at', 'part', 'own_number', 'own_name'] as const),
  ...(['other_number', 'other_name', 'answered', 'duration_ms', 'account_code', 'details'] as const),
  ...(['masked_on', 'gone_on'] as const),
] satisfies readonly (keyof SubjectRow)[];
