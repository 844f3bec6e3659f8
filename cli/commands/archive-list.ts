import { showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { archivedMonths } from '../archived-months.ts';
import type { Command } from '../command.ts';
import { isSet } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const archiveList: Command = {
  name: 'archive list',
  summary:
    'Lists the months of which calls are archived, where their files stand, and what is back for a time.',
  positionals: '',
  options: { json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline archive list',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'Archives are');
    const months = await archivedMonths(call);
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(months, null, 1)}\n`);
    else if (months.length === 0)
      await call.out('Nothing is archived. docs/archive.md says how to have old calls archived.\n');
    else {
      const rows = months.flatMap(({ month, calls, bytes, back_until, files }) =>
        files.map(({ target, trouble }) => [
          month,
          grouped(calls),
          grouped(bytes),
          back_until === null ? '' : showTime(back_until, 0),
          trouble ?? 'there',
          target,
        ]),
      );
      const names = ['month', 'calls', 'bytes', 'back until', 'state', 'target'];
      await call.out(textTable(textColumns(names, ['calls', 'bytes']), rows));
    }
    return months.some(({ files }) => files.some(({ trouble }) => trouble !== null)) ? 1 : 0;
  },
};
