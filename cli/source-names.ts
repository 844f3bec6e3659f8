import { suggestion } from '../settings/describe-issues.ts';
import { loadConfiguration } from '../settings/load-configuration.ts';
import { configurationVersions } from '../store/queries/intakes.ts';
import { sourceNames } from '../store/queries/source-names.ts';
import type { CommandCall } from './command.ts';
import { LISTS } from './service/judging.ts';
import { usageError } from './usage.ts';

/** A source that is neither configured nor ever brought something is a mistyped one: nothing found would hide that. */
export async function ensureKnownSource(call: CommandCall, name: string): Promise<void> {
  const { connection } = call.reading();
  const met = sourceNames(connection);
  if (met.includes(name)) return;
  const [newest] = configurationVersions(connection);
  // One that this program does not understand names none; whatever came before is still looked at.
  const loaded = newest === undefined ? null : loadConfiguration(newest.text, LISTS);
  const configured = loaded?.ok === true ? Object.keys(loaded.configuration.sources) : [];
  if (configured.includes(name)) return;
  const known = [...new Set([...met, ...configured])].sort();
  throw usageError(
    `There is no source ${name}${suggestion(name, known)}`,
    known.length === 0
      ? 'No source is configured and none brought anything yet.'
      : `Sources: ${known.join(', ')}.`,
  );
}
