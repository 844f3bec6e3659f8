import { z } from 'zod';
import { compileDatePattern } from '../formats/date-pattern.ts';
import { DURATION_UNITS } from '../formats/duration-pattern.ts';
import { compileLinearPattern } from '../formats/linear-pattern.ts';

/** Missing settings are the commonest mistake; the sentence says what to write instead of "expected object". */
export function missing(sentence: string) {
  return { error: (issue: { input?: unknown }) => (issue.input === undefined ? sentence : undefined) };
}

export const column = z
  .union([z.int().min(1).max(1000), z.int().min(-1000).max(-1), z.string().min(1).max(100)], {
    error:
      'a column is its number counted from 1, a negative number counted from the end (-1 is the last), or its name',
  })
  .describe('A column: its number counted from 1, a negative number counted from the end, or its name.');

export const words = z.array(z.string().max(100)).max(50);

const emptyWords = words
  .optional()
  .describe('More texts that mean "empty", in this place only; they are added to `empty` of the definition.');

export const pattern = (groups: 0 | 1) =>
  z
    .string()
    .min(1)
    .max(300)
    .superRefine((text, context) => {
      const compiled = compileLinearPattern(text);
      if (typeof compiled === 'string') context.addIssue({ code: 'custom', message: compiled });
      else if (groups === 1 && compiled.groups < 1)
        context.addIssue({ code: 'custom', message: 'put the part that is wanted into ( )' });
    });

const text = z.union(
  [
    column,
    z
      .strictObject({
        column: column.optional(),
        first_of: z
          .array(column)
          .min(2)
          .max(5)
          .optional()
          .describe('Several columns; the first that is filled counts.'),
        empty: emptyWords,
        part: pattern(1)
          .optional()
          .describe(
            'A pattern with one group in ( ): only its text is taken, and nothing where it is not found.',
          ),
      })
      .refine(
        (field) => (field.column === undefined) !== (field.first_of === undefined),
        'say either column or first_of',
      ),
  ],
  { error: 'say a column, or { column or first_of, empty, part }' },
);

const key = z.union([column, z.array(column).min(2).max(6)], {
  error: 'say a column, or a list of columns that make the key together',
});

const time = z.strictObject({
  column: z
    .union([column, z.array(column).min(2).max(3)], {
      error: 'say a column, or a list such as [date, time]; their texts are joined by one blank',
    })
    .describe(
      'The column, or several such as [date, time], whose texts are joined by one blank before reading.',
    ),
  pattern: z
    .string(missing('say how the time is printed, for example YYYY-MM-DD HH:mm:ss'))
    .min(1)
    .max(80)
    .superRefine((text, context) => {
      const compiled = compileDatePattern(text);
      if (typeof compiled === 'string') context.addIssue({ code: 'custom', message: compiled });
    })
    .describe(
      'How the time is printed: YYYY YY MMM MM M DD D ddd HH H hh h mm m ss s S (fraction) A (AM/PM) Z (offset), ' +
        "X alone for seconds and x alone for milliseconds since 1970; […] may be absent; text in '…'.",
    ),
  empty: emptyWords,
});

const unit = z.enum(DURATION_UNITS).describe('How the duration is printed: s, ms and min may have decimals.');
const MOMENTS = ['started', 'answered_at', 'ended'] as const;

const computed = z.strictObject({
  from: z.enum(MOMENTS).describe('The earlier of the two times.'),
  to: z.enum(MOMENTS).describe('The later of the two times.'),
});

const DURATION_SHAPES = `say { column, unit } with a unit out of ${DURATION_UNITS.join(', ')}, or { from, to }`;

const duration = z.union([z.strictObject({ column, unit, empty: emptyWords }), computed], {
  error: DURATION_SHAPES,
});

const ring = z.union(
  [
    z.strictObject({
      column,
      unit,
      empty: emptyWords,
      includes_duration: z
        .boolean()
        .default(false)
        .describe('true where the column counts the talk too, so that the duration is taken off it.'),
    }),
    computed,
  ],
  { error: DURATION_SHAPES },
);

const EXTRA_KEY = 'a key of extra is small letters, digits and _, and begins with a letter';

const extra = z
  .record(
    z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,31}$/, 'a key is small letters, digits and _, and begins with a letter'),
    z.strictObject({
      column,
      sensitivity: z
        .enum(
          ['plain', 'personal'],
          missing('say plain, or personal where the value tells something of a person'),
        )
        .describe('personal: goes when a call is masked; plain: says nothing of a person.'),
      number: z
        .boolean()
        .default(false)
        .describe(
          'true for amounts and counts, read with `decimal` and `thousands`; anything else is bad_number_field.',
        ),
      empty: emptyWords,
    }),
    { error: ({ code }) => (code === 'invalid_key' ? EXTRA_KEY : undefined) },
  )
  .default({})
  .describe('Further columns to keep with the call, each under a key of its own.');

/** The fields of a call, and where a definition finds them. */
export const callFields = z
  .strictObject(
    {
      started: time.optional().describe('When the call began. Needed unless the format has only an end.'),
      answered_at: time
        .optional()
        .describe('When it was answered. A pattern without a date takes the date of the start.'),
      ended: time
        .optional()
        .describe(
          'When it ended. A pattern without a date: the day of the start, or the next where it lies before the start.',
        ),
      duration: duration.optional().describe('The talk time, from a column or computed from two times.'),
      ring: ring.optional().describe('The time of ringing, from a column or computed from two times.'),
      calling: text.optional().describe('The number of the caller.'),
      called: text.optional().describe('The number that was reached.'),
      dialled: text
        .optional()
        .describe('The number that was dialled, where the format has it apart from the one reached.'),
      calling_name: text.optional().describe('The name of the caller.'),
      called_name: text.optional().describe('The name of the party that was reached.'),
      calling_extension: text.optional().describe('The extension of the caller.'),
      called_extension: text.optional().describe('The extension that was reached.'),
      trunk: text.optional().describe('The trunk or line.'),
      account_code: text
        .optional()
        .describe('The account or project code. Never a PIN or an authorisation code.'),
      cause: text.optional().describe('The release cause or result, in the words of the record.'),
      record_key: key
        .optional()
        .describe(
          'What names the record and no other one; leave it out unless it is unique. A list is joined with /.',
        ),
      call_key: key
        .optional()
        .describe('What the records of one call have in common. A list is joined with /.'),
      extra,
    },
    missing(
      'say under `call` which columns hold the fields of a call; the columns of a format nobody but you can know',
    ),
  )
  .describe('Which columns hold the fields of a call.');

export type Column = z.output<typeof column>;
export type TextField = z.output<typeof text>;
export type KeyField = z.output<typeof key>;
export type TimeField = z.output<typeof time>;
export type DurationField = z.output<typeof duration>;
export type RingField = z.output<typeof ring>;
