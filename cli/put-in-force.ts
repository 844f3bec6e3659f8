import { countedCalls } from '../reports/call-count.ts';
import type { Configuration } from '../settings/configuration.ts';
import { changeText, configurationDifference } from '../settings/configuration-difference.ts';
import { loadConfiguration } from '../settings/load-configuration.ts';
import { configurationVersions } from '../store/queries/intakes.ts';
import type { CommandCall } from './command.ts';
import { readOtherwise, readOtherwiseText } from './read-otherwise.ts';
import { LISTS, NO_CONFIGURATION, readConfiguration } from './service/judging.ts';
import { sortHeld } from './service/sort-held.ts';
import { sourcePlaces } from './service/source-places.ts';
import { sameFolder } from './usage.ts';

/** A document that is to be in force; `name` is what its problems are told with. */
interface Document {
  readonly name: string;
  readonly text: string;
  readonly reason: string;
}

/** Checks a document, stores it as the newest version, has the service follow it, and tells what changed. */
export async function putInForce(call: CommandCall, { name, text, reason }: Document): Promise<void> {
  const configuration = readConfiguration(text, name);
  // For what it refuses: a source must not collect from the store.
  sourcePlaces(configuration, call.folder);
  const writer = await call.writer();
  const before = await configurationBefore(call);
  const changes = before === null ? [] : configurationDifference(before, configuration);
  const version = await writer.store.addConfigurationVersion({
    applied_at: call.now(),
    applied_by: call.principal,
    reason,
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
  await call.out(readOtherwiseText(await readOtherwise(call.reading(), configuration), sameFolder(call)));
}

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
