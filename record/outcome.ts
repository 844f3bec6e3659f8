/**
 * What can become of a line (law 1). Every line that was received ends as exactly one of these six;
 * the closed lists below give the reason wherever the outcome is not plainly a call.
 */
export const OUTCOMES = ['call', 'held', 'undefined', 'duplicate', 'ignored', 'excluded'] as const;

/** Why a driver or the processor could not read a line. Each code stands in docs/outcomes.md and in a fixture. */
export const UNDEFINED_REASONS = {
  not_text: 'The line holds bytes that no text format has (binary rubbish, a wrong file).',
  line_too_long:
    'The line is longer than the limit of its way of arrival; what follows up to its end was skipped.',
  cut_line: 'The connection or file broke off in the middle of this line.',
  too_short: 'The line ends before the fields that every record of this format has.',
  wrong_column_count: 'The line has a number of columns that this format does not know.',
  bad_quoting: 'The quotes of the line do not close, so its columns cannot be told apart.',
  unknown_layout: 'The line has the shape of no record this driver knows.',
  unknown_record_type: 'The record says a type that this driver does not know.',
  no_header: 'A record stands before the line that names its columns, so they cannot be told apart.',
  missing_field: 'A field without which there is no call record is empty.',
  bad_time: 'A date or time cannot be read or does not exist in the calendar.',
  bad_duration: 'A duration cannot be read, is negative, or is only an overflow mark.',
  bad_number_field: 'A field that must be a whole number is not.',
  contradiction: 'The fields contradict each other, for example an end before the start.',
  time_in_future: 'The call lies more than a day after the arrival of its line.',
  time_too_old: 'On a stream the call lies more than 400 days before the arrival of its line.',
} as const;
export type UndefinedReason = keyof typeof UNDEFINED_REASONS;

/** Why a line is no call by the format's own rules. */
export const IGNORED_REASONS = {
  blank: 'A line without anything but blanks or control characters.',
  header: 'A line that names the columns.',
  type_line: 'A line that names the types of the columns.',
  file_head: 'A line of the head of a file.',
  file_end: 'The closing line of a file.',
  page_header: 'The title of a printed page, or a rule beneath it.',
  comment: 'A remark of the telephone system or an administrator.',
  system_message: 'A message of the telephone system about itself.',
  ringing_notice: 'A notice that a set rings; the record of the call follows.',
  under_way: 'A notice that a call began or still goes on; the record of its end is the call.',
  data_session: 'A record of a data session (Wi-Fi, dial-in); no call.',
  quality_record: 'A quality record, shown with the call it belongs to.',
  queue_record: 'A record of a queue or hunt group; the call has a record of its own.',
  continuation: 'A further line of a record; the call stands on the first one.',
  feature_record: 'A record of a feature that was used; no call.',
  forwarding_record: 'A record of call forwarding switched on or off; no call.',
  by_definition: 'The administrator’s definition says that lines of this shape are no calls.',
} as const;
export type IgnoredReason = keyof typeof IGNORED_REASONS;

/** Why a call must not be recorded. */
export const EXCLUDED_REASONS = {
  policy: 'A rule of the policy excludes the call.',
  unmaskable:
    'Digits or names that must not be kept cannot be told apart in the line, so nothing of it is kept.',
  erased: 'The call was erased on request and arrived again.',
  expired:
    'The call is older than anything may be, or of a day of which calls have gone by an earlier retention or earlier thresholds.',
} as const;
export type ExcludedReason = keyof typeof EXCLUDED_REASONS;

/** The letter that stands behind the 0x7F of a blanked line, and how such a line reads for ever. */
export const BLANK_LETTERS: Readonly<Record<string, ExcludedReason>> = {
  X: 'policy',
  U: 'unmaskable',
  E: 'erased',
  R: 'expired',
};

/** The counts of the ledger in their order; `lines` is always the sum of the six others. */
export const LINE_COUNTS = [
  'lines',
  'calls',
  'held',
  'undefined',
  'duplicates',
  'ignored',
  'excluded',
] as const;
export type LineCounts = Record<(typeof LINE_COUNTS)[number], number>;

export function noLines(): LineCounts {
  return { lines: 0, calls: 0, held: 0, undefined: 0, duplicates: 0, ignored: 0, excluded: 0 };
}

/** Law 1: true when every line has exactly one outcome. */
export function sumHolds(counts: LineCounts): boolean {
  const { lines, calls, held, undefined: undefinedLines, duplicates, ignored, excluded } = counts;
  return lines === calls + held + undefinedLines + duplicates + ignored + excluded;
}

/**
 * The codes a batch carries for each line, one small whole number per line (so that thirty thousand of them
 * cross a thread border in one array). The order is stored in chunk rows by name, never by number.
 */
export const LINE_CODES: readonly string[] = [
  'call',
  'held',
  'duplicate',
  ...Object.keys(UNDEFINED_REASONS).map((reason) => `undefined.${reason}`),
  ...Object.keys(IGNORED_REASONS).map((reason) => `ignored.${reason}`),
  ...Object.keys(EXCLUDED_REASONS).map((reason) => `excluded.${reason}`),
];

export const CALL_CODE = 0;
export const HELD_CODE = 1;
export const DUPLICATE_CODE = 2;

export function isUndefined(code: number): boolean {
  return LINE_CODES[code]?.startsWith('undefined.') === true;
}

const CODE_OF = new Map(LINE_CODES.map((name, code) => [name, code]));

export function lineCode(
  name: `undefined.${UndefinedReason}` | `ignored.${IgnoredReason}` | `excluded.${ExcludedReason}`,
): number {
  const code = CODE_OF.get(name);
  if (code === undefined) throw new Error(`no line code for ${name}`);
  return code;
}

export const EXPIRED_CODE: number = lineCode('excluded.expired');
export const ERASED_CODE: number = lineCode('excluded.erased');
