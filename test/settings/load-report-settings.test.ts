import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SOURCES } from '../../collector/sources.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { exampleConfiguration } from '../../settings/example.ts';
import { loadConfiguration } from '../../settings/load-configuration.ts';
import { loadReportSettings, type ReportSettings } from '../../settings/load-report-settings.ts';
import { readYaml } from '../../settings/read-yaml.ts';

const LISTS = { drivers: DRIVERS, sources: SOURCES };
const read = readYaml(exampleConfiguration(LISTS));
const example = (read.ok ? read.yaml.value : {}) as Readonly<Record<string, unknown>>;
const SECTIONS = ['sites', 'trunks', 'budgets', 'mark_ups', 'exchange_rates', 'retention'];

/** What reports are told of the whole configuration. */
function picked(settings: ReportSettings): ReportSettings {
  const { sites, sources, retention, trunks, budgets, mark_ups, exchange_rates } = settings;
  const each = <From, To>(of: Readonly<Record<string, From>>, to: (from: From) => To) =>
    Object.fromEntries(Object.entries(of).map(([name, from]) => [name, to(from)]));
  return {
    ...{ trunks, budgets, mark_ups, exchange_rates },
    sites: each(sites, ({ time_zone }) => ({ time_zone })),
    sources: each(sources, ({ site }) => ({ site })),
    retention: retention === null ? null : { time_zone: retention.time_zone },
  };
}

test('what reports are made by is what the whole configuration says, whatever of it is left out', () => {
  const kept = fc.record(
    Object.fromEntries(SECTIONS.map((name) => [name, fc.constantFrom('written', 'null', 'absent')])),
  );
  fc.assert(
    fc.property(
      kept,
      fc.constantFrom('written', 'empty', 'null'),
      fc.boolean(),
      (given, retention, zoned) => {
        const others = Object.entries(example).filter(([name]) => given[name] !== 'absent');
        const document: Record<string, unknown> = Object.fromEntries(
          others.map(([name, section]) => [name, given[name] === 'null' ? null : section]),
        );
        if (retention !== 'written' && 'retention' in document)
          document.retention = retention === 'empty' ? {} : null;
        // A site need not say whose clock holds.
        if (!zoned && given.sites === 'written')
          document.sites = Object.fromEntries(
            Object.entries(example.sites as Readonly<Record<string, object>>).map(([name, site]) => [
              name,
              { ...site, time_zone: undefined },
            ]),
          );
        // What belongs to a site or a retention goes with it.
        if (given.sites !== 'written') document.sources = {};
        const text = JSON.stringify(document);
        const whole = loadConfiguration(text, LISTS);
        fc.pre(whole.ok);
        if (whole.ok)
          expect(picked(loadReportSettings(text, 'version 1'))).toEqual(picked(whole.configuration));
      },
    ),
    { numRuns: 25 },
  );
  const whole = loadConfiguration(JSON.stringify(example), LISTS);
  const told = whole.ok ? picked(whole.configuration) : null;
  expect(told?.budgets.length).toBeGreaterThan(0);
  expect(Object.keys(told?.sources ?? {}).length).toBeGreaterThan(0);
});

test('without a document there is nothing to go by, and one that cannot be read is told by its version', () => {
  expect(loadReportSettings('', 'version 0')).toEqual({
    ...{ sites: {}, sources: {}, retention: null, trunks: {}, budgets: [], mark_ups: [], exchange_rates: [] },
  });
  expect(() => loadReportSettings('budgets: 7', 'version 3')).toThrow('version 3');
  expect(() => loadReportSettings('sites: [', 'version 3')).toThrow('version 3');
});
