import type { CallSpan } from '../../record/call-span.ts';
import type { Report, ReportRow, ReportSources } from '../report.ts';
import { CALL_PARAMETERS } from '../report-parameters.ts';
import { reportValues } from '../report-values.ts';
import { type BusyHours, busyHours } from '../traffic/busy-hours.ts';
import { blockedShare, linesNeeded } from '../traffic/erlang-b.ts';
import type { HourLoad } from '../traffic/hour-loads.ts';
import { GROUP_TITLES, gatherGroups, isSpanGroup, SPAN_GROUPS } from '../traffic/span-groups.ts';

/** Hundreds of seconds of calls in an hour: an old measure of the same. */
const CCS_PER_ERLANG = 36;

const VALUES = {
  blocked_percent: { usual: 1, summary: 'of calls at most this share may find every line taken' },
} as const;

/** What each trunk carried hour by hour; a call is cut at the border of every hour. */
export const utilisation: Report = {
  name: 'utilisation',
  title: 'Utilisation of trunks by hour',
  summary:
    'Traffic in Erlang, the most calls at once, busy hours and the lines that are needed, of every trunk and local hour.',
  parameters: [...CALL_PARAMETERS, 'by', 'limit', 'with'],
  choices: SPAN_GROUPS,
  values: VALUES,
  columns: ({ by }) => {
    const group = isSpanGroup(by) ? by : 'trunk';
    return [
      { name: group, title: GROUP_TITLES[group], type: 'text' },
      { name: 'hour', title: 'Hour', type: 'time' },
      { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
      { name: 'legs', title: 'Legs', type: 'count', total: 'sum' },
      { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
      { name: 'busy_ms', title: 'Busy', type: 'duration', total: 'sum' },
      { name: 'erlang', title: 'Erlang', type: 'number' },
      { name: 'ccs', title: 'CCS', type: 'number' },
      { name: 'peak', title: 'Most at once', type: 'count' },
      ...(group === 'trunk'
        ? ([
            { name: 'lines', title: 'Lines', type: 'count' },
            { name: 'share', title: 'Of capacity', type: 'share' },
            { name: 'blocked_share', title: 'Blocked', type: 'share' },
          ] as const)
        : []),
      { name: 'lines_needed', title: 'Lines needed', type: 'count' },
      { name: 'busy_hour', title: 'Busy hour', type: 'text' },
    ];
  },
  chart: { kind: 'line', along: ['hour'], drawn: 'erlang', each: SPAN_GROUPS },
  async *rows(sources, wish) {
    const { period, filter, limit } = wish;
    const by = isSpanGroup(wish.by) ? wish.by : 'trunk';
    const { blocked_percent } = reportValues(VALUES, wish);
    const spans = sources.spans(period, filter, by);
    const zoneOf = ({ site }: Pick<CallSpan, 'site'>): string => sources.zoneOf(site);
    const gone = sources.goneHours(period, filter) ?? [];
    const groups = await gatherGroups(spans, by, { period, zoneOf, gone });
    for (const { name, hours, loads, without_hour } of groups) {
      const busy = busyHours(hours, loads);
      const lines = by === 'trunk' && name !== null ? sources.linesOf(name) : null;
      for (const load of limit === undefined ? loads : busiest(loads, limit)) {
        // Half an hour where the clock is changed by as much.
        const erlang = load.busy_ms / (hours.end(load.hour) - load.hour);
        yield {
          ...{ [by]: name, hour: hours.show(load.hour), ...carried(load) },
          ...{ erlang: rounded(erlang), ccs: rounded(erlang * CCS_PER_ERLANG), ...capacity(erlang, lines) },
          lines_needed: linesNeeded(erlang, blocked_percent / 100),
          busy_hour: marksOf(load, busy),
        };
      }
      if (without_hour !== null && limit === undefined)
        yield { [by]: name, hour: null, ...carried(without_hour), erlang: null, ccs: null, lines };
    }
  },
};

function carried({ calls, legs, duration_ms, busy_ms, peak, hour_only }: HourLoad): ReportRow {
  return { calls, legs, duration_ms, busy_ms, peak: hour_only ? null : peak };
}

function capacity(erlang: number, lines: ReturnType<ReportSources['linesOf']>): ReportRow {
  if (lines === null) return { lines, share: null, blocked_share: null };
  return { lines, share: erlang / lines, blocked_share: blockedShare(erlang, lines) };
}

function busiest(loads: readonly HourLoad[], limit: number): HourLoad[] {
  return loads.toSorted((one, other) => other.busy_ms - one.busy_ms || one.hour - other.hour).slice(0, limit);
}

function marksOf({ hour }: HourLoad, { of_day, consistent }: BusyHours): string | null {
  const marks = [
    ...(of_day.has(hour) ? ['of its day'] : []),
    ...(consistent.has(hour) ? ['of the period'] : []),
  ];
  return marks.length === 0 ? null : marks.join(', ');
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
