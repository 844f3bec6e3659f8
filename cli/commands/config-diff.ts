import { changeText, configurationDifference } from '../../settings/configuration-difference.ts';
import type { Command } from '../command.ts';
import { readDocument } from '../configuration-files.ts';
import { activeConfiguration, readConfiguration } from '../service/judging.ts';
import { isSet } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const configDiff: Command = {
  name: 'config diff',
  summary: 'What applying a configuration would change.',
  positionals: 'FILE',
  options: { json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline config diff ledgerline.yaml',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'The configuration is');
    const { name, text } = readDocument(call);
    const changes = configurationDifference(
      await activeConfiguration(call.reading()),
      readConfiguration(text, name),
    );
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(changes, null, 1)}\n`);
    else if (changes.length === 0) await call.out('Nothing would change.\n');
    else for (const change of changes) await call.out(`${changeText(change)}\n`);
    return 0;
  },
};
