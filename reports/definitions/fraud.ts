import type { Day } from '../../record/calendar.ts';
import type { SumsFilter } from '../../record/call-sums.ts';
import { callsOfRules, longCall, outOfHours, shortCalls } from '../fraud/call-rules.ts';
import { FRAUD_VALUES, type FraudLimits, type Indication } from '../fraud/indication.ts';
import { type BesideUsual, firstCountries, jumps, surges } from '../fraud/sum-rules.ts';
import type { Report, ReportSources } from '../report.ts';
import { CALL_PARAMETERS } from '../report-parameters.ts';
import type { ReportPeriod } from '../report-period.ts';
import { reportValues } from '../report-values.ts';

/** Rules with limits, no more: each row says which, and what was found against what is allowed. */
export const fraud: Report = {
  name: 'fraud',
  title: 'Indications of fraud',
  summary:
    'Dear calls out of hours, surges to a country or number, sequences of short calls, long calls, new countries, jumps in cost.',
  parameters: [...CALL_PARAMETERS, 'with'],
  values: FRAUD_VALUES,
  columns: [
    { name: 'rule', title: 'Rule', type: 'text' },
    { name: 'extension', title: 'Extension', type: 'text' },
    { name: 'number', title: 'Number', type: 'text' },
    { name: 'country', title: 'Country', type: 'text' },
    { name: 'started_at', title: 'Start', type: 'time' },
    { name: 'value', title: 'Found', type: 'number' },
    { name: 'limit', title: 'Limit', type: 'number' },
    { name: 'unit', title: 'Of', type: 'text' },
    // A call may stand in several rows, so these have no sum.
    { name: 'calls', title: 'Calls', type: 'count' },
    { name: 'cost_micros', title: 'Cost', type: 'money' },
    { name: 'currency', title: 'Currency', type: 'text' },
  ],
  drill: { report: 'itemised', by: { extension: 'extension', country: 'country' } },
  async *rows(sources, wish) {
    const limits = reportValues(FRAUD_VALUES, wish);
    const found = [
      ...(await ofSums(sources, wish.period, wish.filter, limits)),
      ...(await ofCalls(sources, wish.period, wish.filter, limits)),
    ];
    for (const indication of found) yield { ...indication };
  },
};

async function ofCalls(
  sources: ReportSources,
  period: ReportPeriod,
  filter: SumsFilter,
  limits: FraudLimits,
): Promise<Indication[]> {
  const rules = [outOfHours(limits), shortCalls(limits), longCall(limits)].map((rule) => ({
    ...{ rule, found: [] as Indication[] },
  }));
  for await (const call of sources.briefs(period, filter, callsOfRules(limits)))
    for (const { rule, found } of rules) found.push(...rule.add(call));
  return rules.flatMap(({ rule, found }) => [...found, ...rule.finish()]);
}

async function ofSums(
  sources: ReportSources,
  period: ReportPeriod,
  filter: SumsFilter,
  limits: FraudLimits,
): Promise<Indication[]> {
  const outgoing: SumsFilter = { direction: 'outgoing', ...filter };
  const last = (period.from_day - 1) as Day;
  const before: ReportPeriod = {
    ...{ from_day: (period.from_day - limits.weeks * 7) as Day, to_day: last },
    asked: `${limits.weeks} weeks before ${period.asked}`,
  };
  const ever: ReportPeriod = { ...before, from_day: 0 as Day };
  const share = (period.to_day - period.from_day + 1) / (limits.weeks * 7);
  const sums = (of: ReportPeriod, by: 'country' | 'called' | 'extension', more_than?: number) =>
    sources.sums(of, [by], outgoing, more_than);
  const beside = async (by: 'country' | 'extension'): Promise<BesideUsual> => ({
    ...{ now: await sums(period, by), before: await sums(before, by), share },
  });
  // Of the very many numbers only those that are called often now; and before only what moves the limit of one.
  const numbers = async (): Promise<BesideUsual> => {
    const now = await sums(period, 'called', limits.least_calls);
    const factor = share * limits.times_usual;
    if (now.length === 0 || factor === 0) return { now, before: [], share };
    return { now, before: await sums(before, 'called', Math.floor(limits.least_calls / factor)), share };
  };
  const countries = await beside('country');
  return [
    ...firstCountries(countries.now, await sums(ever, 'country')),
    ...surges('country', countries, limits),
    ...surges('called', await numbers(), limits),
    ...jumps(await beside('extension'), limits),
  ];
}
