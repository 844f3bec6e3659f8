import { stringify } from 'csv-stringify/sync';
import { readTotals } from '../../access/totals.ts';
import { TOTAL_GROUPINGS, type Total, type TotalGrouping } from '../../record/day-total.ts';
import { showAmount } from '../../record/money.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';

import type { Command, CommandCall } from '../command.ts';
import { givenDay, isSet, oneOf, optional, usageError } from '../usage.ts';
import { AS_OPTION, sitesOf, viewerOf } from '../viewer.ts';

const FORMATS = ['table', 'csv', 'json'] as const;
const NAMES = Object.keys(TOTAL_GROUPINGS) as TotalGrouping[];
const SUMS = ['calls', 'legs', 'answered', 'minutes', 'cost', 'gone'] as const;

export const totals: Command = {
  name: 'totals',
  summary:
    'Counts, minutes and costs of days, also of calls that have gone by their age, whose legs the last column counts.',
  positionals: '',
  options: {
    from: { value: 'YYYY-MM-DD', summary: 'first local day' },
    to: { value: 'YYYY-MM-DD', summary: 'last local day' },
    by: { value: 'NAME,NAME', summary: `by what: ${NAMES.join(', ')} (default: direction)` },
    held: { value: null, summary: 'held calls too' },
    ...AS_OPTION,
    format: { value: FORMATS.join('|'), summary: 'how to print (default: table)' },
    json: { value: null, summary: 'the same as --format json' },
  },
  example: './ledgerline totals --from 2026-09-01 --to 2026-09-30 --by direction,class',
  writes: false,
  audit: { reads: 'totals' },
  async run(call) {
    const format = isSet(call, 'json') ? 'json' : (oneOf(call, 'format', FORMATS) ?? 'table');
    const by = groupings(call);
    const store = call.reading();
    const wish = {
      from_day: givenDay(call, 'from'),
      to_day: givenDay(call, 'to'),
      held: isSet(call, 'held'),
      sites_of: await sitesOf(store),
    };
    const found = readTotals(store, await viewerOf(call, store), { ...wish, by });
    if (format === 'json') await call.out(`${JSON.stringify(found.map(flat), null, 1)}\n`);
    else if (format === 'csv')
      await call.out(stringify([[...by, ...SUMS], ...found.map((one) => cells(one, by, String))]));
    else if (found.length === 0) await call.out('There are no calls in this period.\n');
    else
      await call.out(
        textTable(
          textColumns([...by, ...SUMS], SUMS),
          found.map((one) => cells(one, by, grouped)),
        ),
      );
    return 0;
  },
};

function groupings(call: CommandCall): TotalGrouping[] {
  const names = (optional(call, 'by') ?? 'direction').split(',').map((name) => name.trim());
  return names.map((given) => {
    const name = NAMES.find((known) => known === given);
    if (name === undefined)
      throw usageError(`--by does not know “${given}”.`, `Known are: ${NAMES.join(', ')}.`);
    return name;
  });
}

function flat({ group, first_day: _, last_day: __, ...sums }: Total): object {
  return { ...group, ...sums };
}

function cells(total: Total, by: readonly TotalGrouping[], shown: (value: number) => string): string[] {
  const minutes = Math.round(total.duration_ms / 60_000);
  return [
    ...by.map((name) => total.group[name] ?? ''),
    ...[total.calls, total.legs, total.answered, minutes].map(shown),
    costText(total.costs),
    shown(total.legs_gone),
  ];
}

/** One currency after the other: what is in two is no sum. */
function costText(costs: Total['costs']): string {
  return Object.entries(costs)
    .map(([currency, micros]) => `${showAmount(micros)} ${currency}`)
    .join(' + ');
}
