import { z } from 'zod';
import { DAY_MS, type Day, parseDay, showDay } from '../record/calendar.ts';
import { CURRENCY_PATTERN } from '../record/money.ts';
import type { ReportPeriod } from './report-period.ts';

const MICROS_PER_CENT = 10_000;
const AMOUNT = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

export const budgetSchema = z.strictObject({
  cost_centre: z.string().min(1).describe('the code of the directory; all below it is counted with it'),
  per: z.enum(['month', 'year']).default('month').describe('year: twelve months from the month of `from` on'),
  amount: z.string().regex(AMOUNT, 'an amount, in quotes: "1500" or "1500.50"'),
  currency: z.string().regex(CURRENCY_PATTERN, 'three capital letters: EUR'),
  from: z
    .string()
    .refine(
      (text) => parseDay(text) !== null && text.endsWith('-01'),
      'the first day of a month, in quotes: "2026-01-01"',
    )
    .describe('first day; until a later one of the same cost centre takes its place'),
});
export type Budget = z.output<typeof budgetSchema>;

/** A month or year of a budget, whole, whatever of it the period of a report touches. */
export interface BudgetPart {
  readonly budget: Budget;
  readonly budget_micros: number;
  readonly from_day: Day;
  readonly to_day: Day;
}

/** The months and years of budgets that a period touches, in the order of the document and of time. */
export function budgetParts(
  budgets: readonly Budget[],
  { from_day, to_day }: Pick<ReportPeriod, 'from_day' | 'to_day'>,
): BudgetPart[] {
  const series = Map.groupBy(budgets, ({ cost_centre, per }) => `${cost_centre}\t${per}`);
  return [...series.values()]
    .flatMap((own) => {
      const ordered = [...own].sort((one, other) => (one.from < other.from ? -1 : 1));
      return ordered.flatMap((budget, place) =>
        partsOfBudget(budget, ordered[place + 1]?.from ?? null, to_day),
      );
    })
    .filter((part) => part.to_day >= from_day);
}

function partsOfBudget(budget: Budget, until: string | null, last: Day): BudgetPart[] {
  const length = budget.per === 'year' ? { years: 1 } : { months: 1 };
  const [, whole = '', cents = ''] = AMOUNT.exec(budget.amount) ?? [];
  const budget_micros = (Number(whole) * 100 + Number(cents.padEnd(2, '0'))) * MICROS_PER_CENT;
  const parts: BudgetPart[] = [];
  const end = showDay(last);
  let start = Temporal.PlainDate.from(budget.from);
  while (start.toString() <= end && (until === null || start.toString() < until)) {
    const next = start.add(length);
    parts.push({ budget, budget_micros, from_day: dayOf(start), to_day: (dayOf(next) - 1) as Day });
    start = next;
  }
  return parts;
}

function dayOf({ year, month, day }: Temporal.PlainDate): Day {
  return (Date.UTC(year, month - 1, day) / DAY_MS) as Day;
}

/** What a part comes to when its other days cost as much as those that are over; null before the first is. */
export function forecastMicros(
  { from_day, to_day }: Pick<BudgetPart, 'from_day' | 'to_day'>,
  today: Day,
  spent: { readonly until_yesterday_micros: number; readonly all_micros: number },
): number | null {
  if (today > to_day) return spent.all_micros;
  const gone = today - from_day;
  if (gone <= 0) return null;
  return Math.round((spent.until_yesterday_micros * (to_day - from_day + 1)) / gone);
}
