import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { quotient, sumRows } from '../sum-rows.ts';

const USUAL = 50;

/** The dearest or longest calls, or the numbers that were called most. */
export const topCalls: Report = {
  name: 'top-calls',
  title: 'Top calls',
  summary: 'The dearest or the longest calls, or the numbers that were called most often.',
  parameters: [...COST_PARAMETERS, 'by', 'limit'],
  choices: ['cost', 'duration', 'count'],
  columns: ({ by }) => [
    { name: 'rank', title: 'Rank', type: 'number' },
    ...(by === 'count'
      ? ([
          { name: 'called', title: 'Called party', type: 'text' },
          { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
          {
            name: 'average_ms',
            title: 'Average',
            type: 'duration',
            total: { of: 'duration_ms', by: 'calls' },
          },
        ] as const)
      : ([
          { name: 'id', title: 'Call', type: 'number' },
          { name: 'started_at', title: 'Start', type: 'time' },
          { name: 'extension', title: 'Extension', type: 'text' },
          { name: 'calling', title: 'Calling party', type: 'text' },
          { name: 'called', title: 'Called party', type: 'text' },
          { name: 'class', title: 'Class', type: 'text' },
          { name: 'trunk', title: 'Trunk', type: 'text' },
        ] as const)),
    { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
    { name: 'cost_micros', title: 'Cost', type: 'money', total: 'sum' },
    { name: 'currency', title: 'Currency', type: 'text' },
  ],
  async *rows(sources, { period, filter, by = 'cost', limit = USUAL }) {
    let rank = 0;
    if (by === 'count') {
      // One more, because calls to nobody known can be among the first.
      const { groups } = await sources.topSums(period, ['called'], filter, {
        order: 'calls',
        limit: limit + 1,
      });
      const known = groups.filter(({ group }) => group.called !== null);
      for (const sums of known.slice(0, limit)) {
        rank += 1;
        for (const row of sumRows(sums))
          yield {
            ...row,
            rank,
            called: sums.group.called ?? null,
            average_ms: quotient(Number(row.duration_ms), Number(row.calls)),
          };
      }
      return;
    }
    const order = { by: by === 'duration' ? ('duration' as const) : ('cost' as const), limit };
    for (const call of await sources.topCalls(period, filter, order)) {
      const { id, started_at, extension, calling, called, trunk, duration_ms, cost_micros, currency } = call;
      yield {
        ...{ rank: ++rank, id, started_at, extension, calling, called, class: call.destination_class, trunk },
        ...{ duration_ms, cost_micros: cost_micros ?? 0, currency },
      };
    }
  },
};
