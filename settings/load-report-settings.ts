import { z } from 'zod';
import { OperationError } from '../record/operation-error.ts';
import type { Configuration } from './configuration.ts';
import { costSections } from './cost-sections.ts';
import { readYaml } from './read-yaml.ts';
import { section } from './section.ts';

/** What reports take of the configuration. */
export interface ReportSettings
  extends Pick<Configuration, 'trunks' | 'budgets' | 'mark_ups' | 'exchange_rates'> {
  readonly sites: Readonly<Record<string, Pick<Configuration['sites'][string], 'time_zone'>>>;
  readonly sources: Readonly<Record<string, Pick<Configuration['sources'][string], 'site'>>>;
  readonly retention: Pick<NonNullable<Configuration['retention']>, 'time_zone'> | null;
}

const { trunks, budgets, mark_ups, exchange_rates } = costSections;
const zoned = z.looseObject({ time_zone: z.string().default('UTC') });
const schema = z.looseObject({
  sites: section(zoned, 'whose clock holds'),
  sources: section(z.looseObject({ site: z.string() }), 'where they stand'),
  retention: zoned.nullable().default(null),
  ...{ trunks, budgets, mark_ups, exchange_rates },
});

/**
 * The same as the whole configuration has it, of a document that was in order when it was applied. Only these sections are
 * looked at, so that a report need not know every driver, source and job.
 */
export function loadReportSettings(text: string, name: string): ReportSettings {
  const read = readYaml(text);
  const parsed = read.ok ? schema.safeParse(read.yaml.value ?? {}) : null;
  if (parsed?.success !== true)
    throw new OperationError(
      'CONFIGURATION_INVALID',
      `Of the configuration in force (${name}), what reports are made by cannot be read.`,
      { hint: 'Look for what is wrong: ./ledgerline config show, then ./ledgerline config apply FILE.' },
    );
  const { sites, sources, retention, ...costs } = parsed.data;
  return {
    ...{ sites: sites ?? {}, sources: sources ?? {}, retention, trunks: costs.trunks ?? {} },
    ...{ budgets: costs.budgets ?? [], mark_ups: costs.mark_ups ?? [] },
    exchange_rates: costs.exchange_rates ?? [],
  };
}
