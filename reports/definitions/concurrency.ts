import { showDay } from '../../record/calendar.ts';
import type { CallSpan } from '../../record/call-span.ts';
import type { SumsFilter } from '../../record/call-sums.ts';
import type { Report, ReportRow, ReportSources } from '../report.ts';
import { CALL_PARAMETERS } from '../report-parameters.ts';
import type { LocalHours } from '../traffic/local-hours.ts';
import { GROUP_TITLES, gatherGroups, isSpanGroup, SPAN_GROUPS } from '../traffic/span-groups.ts';
import { joinLoads, loadsByDay, type SpanLoad } from '../traffic/span-loads.ts';

/** How many calls were under way at once, by a sweep over every start and end. */
export const concurrency: Report = {
  name: 'concurrency',
  title: 'Simultaneous calls',
  summary:
    'The most calls at once with the moment, and how many there were on average, by day, hour or trunk.',
  parameters: [...CALL_PARAMETERS, 'by'],
  choices: ['day', 'hour', ...SPAN_GROUPS],
  columns: ({ by }) => [
    isSpanGroup(by)
      ? { name: by, title: GROUP_TITLES[by], type: 'text' }
      : by === 'hour'
        ? { name: 'hour', title: 'Hour', type: 'time' }
        : { name: 'day', title: 'Day', type: 'day' },
    { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
    { name: 'legs', title: 'Legs', type: 'count', total: 'sum' },
    { name: 'busy_ms', title: 'Busy', type: 'duration', total: 'sum' },
    { name: 'average', title: 'Average', type: 'number' },
    // The most of several trunks were not there at one moment.
    { name: 'peak', title: 'Most at once', type: 'count', ...(!isSpanGroup(by) && { total: 'max' }) },
    { name: 'peak_at', title: 'First at', type: 'time' },
  ],
  // By trunk there is nothing along which it could be drawn.
  chart: { kind: 'line', along: ['day', 'hour'], drawn: 'peak' },
  async *rows(sources, { period, filter, by }) {
    const group = isSpanGroup(by) ? by : null;
    const spans = sources.spans(period, filter, group ?? 'all');
    const common = commonZone(sources, filter);
    const zoneOf = ({ site }: Pick<CallSpan, 'site'>): string =>
      group === null ? common : sources.zoneOf(site);
    const row = (load: SpanLoad, length_ms: number, hours: LocalHours): ReportRow => ({
      ...{ calls: load.calls, legs: load.legs, busy_ms: load.busy_ms, peak: load.peak },
      average: Math.round((load.busy_ms / length_ms) * 10_000) / 10_000,
      peak_at: load.peak_at === null ? null : hours.show(load.peak_at),
    });
    const gone = sources.goneHours(period, filter) ?? [];
    const groups = await gatherGroups(spans, group, { period, zoneOf, gone });
    for (const { name, hours, edges, loads, without_hour } of groups) {
      const length_ms = edges.to - edges.from;
      const unknown = without_hour === null ? [] : [without_hour];
      if (group !== null)
        yield { [group]: name, ...row(joinLoads([...loads, ...unknown]), length_ms, hours) };
      else if (by === 'hour')
        for (const load of loads) {
          const hour_ms = hours.end(load.hour) - load.hour;
          yield { hour: hours.show(load.hour), ...row(joinLoads([load]), hour_ms, hours) };
        }
      else
        for (const [day, ofDay] of loadsByDay(hours, loads)) {
          const { from, to } = hours.edges({ from_day: day, to_day: day });
          yield { day: showDay(day), ...row(joinLoads(ofDay), to - from, hours) };
        }
      if (group === null && without_hour !== null)
        yield { [by ?? 'day']: null, ...row(joinLoads([without_hour]), length_ms, hours), average: null };
    }
  },
};

/** What is at once has one clock: that of the sites, where they have one, else that of the receipt. */
function commonZone({ sites_of, time_zone, zoneOf }: ReportSources, filter: SumsFilter): string {
  const names = filter.sources ?? Object.keys(sites_of);
  const [zone = time_zone, ...others] = new Set(names.map((name) => zoneOf(sites_of[name] ?? null)));
  return others.length === 0 ? zone : time_zone;
}
