import type { CallSpan, GoneHour } from '../../record/call-span.ts';
import { type Edges, type HourLoad, HourLoads } from './hour-loads.ts';
import { LocalHours } from './local-hours.ts';

/** What traffic is told by. */
export const SPAN_GROUPS = ['trunk', 'source', 'site'] as const;
export type SpanGroup = (typeof SPAN_GROUPS)[number];

export const GROUP_TITLES: Readonly<Record<SpanGroup, string>> = {
  trunk: 'Trunk',
  source: 'Source',
  site: 'Site',
};

export function isSpanGroup(by: string | undefined): by is SpanGroup {
  return SPAN_GROUPS.some((group) => group === by);
}

/** Calls of one name by one clock. */
interface LoadsOfGroup {
  readonly name: string | null;
  readonly hours: LocalHours;
  readonly edges: Edges;
  readonly loads: readonly HourLoad[];
  /** Of calls that have gone, and of which not even the hour is known. */
  readonly without_hour: HourLoad | null;
}

/**
 * The hours of each group by the clock of its site, in the order of their names, calls without one last. A name that there is in
 * several time zones is a group in each: what is called alike at two places is not the same lines.
 */
export async function gatherGroups(
  spans: AsyncIterable<CallSpan>,
  by: SpanGroup | null,
  {
    period,
    zoneOf,
    gone = [],
  }: {
    period: { from_day: number; to_day: number };
    zoneOf: (span: Pick<CallSpan, 'site'>) => string;
    gone?: readonly GoneHour[];
  },
): Promise<LoadsOfGroup[]> {
  const clocks = new Map<
    string,
    { hours: LocalHours; edges: Edges; groups: Map<string | null, HourLoads> }
  >();
  const groupOf = (one: Pick<CallSpan, SpanGroup>): HourLoads => {
    const zone = zoneOf(one);
    const clock = clocks.get(zone) ?? clockOf(zone, period);
    clocks.set(zone, clock);
    const name = by === null ? null : one[by];
    const group = clock.groups.get(name) ?? new HourLoads(clock.hours, clock.edges);
    clock.groups.set(name, group);
    return group;
  };
  for await (const span of spans) groupOf(span).add(span);
  for (const hour of gone) groupOf(hour).addGone(hour);
  return [...clocks.values()]
    .flatMap(({ hours, edges, groups }) =>
      [...groups].map(([name, gathered]) => ({
        ...{ name, hours, edges, loads: gathered.finish() },
        without_hour: gathered.withoutHour(),
      })),
    )
    .sort(({ name: one }, { name: other }) =>
      one === other ? 0 : one === null ? 1 : other === null ? -1 : one < other ? -1 : 1,
    );
}

function clockOf(zone: string, period: { from_day: number; to_day: number }) {
  const hours = new LocalHours(zone);
  return { hours, edges: hours.edges(period), groups: new Map<string | null, HourLoads>() };
}
