import { countedCalls } from '../../reports/call-count.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { changeText, configurationDifference } from '../../settings/configuration-difference.ts';
import { loadConfiguration } from '../../settings/load-configuration.ts';
import { configurationVersions } from '../../store/queries/intakes.ts';
import type { Command, CommandCall } from '../command.ts';
import { readDocument } from '../configuration-files.ts';
import { LISTS, NO_CONFIGURATION, readConfiguration } from '../service/judging.ts';
import { sortHeld } from '../service/sort-held.ts';
import { sourcePlaces } from '../service/source-places.ts';
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
    // For what it refuses: a source must not collect from the store.
    sourcePlaces(configuration, call.folder);
    const writer = await call.writer();
    const before = await configurationBefore(call);
    const changes = before === null ? [] : configurationDifference(before, configuration);
    const version = await writer.store.addConfigurationVersion({
      applied_at: call.now(),
      applied_by: call.principal,
      reason: optional(call, 'reason') ?? '',
      text,
    });
    await writer.configurationChanged(configuration);
    const sorted = await sortHeld(call, writer, configuration.thresholds);
    for (const change of changes) await call.out(`${changeText(change)}\n`);
    if (sorted.held.legs + sorted.released.legs > 0) {
      const { held, released } = sorted;
      await call.out(
        `Held by the thresholds now: ${countedCalls(held)}. Not held any more: ${countedCalls(released)}.\n`,
      );
    }
    await call.out(`Version ${version} is in force${resultOf(before, changes)}.\n`);
    return 0;
  },
};

/** What is replaced; null for a version that this program does not understand, which must not stay for ever. */
async function configurationBefore(call: CommandCall): Promise<Configuration | null> {
  const [newest] = await configurationVersions(call.reading().query);
  if (newest === undefined) return NO_CONFIGURATION;
  const loaded = loadConfiguration(newest.text, LISTS);
  return loaded.ok ? loaded.configuration : null;
}

function resultOf(before: Configuration | null, changes: readonly unknown[]): string {
  if (before === null) return '; the one before it is not understood by this program and cannot be compared';
  return changes.length === 0 ? '; nothing changed by it' : '';
}
