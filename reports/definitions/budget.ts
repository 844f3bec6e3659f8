import { type Day, showDay } from '../../record/calendar.ts';
import type { Sums } from '../../record/call-sums.ts';
import { NO_UNIT } from '../../record/day-total.ts';
import { type BudgetPart, budgetParts, forecastMicros } from '../budget.ts';
import { costCentreTree } from '../cost-centre-tree.ts';
import type { Report, ReportSources } from '../report.ts';
import { share } from '../sum-rows.ts';

/** What cost centres may cost, and do; only amounts in the currency of the budget count, unless all are told in one. */
export const budget: Report = {
  name: 'budget',
  title: 'Budget and actual cost',
  summary: 'What each cost centre with a budget has spent of it with all below it, and what it comes to.',
  parameters: ['cost-centre', 'currency'],
  columns: [
    { name: 'cost_centre', title: 'Cost centre', type: 'text' },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'from_day', title: 'From', type: 'day' },
    { name: 'to_day', title: 'To', type: 'day' },
    { name: 'budget_micros', title: 'Budget', type: 'money' },
    { name: 'cost_micros', title: 'Spent', type: 'money' },
    { name: 'left_micros', title: 'Left', type: 'money' },
    { name: 'used', title: 'Used', type: 'share' },
    { name: 'forecast_micros', title: 'Forecast', type: 'money' },
    { name: 'forecast_share', title: 'Of budget', type: 'share' },
    { name: 'currency', title: 'Currency', type: 'text' },
  ],
  chart: { kind: 'bars', along: ['cost_centre'], drawn: 'used' },
  drill: { report: 'extension-costs', by: { 'cost-centre': 'cost_centre' } },
  async *rows(sources, { period, filter, currency: asked }) {
    const tree = costCentreTree(await sources.directory(), period.to_day);
    // What is nobody's has none.
    if (filter.unit === NO_UNIT) return;
    const top = tree.find(({ id }) => id === filter.unit)?.code;
    for (const own of budgetParts(sources.budgets, period)) {
      const { cost_centre } = own.budget;
      const currency = asked ?? own.budget.currency;
      const unit = tree.find(({ code }) => code === cost_centre);
      if (top !== undefined && unit?.path.includes(top) !== true) continue;
      const part = inOneCurrency(own, sources);
      const about = { cost_centre, name: unit?.name ?? null, budget_micros: part.budget_micros, currency };
      const days = { from_day: showDay(part.from_day), to_day: showDay(part.to_day) };
      const spent =
        unit === undefined ? [] : await sources.sums({ ...part, asked: '' }, ['day'], { unit: unit.id });
      yield { ...about, ...days, ...actual(part, spent, { currency, today: sources.today }) };
    }
  },
};

/** A budget is exchanged by the rate of its first day. */
function inOneCurrency(part: BudgetPart, { exchanged }: ReportSources): BudgetPart {
  if (exchanged === undefined) return part;
  const { budget_micros, budget, from_day } = part;
  const amount = exchanged.exchange.amount(budget_micros, budget.currency, showDay(from_day));
  return { ...part, budget_micros: amount };
}

function actual(
  part: BudgetPart,
  found: readonly Sums[],
  { currency, today }: { currency: string; today: Day },
) {
  const cost = (days: readonly Sums[]): number =>
    days.reduce((sum, { costs }) => sum + (costs[currency] ?? 0), 0);
  const cost_micros = cost(found);
  const before = found.filter(({ group }) => (group.day ?? '') < showDay(today));
  const forecast = forecastMicros(part, today, {
    ...{ until_yesterday_micros: cost(before), all_micros: cost_micros },
  });
  return {
    ...{ cost_micros, left_micros: part.budget_micros - cost_micros },
    ...{ used: share(cost_micros, part.budget_micros), forecast_micros: forecast },
    forecast_share: forecast === null ? null : share(forecast, part.budget_micros),
  };
}
