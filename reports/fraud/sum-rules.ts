import type { SumGrouping, Sums } from '../../record/call-sums.ts';
import type { FraudLimits, Indication } from './indication.ts';

/** Sums of the period beside those of as many days on average before it. */
export interface BesideUsual {
  readonly now: readonly Sums[];
  readonly before: readonly Sums[];
  /** The length of the period by that of the time before: 0.25 for a week beside four. */
  readonly share: number;
}

/** Far more calls to one country, or one number, than in the weeks before. */
export function surges(
  by: 'country' | 'called',
  { now, before, share }: BesideUsual,
  { times_usual, least_calls }: FraudLimits,
): Indication[] {
  const usual = new Map(before.map((sums) => [sums.group[by], sums.calls]));
  return now.flatMap((sums) => {
    const limit = Math.max(least_calls, (usual.get(sums.group[by]) ?? 0) * share * times_usual);
    if (named(sums, by) === null || sums.calls <= limit) return [];
    const rule = by === 'country' ? 'country-surge' : 'number-surge';
    return [told(sums, { rule, value: sums.calls, limit: hundredths(limit), unit: 'calls' })];
  });
}

/** An extension that costs far more than in the weeks before. */
export function jumps(
  { now, before, share }: BesideUsual,
  { times_usual, least_cost }: FraudLimits,
): Indication[] {
  const usual = new Map(before.map((sums) => [sums.group.extension, sums.costs]));
  return now.flatMap((sums) =>
    Object.entries(sums.costs).flatMap(([currency, micros]) => {
      const known = usual.get(sums.group.extension)?.[currency] ?? 0;
      const limit = Math.max(least_cost, (known / 1_000_000) * share * times_usual);
      const value = micros / 1_000_000;
      if (named(sums, 'extension') === null || value <= limit) return [];
      const judged = {
        rule: 'cost-jump',
        value: hundredths(value),
        limit: hundredths(limit),
        unit: currency,
      };
      return [{ ...told(sums, judged), cost_micros: micros, currency }];
    }),
  );
}

/** Countries that nobody ever called before the period, as far back as calls or their totals are kept. */
export function firstCountries(now: readonly Sums[], ever: readonly Sums[]): Indication[] {
  const known = new Set(ever.map((sums) => sums.group.country));
  return now.flatMap((sums) =>
    named(sums, 'country') === null || known.has(sums.group.country)
      ? []
      : [told(sums, { rule: 'first-country', value: sums.calls, limit: 0, unit: 'calls' })],
  );
}

function named(sums: Sums, by: SumGrouping): string | null {
  return sums.group[by] ?? null;
}

function told(sums: Sums, judged: Pick<Indication, 'rule' | 'value' | 'limit' | 'unit'>): Indication {
  const [cost] = Object.entries(sums.costs).sort(([, one], [, other]) => other - one);
  return {
    ...judged,
    ...{ extension: named(sums, 'extension'), number: named(sums, 'called') },
    ...{ country: named(sums, 'country'), started_at: null, calls: sums.calls },
    ...{ cost_micros: cost?.[1] ?? 0, currency: cost?.[0] ?? null },
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
