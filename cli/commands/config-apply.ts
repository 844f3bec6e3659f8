import type { Command } from '../command.ts';
import { readDocument } from '../configuration-files.ts';
import { putInForce } from '../put-in-force.ts';
import { optional } from '../usage.ts';

export const configApply: Command = {
  name: 'config apply',
  summary: 'Checks a configuration and makes it the one in force, as a new version. Shows what changed.',
  positionals: 'FILE',
  options: { reason: { value: 'TEXT', summary: 'why, for the history' } },
  example: './ledgerline config apply ledgerline.yaml --reason "second site"',
  writes: true,
  audit: { changes: 'configuration' },
  async run(call) {
    await putInForce(call, { ...readDocument(call), reason: optional(call, 'reason') ?? '' });
    return 0;
  },
};
