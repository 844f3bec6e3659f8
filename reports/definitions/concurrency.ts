import { showDay } from '../../record/calendar.ts';
import type { Report, ReportRow } from '../report.ts';
import { CALL_PARAMETERS } from '../report-parameters.ts';
import { HourLoads } from '../traffic/hour-loads.ts';
import { LocalHours } from '../traffic/local-hours.ts';
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
  chart: { kind: 'line', along: 'day', drawn: 'peak' },
  async *rows(sources, { period, filter, by }) {
    const hours = new LocalHours(sources.time_zone);
    const edges = hours.edges(period);
    const group = isSpanGroup(by) ? by : null;
    const spans = sources.spans(period, filter, group ?? 'all');
    const groups = await gatherGroups(spans, group, () => new HourLoads(hours, edges));
    const row = (load: SpanLoad, length_ms: number): ReportRow => ({
      ...{ calls: load.calls, legs: load.legs, busy_ms: load.busy_ms, peak: load.peak },
      average: Math.round((load.busy_ms / length_ms) * 10_000) / 10_000,
      peak_at: load.peak_at === null ? null : hours.show(load.peak_at),
    });
    for (const [name, gathered] of groups) {
      const loads = gathered.finish();
      if (group !== null) yield { [group]: name, ...row(joinLoads(loads), edges.to - edges.from) };
      else if (by === 'hour')
        for (const load of loads)
          yield { hour: hours.show(load.hour), ...row(joinLoads([load]), hours.end(load.hour) - load.hour) };
      else
        for (const [day, ofDay] of loadsByDay(hours, loads)) {
          const { from, to } = hours.edges({ from_day: day, to_day: day });
          yield { day: showDay(day), ...row(joinLoads(ofDay), to - from) };
        }
    }
  },
};
