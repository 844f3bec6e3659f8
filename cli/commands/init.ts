import type { Command } from '../command.ts';
import { sameFolder } from '../usage.ts';

export const init: Command = {
  name: 'init',
  summary: 'Makes the data folder with its key and database, or brings an existing one up to date.',
  positionals: '',
  options: {},
  example: './ledgerline init --data /var/lib/ledgerline',
  writes: true,
  audit: { changes: 'data folder' },
  async run(call) {
    await call.writer();
    const folder = sameFolder(call);
    await call.out(
      `The data folder ${call.folder} is ready.\nNext: ./ledgerline config apply FILE${folder}, then ./ledgerline serve${folder}.\n`,
    );
    return 0;
  },
};
