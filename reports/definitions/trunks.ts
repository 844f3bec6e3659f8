import type { Report } from '../report.ts';
import { CALL_PARAMETERS } from '../report-parameters.ts';
import { addSums, quotient, share } from '../sum-rows.ts';

/** What went over each trunk. A call that was sent on over another trunk is one leg, and no further call, there. */
export const trunks: Report = {
  name: 'trunks',
  title: 'Trunks',
  summary: 'Calls in and out, time and share of every trunk of every source.',
  parameters: CALL_PARAMETERS,
  columns: [
    { name: 'source', title: 'Source', type: 'text' },
    { name: 'trunk', title: 'Trunk', type: 'text' },
    { name: 'incoming', title: 'In', type: 'count', total: 'sum' },
    { name: 'outgoing', title: 'Out', type: 'count', total: 'sum' },
    { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
    { name: 'legs', title: 'Legs', type: 'count', total: 'sum' },
    { name: 'answered', title: 'Answered', type: 'count', total: 'sum' },
    { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
    { name: 'average_ms', title: 'Average', type: 'duration', total: { of: 'duration_ms', by: 'answered' } },
    { name: 'share', title: 'Share of time', type: 'share' },
  ],
  chart: { kind: 'bars', along: ['trunk'], drawn: 'duration_ms' },
  drill: { report: 'itemised', by: { trunk: 'trunk', source: 'source' } },
  async *rows(sources, { period, filter }) {
    const found = await sources.sums(period, ['source', 'trunk', 'direction'], filter);
    // Internal calls need no trunk.
    const used = found.filter(
      ({ group: { trunk = null, direction } }) => trunk !== null || direction !== 'internal',
    );
    const all = addSums(used).duration_ms;
    const groups = Map.groupBy(used, ({ group }) => JSON.stringify([group.source, group.trunk]));
    const rows = [...groups.values()].map((sums) => {
      const { calls, legs, answered, duration_ms } = addSums(sums);
      const of = (direction: string): number =>
        addSums(sums.filter(({ group }) => group.direction === direction)).calls;
      const { source = null, trunk = null } = sums[0]?.group ?? {};
      return {
        ...{ source, trunk, incoming: of('incoming'), outgoing: of('outgoing'), calls, legs, answered },
        ...{ duration_ms, average_ms: quotient(duration_ms, answered), share: share(duration_ms, all) },
      };
    });
    yield* rows.sort((one, other) => other.duration_ms - one.duration_ms || other.legs - one.legs);
  },
};
