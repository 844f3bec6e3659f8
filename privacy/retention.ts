import { z } from 'zod';
import { type AgeEdges, type CallEdges, NO_EDGES } from '../record/age-edges.ts';
import type { Day } from '../record/calendar.ts';
import { edgeOf, endsNoLater, LONGEST_YEARS, type Period, parsePeriod } from '../record/period.ts';
import { maskPieces } from './masking.ts';

const LONGEST: Period = { count: LONGEST_YEARS, unit: 'years' };

const periodOr = (otherwise: string) =>
  z
    .string(otherwise)
    .refine((text) => parsePeriod(text) !== null, 'a period such as 90 days, 12 months or 3 years')
    .refine((text) => {
      const period = parsePeriod(text);
      return period === null || endsNoLater(period, LONGEST);
    }, `nothing may be kept longer than ${LONGEST_YEARS} years, whatever the reason`);
const periodText = periodOr('a period such as 90 days, or null for never');

const step = (value: string | null, description: string) =>
  periodText.nullable().default(value).describe(description);
const gone = (value: string, description: string) =>
  periodOr('something must go at last: a period, of 10 years at most').default(value).describe(description);

const numberMaskSchema = z
  .discriminatedUnion('hide', [
    z.strictObject({ hide: z.literal('last'), digits: z.int().min(2).max(15) }),
    z.strictObject({ hide: z.literal('behind'), digits: z.int().min(0).max(12) }),
    z.strictObject({ hide: z.literal('all') }),
  ])
  .default({ hide: 'last', digits: 4 });

const callLadder = (defaults: { masked: string; anonymous: string | null; gone: string }) =>
  z
    .strictObject({
      masked: step(
        defaults.masked,
        'from this age on numbers are cut, and names, dialled digits, account codes and extras are gone; null: never',
      ),
      anonymous: step(
        defaults.anonymous,
        'from this age on nobody is in it any more: no numbers, the cost centre in the place of the extension, and of the start only the hour; null: never',
      ),
      gone: gone(defaults.gone, 'from this age on the call is not there'),
    })
    .superRefine((ladder, context) => {
      for (const [earlier, later] of ORDER) {
        const [one, other] = [ladder[earlier], ladder[later]];
        if (one === null || other === null || noLater(one, other)) continue;
        const message = `${earlier} (${one}) must not come after ${later} (${other})`;
        const keys = { [earlier]: [earlier], [later]: [later] };
        context.addIssue({
          code: 'custom',
          path: [earlier],
          message,
          params: { compared: { steps: 1, keys } },
        });
      }
    });

const STEPS = ['masked', 'anonymous', 'gone'] as const;
const ORDER = [
  ['masked', 'anonymous'],
  ['masked', 'gone'],
  ['anonymous', 'gone'],
] as const;

/** How long something is whole. */
export function firstStep(ladder: { masked: string | null; anonymous: string | null; gone: string }): string {
  return ladder.masked ?? ladder.anonymous ?? ladder.gone;
}

/** True where it cannot be told, because one is no period: that is said by itself. */
function noLater(one: string, other: string): boolean {
  const [first, second] = [parsePeriod(one), parsePeriod(other)];
  return first === null || second === null || endsNoLater(first, second);
}

const CALLS = { masked: '12 months', anonymous: '24 months', gone: '36 months' };
const HELD_CALLS = { masked: '90 days', anonymous: null, gone: '6 months' };
const TOTALS = { anonymous: '36 months', gone: '10 years' };
/** Of fewer people, or calls, no group is told by itself. */
export const SMALLEST_GROUP = 5;
const EXPORTS = { of_people: null, others: '36 months' };
const RUNS = { done: '12 months', failed: '24 months', cancelled: '12 months' };

/** How long attachments of calls may be kept (MISSION.md, CC4). */
const ATTACHMENT_PERIODS = ['6 months', '1 year', '2 years', '3 years', '4 years', '5 years'] as const;

/**
 * The retention ladder: how long each class of what is stored is kept, and how clearly. Ages count in whole days from the
 * day of the call, or from that of its arrival where that is earlier; all else ages by its arrival. The defaults follow what the
 * sources of the templates have in common (retention-templates.ts).
 */
