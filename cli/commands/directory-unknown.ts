import { readTotals } from '../../access/totals.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { givenDay, isSet } from '../usage.ts';
import { AS_OPTION, sitesOf, viewerOf } from '../viewer.ts';

const COUNTS = ['calls', 'legs', 'minutes'];

export const directoryUnknown: Command = {
  name: 'directory unknown',
  summary:
    'Extensions that have calls and are nobody’s on the days of these: neither a person’s nor a cost centre’s.',
  positionals: '',
  options: {
    from: { value: 'YYYY-MM-DD', summary: 'first local day' },
    to: { value: 'YYYY-MM-DD', summary: 'last local day' },
    ...AS_OPTION,
    json: { value: null, summary: 'as a JSON array' },
  },
  example: './ledgerline directory unknown --from 2026-03-01 --to 2026-03-31',
  writes: false,
  audit: { reads: 'calls' },
  async run(call) {
    const store = call.reading();
    const sites_of = await sitesOf(store);
    const [from_day, to_day] = [givenDay(call, 'from'), givenDay(call, 'to')];
    const by = ['source', 'extension', 'cost_centre', 'person'] as const;
    const totals = readTotals(store, await viewerOf(call, store), {
      from_day,
      to_day,
      by,
      held: false,
      sites_of,
    });
    const found = totals
      .filter(({ group }) => group.extension !== null && group.cost_centre === null && group.person === null)
      .map(({ group, calls, legs, duration_ms }) => ({
        site: sites_of[group.source ?? ''] ?? null,
        ...{ source: group.source ?? null, extension: group.extension ?? null, calls, legs, duration_ms },
      }))
      .sort((one, other) => other.calls - one.calls || other.legs - one.legs);
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(found, null, 1)}\n`);
    else if (found.length === 0) await call.out('Every extension that has calls is somebody’s.\n');
    else
      await call.out(
        textTable(
          textColumns(['site', 'source', 'extension', ...COUNTS], COUNTS),
          found.map(({ site, source, extension, calls, legs, duration_ms }) => [
            ...[site ?? '', source ?? '', extension ?? ''],
            ...[calls, legs, Math.round(duration_ms / 60_000)].map(grouped),
          ]),
        ),
      );
    return 0;
  },
};
