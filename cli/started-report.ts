import type { Sight } from '../access/sight.ts';
import { dayIn } from '../privacy/retention.ts';
import type { Report, ReportSources, ReportWish } from '../reports/report.ts';
import { type RunningReport, runReport } from '../reports/run-report.ts';
import type { ReportSettings } from '../settings/load-report-settings.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import type { CommandCall } from './command.ts';
import { reportSources, runFacts } from './report-desk.ts';
import { reportSettings } from './report-settings.ts';
import type { ReportPlace } from './report-upkeep.ts';
import { reportWish } from './report-wish.ts';
import { viewerOf } from './viewer.ts';

/** A report of which no row was asked for yet. */
interface StartedReport {
  readonly running: RunningReport;
  readonly wish: ReportWish;
  readonly sources: ReportSources;
}

/** A report as it was asked for, for one reader; its period is told by `asked_at`. */
export async function startedReport(
  values: CommandCall['values'],
  report: Report,
  {
    store,
    sight,
    configuration,
    now,
    asked_at = now,
    place,
  }: {
    readonly store: ReadingStore;
    readonly sight: Sight;
    readonly configuration: ReportSettings;
    readonly now: number;
    readonly asked_at?: number;
    readonly place: ReportPlace;
  },
): Promise<StartedReport> {
  const sources = reportSources(store, sight, { configuration, now, place });
  const today = dayIn(sources.time_zone, asked_at);
  const { wish, parameters } = await reportWish({ values }, report, { store, sight, configuration, today });
  const facts = await runFacts(store, sight, parameters);
  return { running: runReport(report, wish, { sources, facts }), wish, sources };
}

/** A report that a command line asks for, as whoever typed it is shown it. */
export async function typedReport(call: CommandCall, report: Report): Promise<StartedReport> {
  const store = call.reading();
  const configuration = reportSettings(store);
  const sight = await viewerOf(call, store);
  return await startedReport(call.values, report, {
    ...{ store, sight, configuration },
    ...{ now: call.now(), place: call },
  });
}
