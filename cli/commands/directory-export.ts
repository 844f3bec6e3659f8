import { stringify } from 'csv-stringify/sync';
import { listEntries, listHistory } from '../../directory/list-entries.ts';
import { withGuard } from '../../directory/spreadsheet-text.ts';
import type { Command } from '../command.ts';
import { givenList, openDirectory } from '../directory-desk.ts';
import { isSet, optional, usageError } from '../usage.ts';
import { AS_OPTION } from '../viewer.ts';

export const directoryExport: Command = {
  name: 'directory export',
  summary: 'Writes a list of the directory as CSV that can be imported again; no cell of it is a formula.',
  positionals: 'LIST',
  options: {
    on: { value: 'YYYY-MM-DD', summary: 'as it is on this day (default: today)' },
    history: { value: null, summary: 'all days, a line for each stretch of them' },
    ...AS_OPTION,
  },
  example: './ledgerline directory export extensions --history > extensions.csv',
  writes: false,
  audit: { reads: 'directory' },
  async run(call) {
    const list = givenList(call.positionals[0]);
    const history = isSet(call, 'history');
    if (history && optional(call, 'on') !== null)
      throw usageError('--history has all days, --on one.', 'Give one of them.');
    const { directory, day } = await openDirectory(call);
    const rows = history ? listHistory(directory, list) : listEntries(directory, list, day);
    const names = list.columns.map(({ name }) => name);
    const columns = history ? names : names.filter((name) => name !== 'from' && name !== 'to');
    const cells = rows.map((row) => columns.map((name) => withGuard(row[name] ?? '')));
    await call.out(stringify([columns, ...cells], { record_delimiter: 'windows' }));
    return 0;
  },
};
