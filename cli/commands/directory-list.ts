import { listEntries } from '../../directory/list-entries.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { givenList, openDirectory } from '../directory-desk.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION } from '../viewer.ts';

export const directoryList: Command = {
  name: 'directory list',
  summary: 'A list of the directory as it is on a day.',
  positionals: 'LIST',
  options: {
    on: { value: 'YYYY-MM-DD', summary: 'the day (default: today)' },
    ...AS_OPTION,
    json: { value: null, summary: 'as a JSON array' },
  },
  example: './ledgerline directory list extensions --on 2026-03-15',
  writes: false,
  audit: { reads: 'directory' },
  async run(call) {
    const list = givenList(call.positionals[0]);
    const { directory, day } = await openDirectory(call);
    const rows = listEntries(directory, list, day);
    if (isSet(call, 'json')) {
      const shown = rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, text]) => [name, text === '' ? null : text])),
      );
      await call.out(`${JSON.stringify(shown, null, 1)}\n`);
    } else if (rows.length === 0)
      await call.out(`There are no ${list.name.replace('-', ' ')} on this day.\n`);
    else {
      const columns = list.columns.map(({ name }) => name).filter((name) => name !== 'from' && name !== 'to');
      const cells = rows.map((row) => columns.map((name) => row[name] ?? ''));
      await call.out(textTable(textColumns(columns), cells));
    }
    return 0;
  },
};
