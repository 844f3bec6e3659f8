import { z } from 'zod';
import { tariffSettingsSchema } from '../processor/rating/tariff-settings.ts';
import { type Budget, budgetSchema } from '../reports/budget.ts';
import { type ExchangeRate, exchangeRateSchema } from '../reports/exchange-rate.ts';
import { type MarkUp, markUpSchema } from '../reports/mark-up.ts';
import { section } from './section.ts';

/** What a trunk can carry; reports of traffic are told by it. */
export const trunkSchema = z.strictObject({
  lines: z.int().min(1).max(100_000).describe('how many calls it carries at once'),
});
const trunkName = z.string().min(1).max(100);

/** What calls cost, and what cost centres pay. */
export const costSections = {
  trunks: section(
    trunkSchema,
    'How many calls each trunk carries at once, by its name in the records; for reports of utilisation.',
    trunkName,
  ),
  tariffs: tariffSettingsSchema
    .nullable()
    .default(null)
    .describe(
      'Who charges which calls, and when. The prices themselves come from rate sheets: `tariff import`.',
    ),
  budgets: z
    .array(budgetSchema)
    .refine(onceFromADay, 'a cost centre has one budget per month, and one per year, from a day on')
    .nullable()
    .default([])
    .describe('What cost centres may cost, for the report budget.'),
  mark_ups: z
    .array(markUpSchema)
    .refine(oneFromADay, 'a cost centre has one mark-up from a day on')
    .nullable()
    .default([])
    .describe('What is put on the costs of cost centres, in the reports department-costs and charge-back.'),
  exchange_rates: z
    .array(exchangeRateSchema)
    .refine(oneRateFromADay, 'two currencies have one rate from a day on')
    .nullable()
    .default([])
    .describe('What costs in one currency are in another, for reports with --currency.'),
};

function oneRateFromADay(rates: readonly ExchangeRate[]): boolean {
  const names = rates.map(({ currency, in: into, from }) => JSON.stringify([currency, into, from]));
  return new Set(names).size === names.length;
}

function oneFromADay(markUps: readonly MarkUp[]): boolean {
  return (
    new Set(markUps.map(({ cost_centre, from }) => JSON.stringify([cost_centre, from]))).size ===
    markUps.length
  );
}

function onceFromADay(budgets: readonly Budget[]): boolean {
  const names = budgets.map(({ cost_centre, per, from }) => JSON.stringify([cost_centre, per, from]));
  return new Set(names).size === names.length;
}
