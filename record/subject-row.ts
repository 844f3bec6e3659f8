/** One thing that is stored about a person, as it is handed out: what concerns the other party of a call is masked. */
export interface SubjectRow {
  /** The class of the retention that it belongs to, such as `calls`. */
  readonly class: string;
  readonly what: string;
  /** Where it came from: the source, the file as it arrived, our number for that, and the first byte of the line in it. */
  readonly source: string | null;
  readonly file: string | null;
  readonly intake: number | null;
  readonly byte: number | null;
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
  /** Of what the person is charged with; in millionths of the currency. */
  readonly cost_micros: number | null;
  readonly currency: string | null;
  /** Whatever else is kept of it, by the names of the fields. */
  readonly details: string | null;
  /** The first day on which the digits of numbers are cut, and on which it is gone; null where nothing says so. */
  readonly masked_on: string | null;
  readonly gone_on: string | null;
}

export const SUBJECT_COLUMNS = [
  ...(['class', 'what', 'source', 'file', 'intake', 'byte', 'at', 'part', 'own_number', 'own_name'] as const),
  ...([
    'other_number',
    'other_name',
    'answered',
    'duration_ms',
    'account_code',
    'cost_micros',
    'currency',
    'details',
  ] as const),
  ...(['masked_on', 'gone_on'] as const),
] satisfies readonly (keyof SubjectRow)[];

/** What is not said of a row is nothing. */
export const EMPTY_ROW = {
  ...{
    source: null,
    file: null,
    intake: null,
    byte: null,
    at: null,
    part: null,
    own_number: null,
    own_name: null,
  },
  ...{ other_number: null, other_name: null, answered: null, duration_ms: null, account_code: null },
  ...{ cost_micros: null, currency: null, details: null, masked_on: null, gone_on: null },
} satisfies Omit<SubjectRow, 'class' | 'what'>;
