import { loadReports } from '../../reports/reports.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { isSet } from '../usage.ts';

export const reportList: Command = {
  name: 'report list',
  summary: 'The reports there are.',
  positionals: '',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline report list',
  writes: false,
  storeless: true,
  audit: 'none',
  async run(call) {
    const known = Object.values(await loadReports());
    if (isSet(call, 'json')) {
      const rows = known.map(({ name, title, summary, parameters }) => ({
        name,
        title,
        summary,
        parameters,
      }));
      await call.out(`${JSON.stringify(rows, null, 1)}\n`);
      return 0;
    }
    const rows = known.map(({ name, summary }) => [name, summary]);
    await call.out(textTable(textColumns(['report', 'what it tells']), rows));
    return 0;
  },
};
