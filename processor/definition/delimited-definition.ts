import { z } from 'zod';
import { DIRECTIONS } from '../../record/call.ts';
import { definitionTroubles } from './delimited-consistency.ts';
import { callFields, column, missing, pattern, words } from './delimited-fields.ts';

const condition = z
  .strictObject({
    column,
    equals: z.string().max(200).optional().describe('The column says exactly this.'),
    one_of: words.min(1).optional().describe('The column says one of these.'),
    not_one_of: words.min(1).optional().describe('The column says none of these.'),
    matches: pattern(0)
      .optional()
      .describe('The pattern (RE2) is found in the column; ^ and $ tie it to the ends.'),
    empty: z.boolean().optional().describe('true: the column is empty; false: it is filled.'),
    means: z
      .strictObject(
        {
          ignore: z.boolean().optional().describe('true: the line is no call (ignored, by_definition).'),
          direction: z.enum(DIRECTIONS).optional().describe('The direction of the call.'),
          answered: z.boolean().optional().describe('Whether the call was answered.'),
          private: z
            .boolean()
            .optional()
            .describe('Whether the telephone system marked the call as private.'),
          feature: z.boolean().optional().describe('Whether the record is the use of a feature code.'),
          parties_swapped: z
            .boolean()
            .optional()
            .describe('true: the two parties change places, for formats with an own and an other number.'),
        },
        missing('say under `means` what follows'),
      )
      .describe('What follows where the test holds.'),
  })
  .superRefine((entry, context) => {
    const tests = [entry.equals, entry.one_of, entry.not_one_of, entry.matches, entry.empty];
    if (tests.filter((test) => test !== undefined).length !== 1) {
      context.addIssue({
        code: 'custom',
        message: 'a condition has exactly one of equals, one_of, not_one_of, matches and empty',
      });
    }
    if (Object.keys(entry.means).length === 0)
      context.addIssue({ code: 'custom', message: '`means` says nothing' });
  });

const width = z.int().min(1).max(1000);

/** The single settings, which `fixed-width` shares where they are not about separated columns. */
export const delimitedSettings = z.strictObject({
  delimiter: z
    .string()
    .regex(/^[^"\r\n\\]$/, 'the delimiter is one character, for example "," or ";" or "|" or "\\t"')
    .default(',')
    .describe('The character between two columns.'),
  quoting: z
    .enum(['rfc4180', 'backslash', 'none'])
    .default('rfc4180')
    .describe(
      'rfc4180: "…" with "" for a quote; backslash: the same and \\ takes the meaning from the next character; ' +
        'none: quotes are text.',
    ),
  line_quoted: z
    .boolean()
    .default(false)
    .describe('true where a line as a whole may stand in quotes, with its own quotes doubled.'),
  trim: z.boolean().default(true).describe('Takes blanks off both ends of every column.'),
  comment_prefix: z.string().min(1).max(20).optional().describe('Lines that begin with this are remarks.'),
  columns: z
    .union([z.array(z.string().max(100)).min(1).max(1000), z.literal('heading')], {
      error:
        'say the names of the columns in order, or the word heading where a heading in the file names them',
    })
    .optional()
    .describe(
      'The names of the columns in order (a line of just these names is a heading), or `heading`: the heading of ' +
        'the file names them. Not needed where columns are given by number.',
    ),
  heading_lines: z
    .int()
    .min(0)
    .max(20)
    .default(0)
    .describe('So many lines at the top of every delivery are a heading, whatever they say.'),
  heading_begins: z
    .array(z.string().max(100).regex(/\S/, 'a name of a heading is not blank'))
    .min(1)
    .max(50)
    .optional()
    .describe('A line whose first columns say just this is a heading, wherever it stands.'),
  column_count: z
    .union(
      [
        width,
        z.array(width).min(1).max(20),
        z.strictObject({
          least: width.describe('The fewest columns.'),
          most: width.describe('The most columns.'),
        }),
      ],
      {
        error: 'say a number of columns, a list of numbers, or { least, most }',
      },
    )
    .optional()
    .describe(
      'How many columns a record has. Otherwise as many as there are names, or as the highest number used.',
    ),
  clock: z
    .enum(['wall', 'utc'])
    .default('wall')
    .describe('wall: local time of the site; utc: UTC. Patterns with Z, X or x show their clock themselves.'),
  decimal: z.enum(['.', ',']).default('.').describe('The decimal sign of durations and numbers.'),
  thousands: z
    .enum(['.', ',', ' ', "'"])
    .optional()
    .describe('The sign between groups of three digits, where the format writes one.'),
  empty: words
    .default([])
    .describe('Texts that mean "empty", for example NULL, NA or -. No text at all always does.'),
  call: callFields,
  answered_by_default: z
    .enum(['duration', 'answer_time', 'always', 'unknown'])
    .default('duration')
    .describe(
      'Answered where no condition decides. duration: longer than 0; answer_time: it has an answer time; always: ' +
        'the format has only answered calls; unknown: the record does not say.',
    ),
  conditions: z
    .array(condition)
    .max(100)
    .default([])
    .describe('Tests in order. Of all that hold, the first that speaks of a thing decides it.'),
});

/** The language in which an administrator defines a format of separated columns. */
export const delimitedDefinition = delimitedSettings.superRefine((definition, context) => {
  for (const { path, message } of definitionTroubles(definition)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});

export type Condition = z.output<typeof condition>;
export type Definition = z.output<typeof delimitedSettings>;