export const retentionSchema = z
  .strictObject({
    time_zone: z
      .string()
      .refine(isTimeZone, 'a zone such as Europe/Paris')
      .default('UTC')
      .describe('whose calendar days count'),
    masked_numbers: numberMaskSchema.describe(
      'which digits of a number are hidden when a call is masked: the last, those behind the first, or all',
    ),
    calls: callLadder(CALLS).default(CALLS).describe('calls'),
    held_calls: callLadder(HELD_CALLS).default(HELD_CALLS).describe('calls that a threshold holds'),
    raw_copies: gone(
      '90 days',
      'the lines as they were received, and names of files; never longer than calls are whole',
    ),
    undefined_lines: gone('30 days', 'lines that could not be read, written off or not'),
    call_memory: gone('6 months', 'entries of call memories'),
    totals: z
      .strictObject({
        anonymous: step(
          TOTALS.anonymous,
          'from this age on the counts of a day stand by cost centre, direction, class and trunk only, no extension',
        ),
        gone: gone(TOTALS.gone, 'from this age on they are not there'),
      })
      .default(TOTALS)
      .describe('counts and minutes of each day, which stay when its calls are gone'),
    smallest_group: z
      .int()
      .min(1)
      .max(1000)
      .default(SMALLEST_GROUP)
      .describe(
        'of anonymous calls, cost centres of fewer people than this are counted to the one above; of days without extensions, groups of fewer calls join others of their direction, or of several directions',
      ),
    attachments: z
      .enum(ATTACHMENT_PERIODS)
      .default('6 months')
      .describe('recordings and transcripts, from the earlier of their arrival and their call on'),
    unmatched_attachments: gone('30 days', 'attachments whose call was not found; never longer than others'),
    exports: z
      .strictObject({
        of_people: step(
          EXPORTS.of_people,
          'reports with columns in which people, numbers or extensions stand, from the first day on that they show whole; never longer than calls are whole, and null: as long',
        ),
        others: gone(EXPORTS.others, 'all other reports, from the day on which they were made'),
      })
      .default(EXPORTS)
      .describe('reports that were delivered'),
    directory: gone('36 months', 'people of the directory, from their last day on'),
    sessions: gone('12 months', 'connections, with the addresses they came from'),
    job_runs: z
      .strictObject({
        done: gone(RUNS.done, 'runs that did all there was to do'),
        failed: gone(RUNS.failed, 'runs that failed or were stopped by the brake'),
        cancelled: gone(RUNS.cancelled, 'runs that somebody cancelled'),
      })
      .default(RUNS)
      .describe('what jobs did'),
    configuration_versions: gone('10 years', 'versions of this document that are not in force any more'),
    audit: gone('3 years', 'records of the audit log'),
    log_files: gone('90 days', 'files of the operating log, by the day in their name'),
    ledger: gone('10 years', 'what was received when, and what became of how many lines'),
    holds: gone('3 years', 'legal holds, from their end on; one in force stays'),
    brake_share: z
      .int()
      .min(1)
      .max(100)
      .default(10)
      .describe(
        'percent of a class that a job may take at once; one that would take more, and 1,000 rows at least, waits for somebody to confirm it',
      ),
  })
  .superRefine((retention, context) => {
    for (const name of ['calls', 'held_calls'] as const) {
      const step = STEPS.find((one) => retention[name][one] !== null) ?? 'gone';
      const first = firstStep(retention[name]);
      if (noLater(retention.raw_copies, first)) continue;
      const message = `raw_copies (${retention.raw_copies}) must be gone by ${name}.${step} (${first}), when these are not whole any more: the lines have everything`;
      const keys = { raw_copies: ['raw_copies'], [`${name}.${step}`]: [name, step] };
      context.addIssue({
        ...{ code: 'custom', path: ['raw_copies'], message },
        params: { compared: { steps: 1, keys } },
      });
    }
    const whole = firstStep(retention.calls);
    const { of_people } = retention.exports;
    if (of_people !== null && !noLater(of_people, whole)) {
      const message = `exports.of_people (${of_people}) must be gone by the time calls are not whole any more (${whole})`;
      context.addIssue({ code: 'custom', path: ['exports', 'of_people'], message });
    }
    if (!noLater(retention.unmatched_attachments, retention.attachments)) {
      const message = `unmatched_attachments (${retention.unmatched_attachments}) must not be kept longer than attachments (${retention.attachments})`;
      context.addIssue({ code: 'custom', path: ['unmatched_attachments'], message });
    }
    for (const [earlier, later, told] of [
      [retention.totals.anonymous, retention.totals.gone, 'totals.anonymous'],
      [retention.calls.gone, retention.totals.gone, 'calls.gone'],
    ] as const) {
      if (earlier === null || noLater(earlier, later)) continue;
      const message = `totals.gone (${later}) must not come before ${told} (${earlier}): totals are what is left of the calls`;
      const keys = { 'totals.gone': ['totals', 'gone'], [told]: told.split('.') };
      context.addIssue({
        ...{ code: 'custom', path: ['totals', 'gone'], message },
        params: { compared: { steps: 2, keys } },
      });
    }
    if (!noLater(retention.held_calls.gone, retention.calls.gone)) {
      const message = `held_calls.gone (${retention.held_calls.gone}) must not come after calls.gone (${retention.calls.gone})`;
      const keys = { 'held_calls.gone': ['held_calls', 'gone'], 'calls.gone': ['calls', 'gone'] };
      context.addIssue({
        ...{ code: 'custom', path: ['held_calls', 'gone'], message },
        params: { compared: { steps: 2, keys } },
      });
    }
  });
export type Retention = z.output<typeof retentionSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The edge of a period that the document gives; null where it gives none. */
export function edge(text: string | null, today: Day): Day | null {
  const period = text === null ? null : parsePeriod(text);
  return period === null ? null : edgeOf(period, today);
}

/** What the ladder demands today of calls and their lines. */
export function ageEdges(retention: Retention, today: Day): AgeEdges {
  const edges = ({ masked, anonymous, gone: last }: Retention['calls']): CallEdges => ({
    masked: edge(masked, today),
    anonymous: edge(anonymous, today),
    gone: edge(last, today),
  });
  return {
    calls: edges(retention.calls),
    held_calls: edges(retention.held_calls),
    arrivals: NO_EDGES.arrivals,
    sortings: [],
    raw_copies: edge(retention.raw_copies, today),
    mask: maskPieces(retention.masked_numbers),
    anonymity: { ...NO_EDGES.anonymity, smallest_group: retention.smallest_group },
    holds: [],
  };
}

/** The calendar day of a moment in a zone. */
export function dayIn(timeZone: string, utcMs: number): Day {
  const date = Temporal.Instant.fromEpochMilliseconds(utcMs).toZonedDateTimeISO(timeZone).toPlainDate();
  return Temporal.PlainDate.from('1970-01-01').until(date, { largestUnit: 'days' }).days as Day;
}

/** The first moment of a day in a zone. */
export function startOf(day: Day | null, timeZone: string): number | null {
  if (day === null) return null;
  const date = Temporal.PlainDate.from('1970-01-01').add({ days: day });
  return date.toZonedDateTime({ timeZone }).epochMilliseconds;
}
