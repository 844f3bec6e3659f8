import { readGoneHours } from '../access/gone-hours.ts';
import { ownDirectory, seenDirectory } from '../access/seen-directory.ts';
import type { Sight } from '../access/sight.ts';
import { callFilter, readSums, readTopSums, showsSumsBy } from '../access/sums.ts';
import { readTotals } from '../access/totals.ts';
import { callsReached } from '../privacy/reached-edges.ts';
import { dayIn } from '../privacy/retention.ts';
import { type Day, showDay } from '../record/calendar.ts';
import type { SumsFilter } from '../record/call-sums.ts';
import type { Budget } from '../reports/budget.ts';
import type { ReportSources } from '../reports/report.ts';
import type { ReportPeriod } from '../reports/report-period.ts';
import type { RetentionEdges } from '../reports/report-receipt.ts';
import type { RunFacts } from '../reports/run-report.ts';
import type { ReportSettings } from '../settings/load-report-settings.ts';
import { directoryVersion, readDirectory } from '../store/queries/directory.ts';
import { configurationVersions } from '../store/queries/intakes.ts';
import { reachedEdges } from '../store/queries/kept-calls.ts';
import { tariffs } from '../store/queries/tariffs.ts';
import type { CallFilter } from '../store/queries/wanted-calls.ts';
import type { ReadingConnection } from '../store/reading-connection.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { PROGRAM } from './program.ts';
import { type ReportPlace, upkeepSources } from './report-upkeep.ts';
import { reportZone } from './report-zone.ts';
import { sitesBySource } from './service/sites-by-source.ts';
import { refuseUnlessWhole } from './viewer.ts';

const NO_DAYS: ReadonlySet<number> = new Set();

/** Everything reports are made of, as a viewer may see it. What asks for single calls is loaded where a report does. */
export function reportSources(
  store: ReadingStore,
  sight: Sight,
  { configuration, now, place }: { configuration: ReportSettings; now: number; place: ReportPlace },
): ReportSources {
  const sites_of = sitesBySource(configuration);
  const time_zone = reportZone(configuration);
  /** Days of which the hours that were asked for tell everything, so that spans do not tell it once more. */
  let told_as_gone = NO_DAYS;
  const filtered = ({ from_day, to_day }: ReportPeriod, filter: SumsFilter): CallFilter =>
    callFilter({ from_day, to_day, by: [], filter, sites_of });
  return {
    ...{ today: dayIn(time_zone, now), now, time_zone },
    sums: ({ from_day, to_day }, by, filter, more_calls_than = 0) =>
      readSums(store, sight, { from_day, to_day, by, filter, sites_of, more_calls_than }),
    topSums: ({ from_day, to_day }, by, filter, top) =>
      readTopSums(store, sight, { from_day, to_day, by, filter, sites_of }, top),
    legsGone: ({ from_day, to_day }) => {
      // Single calls would be added up, all in vain.
      if (sight.view.extensions !== null) return 0;
      const wish = { from_day, to_day, by: [], held: false, sites_of } as const;
      return readTotals(store, sight, wish).reduce((sum, { legs_gone }) => sum + legs_gone, 0);
    },
    async *calls(period, filter) {
      const { readCalls } = await import('../access/calls.ts');
      yield* readCalls(store, sight, filtered(period, filter));
    },
    async *briefs(period, filter, wish) {
      const { readBriefs } = await import('../access/calls.ts');
      const { from_day, to_day } = period;
      yield* readBriefs(store, sight, { ...filtered(period, filter), from_day, to_day }, wish);
    },
    async topCalls(period, filter, order) {
      const { readTopCalls } = await import('../access/calls.ts');
      return await readTopCalls(store, sight, filtered(period, filter), order);
    },
    async *spans({ from_day, to_day, asked }, filter, by) {
      const { readSpans } = await import('../access/spans.ts');
      // Local days of sites begin up to a day before and after those of the report, and calls go over midnight.
      const around = { from_day: (from_day - 2) as Day, to_day: (to_day + 1) as Day, asked };
      const days = { from_day: around.from_day, to_day: around.to_day };
      const wanted = { ...filtered(around, filter), ...days };
      const told = { filter: wanted, sites_of, by: by === 'trunk' ? 'trunk' : 'other' } as const;
      yield* readSpans(store, sight, { ...told, told_as_gone });
    },
    goneHours: ({ from_day, to_day }, filter) => {
      // A call that began up to a month before reaches into the first one.
      const days = { from_day: from_day - 33, to_day: to_day + 1 };
      const told = readGoneHours(store, sight, { ...days, filter }, sites_of);
      told_as_gone = told?.leaving ?? NO_DAYS;
      return told?.hours ?? null;
    },
    ...upkeepSources(store, sight, { now, place }),
    zoneOf: (site) =>
      site !== null && Object.hasOwn(configuration.sites, site)
        ? (configuration.sites[site]?.time_zone ?? time_zone)
        : time_zone,
    linesOf: (trunk) =>
      Object.hasOwn(configuration.trunks, trunk) ? (configuration.trunks[trunk]?.lines ?? null) : null,
    ...{
      sites_of,
      budgets: seenBudgets(store, sight, configuration),
      mark_ups: configuration.mark_ups,
      exchange_rates: configuration.exchange_rates,
      shows: (by) => showsSumsBy(sight, by),
    },
    async costCentresOf(ids) {
      const { costCentresOf } = await import('../store/queries/call-cost-centres.ts');
      return await costCentresOf(store, ids, sites_of);
    },
    directory: async () => seenDirectory(readDirectory(store.connection), sight),
    wholeDirectory: async () => {
      refuseUnlessWhole(sight, 'The directory is');
      return readDirectory(store.connection);
    },
  };
}

/** Who is limited to cost centres is not told what others may spend. */
function seenBudgets(
  store: ReadingConnection,
  { view }: Sight,
  { budgets }: ReportSettings,
): readonly Budget[] {
  if (view.cost_centres === null || budgets.length === 0) return budgets;
  const { entries } = ownDirectory(readDirectory(store.connection), view);
  const own = new Set(entries.filter(({ list }) => list === 'units').map(({ values }) => values.code));
  return budgets.filter(({ cost_centre }) => own.has(cost_centre));
}

/** What the receipt of a run says of what it was made from. */
export async function runFacts(
  store: ReadingConnection,
  sight: Sight,
  parameters: Readonly<Record<string, string>>,
): Promise<RunFacts> {
  const [newest] = configurationVersions(store.connection);
  return {
    ...{ program: PROGRAM, viewer: sight.viewer, parameters },
    versions: {
      configuration: newest?.id ?? 0,
      directory: directoryVersion(store.connection),
      tariffs: tariffs(store.connection).map(({ id }) => id),
    },
    retention: edgesOf(store),
  };
}

function edgesOf({ connection }: ReadingConnection): RetentionEdges {
  const { masked, anonymous, gone, unfinished } = callsReached(reachedEdges(connection));
  const day = (edge: number | null): string | null => (edge === null ? null : showDay(edge));
  return {
    masked_before: day(masked),
    anonymous_before: day(anonymous),
    gone_before: day(gone),
    unfinished_before: day(unfinished),
  };
}
