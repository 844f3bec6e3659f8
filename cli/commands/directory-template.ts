import { stringify } from 'csv-stringify/sync';
import type { Command } from '../command.ts';
import { givenList } from '../directory-desk.ts';

export const directoryTemplate: Command = {
  name: 'directory template',
  summary:
    'Prints a file to begin with: the columns of cost-centres, people, extensions, account-codes or contacts.',
  positionals: 'LIST',
  options: {},
  example: './ledgerline directory template extensions > extensions.csv',
  writes: false,
  audit: 'none',
  async run(call) {
    const { columns } = givenList(call.positionals[0]);
    const rows = [columns.map(({ name }) => name), columns.map(({ example }) => example)];
    await call.out(stringify(rows, { record_delimiter: 'windows' }));
    return 0;
  },
};
