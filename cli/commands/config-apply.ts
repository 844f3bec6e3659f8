import { changeText, configurationDifference } from '../../settings/configuration-difference.ts';
import type { Command } from '../command.ts';
import { readDocument } from '../configuration-files.ts';
import { activeConfiguration, readConfiguration } from '../judging.ts';
import { optional } from '../usage.ts';

export const configApply: Command = {
  name: 'config apply',
  summary: 'Checks a configuration and makes it the one in force, as a new version. Shows what changed.',
  positionals: 'FILE',
  options: { reason: { value: 'TEXT', summary: 'why, for the history' } },
  example: './ledgerline config apply ledgerline.yaml --reason "second site"',
  writes: true,
  async run(call) {
    const { name, text } = readDocument(call);
    const configuration = readConfiguration(text, name);
    const writer = await call.writer();
    const changes = configurationDifference(await activeConfiguration(call.reading()), configuration);
    const version = await writer.store.addConfigurationVersion({
      applied_at: call.now(),
      applied_by: call.principal,
      reason: optional(call, 'reason') ?? '',
      text,
    });
    await writer.configurationChanged(configuration);
    for (const change of changes) await call.out(`${changeText(change)}\n`);
    await call.out(
      `Version ${version} is in force${changes.length === 0 ? '; nothing changed by it' : ''}.\n`,
    );
    return 0;
  },
};
