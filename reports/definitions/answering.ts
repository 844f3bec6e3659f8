import type { Sums } from '../../record/call-sums.ts';
import { UNASSIGNED } from '../cost-centre-tree.ts';
import { directoryNames } from '../directory-names.ts';
import type { Report, ReportColumn } from '../report.ts';
import { PARAMETERS_BESIDE_DIRECTION } from '../report-parameters.ts';
import { quotient, share } from '../sum-rows.ts';

const USUAL_SECONDS = 20;

/** How fast incoming calls are answered. Legs are counted: a call that rang at two extensions was one for each of them. */
export const answering: Report = {
  name: 'answering',
  title: 'Answering of incoming calls',
  summary: 'How many incoming calls each extension or cost centre answers, and how fast.',
  parameters: [...PARAMETERS_BESIDE_DIRECTION, 'by', 'seconds'],
  choices: ['extension', 'cost_centre'],
  columns: ({ by, seconds = USUAL_SECONDS }): ReportColumn[] => [
    by === 'cost_centre'
      ? { name: 'cost_centre', title: 'Cost centre', type: 'text' }
      : { name: 'extension', title: 'Extension', type: 'text' },
    ...(by === 'cost_centre' ? [{ name: 'name', title: 'Name', type: 'text' } as const] : []),
    { name: 'calls', title: 'Calls in', type: 'count', total: 'sum' },
    { name: 'legs', title: 'Legs', type: 'count', total: 'sum' },
    { name: 'answered', title: 'Answered', type: 'count', total: 'sum' },
    { name: 'answered_share', title: 'Share', type: 'share', total: { of: 'answered', by: 'legs' } },
    { name: 'within', title: `Within ${seconds} s`, type: 'count', total: 'sum' },
    { name: 'within_share', title: 'Share within', type: 'share', total: { of: 'within', by: 'legs' } },
    { name: 'timed', title: 'Timed', type: 'count', total: 'sum' },
    { name: 'ring_ms', title: 'Time to answer', type: 'duration', total: 'sum' },
    { name: 'average_ring_ms', title: 'Average', type: 'duration', total: { of: 'ring_ms', by: 'timed' } },
    { name: 'longest_ring_ms', title: 'Longest', type: 'duration' },
  ],
  chart: { kind: 'bars', along: ['cost_centre', 'extension'], drawn: 'average_ring_ms' },
  async *rows(sources, { period, filter, by = 'extension', seconds = USUAL_SECONDS }) {
    const names = directoryNames(await sources.directory());
    const key = by as 'extension' | 'cost_centre';
    const incoming = { ...filter, direction: 'incoming' } as const;
    const all = await sources.sums(period, [key], incoming);
    const answered = foundBy(await sources.sums(period, [key], { ...incoming, answered: true }), key);
    const within = { ...incoming, answered: true, max_ring_ms: seconds * 1000 };
    const fast = foundBy(await sources.sums(period, [key], within), key);
    for (const sums of [...all].sort((one, other) => other.legs - one.legs)) {
      const { group, calls, legs, answered: taken } = sums;
      const value = group[key] ?? null;
      const { rings: timed, ring_ms, longest_ring_ms } = answered(value) ?? {};
      // How long a call that has gone rang, nobody knows any more.
      const unknown = sums.legs_gone > 0 ? null : 0;
      // Nor of answered legs of which no ringing is recorded how many were in time.
      const isTimed = unknown !== null && (taken === 0 || timed !== 0);
      const inTime = isTimed ? (fast(value)?.legs ?? 0) : null;
      yield {
        ...{
          [key]: key === 'cost_centre' ? (value ?? UNASSIGNED) : value,
          name: names.unit(value),
          calls,
          legs,
          answered: taken,
        },
        ...{ answered_share: share(taken, legs), within: inTime },
        within_share: inTime === null ? null : share(inTime, legs),
        ...{
          timed: timed ?? unknown,
          ring_ms: ring_ms ?? unknown,
          average_ring_ms: quotient(ring_ms ?? 0, timed ?? 0),
        },
        longest_ring_ms: timed === 0 ? null : (longest_ring_ms ?? null),
      };
    }
  },
};

function foundBy(
  found: readonly Sums[],
  key: 'extension' | 'cost_centre',
): (value: string | null) => Sums | undefined {
  const groups = new Map(found.map((sums) => [sums.group[key] ?? null, sums]));
  return (value) => groups.get(value);
}
