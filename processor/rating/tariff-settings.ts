import { z } from 'zod';
import { parseDay } from '../../record/calendar.ts';
import { parseAmount } from '../../record/money.ts';
import { BAND_DAYS } from '../../record/tariff.ts';
import { parseHours } from './band-calendar.ts';

const day = z.string().refine((text) => parseDay(text) !== null, 'a day, in quotes: "2026-10-01"');
const amount = z.string().refine((text) => {
  const parsed = parseAmount(text);
  return parsed.kind === 'amount' && parsed.micros > 0;
}, 'an amount above 0, in quotes: "0.01"');

/** Also a part of what stands in rate sheets and in commands. */
export const carrierName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'up to 63 letters, digits, dots, _ and -, first a letter or digit',
  );

const ownNames = (entries: readonly { readonly name: string }[]): boolean =>
  new Set(entries.map(({ name }) => name)).size === entries.length;

const freeMinutesSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'small letters, digits and -'),
  minutes: z.int().min(1).max(1_000_000).describe('in each local month'),
  prefixes: z
    .array(z.string().regex(/^=?[0-9*#]*$/, 'digits such as "49", or = and digits as sent'))
    .min(1)
    .default([''])
    .describe('of called numbers, as in a rate sheet; left out: every number of E.164'),
  from: day.nullable().default(null).describe('first day; null: always'),
  to: day.nullable().default(null).describe('last day; null: without an end'),
});

export const carrierSchema = z.strictObject({
  name: carrierName.describe('as `tariff import --carrier` names it'),
  sources: z.array(z.string()).default([]).describe('only calls of these sources; empty means any'),
  trunks: z
    .array(z.string())
    .default([])
    .describe('only these trunks, as the records name them; empty means any'),
  directions: z
    .array(z.enum(['outgoing', 'transit']))
    .min(1)
    .default(['outgoing'])
    .describe('transit: also what comes in from outside and goes out again'),
  from: day.nullable().default(null).describe('first day; null: always'),
  to: day.nullable().default(null).describe('last day; null: without an end'),
  bands_at: z
    .enum(['border', 'start'])
    .default('border')
    .describe(
      'border: a call that crosses into another band is split there; start: the band of its start holds',
    ),
  round_up_to: amount
    .nullable()
    .default(null)
    .describe('each call is rounded up to a multiple of this; null: to the nearest millionth'),
  free_minutes: z
    .array(freeMinutesSchema)
    .refine(ownNames, 'free minutes need a name of their own')
    .default([])
    .describe('minutes of each month that cost nothing; the first that fits is used up first'),
});

export const bandSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'small letters, digits and -')
    .describe('as rate sheets name it in their column band'),
  days: z
    .array(z.enum(BAND_DAYS))
    .default([])
    .describe('only these; on a holiday its weekday does not count; empty: every day'),
  hours: z
    .array(
      z
        .string()
        .refine((text) => parseHours(text) !== null, 'hours of one day: "08:00-18:00", up to "24:00"'),
    )
    .default([])
    .describe('only at these hours of the site; empty: all day'),
});

export const tariffSettingsSchema = z.strictObject({
  carriers: z
    .array(carrierSchema)
    .refine(ownNames, 'every carrier stands here once')
    .default([])
    .describe('who charges which calls; the first that fits. Empty: one carrier charges all outgoing calls'),
  bands: z
    .array(bandSchema)
    .refine(ownNames, 'every band needs a name of its own')
    .default([])
    .describe(
      'times of the week with prices of their own; the first that fits and that the sheet has a price for',
    ),
  holidays: z.array(day).default([]).describe('days that count as holiday'),
});
export type TariffSettings = z.output<typeof tariffSettingsSchema>;

export const NO_TARIFF_SETTINGS: TariffSettings = { carriers: [], bands: [], holidays: [] };
