import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { WritingStore } from '../../store/store.ts';
import { judgingOf } from './judging.ts';

/** How lines of a source are judged by the configuration in force. */
export async function settingsIn(
  inForce: Configuration,
  source: string,
  store: WritingStore,
): Promise<ProcessingSettings> {
  return judgingOf(inForce, source) ?? (await lastSettings(store, source, inForce));
}

/** Of a source that is not configured. Thresholds are the same for every source. */
async function lastSettings(
  store: WritingStore,
  source: string,
  { thresholds }: Configuration,
): Promise<ProcessingSettings> {
  const settings = await store.lastSettings(source);
  if (settings !== null) return { ...(JSON.parse(settings) as ProcessingSettings), thresholds };
  throw new OperationError('CONFIGURATION_INVALID', `The source ${source} is not configured.`, {
    hint: 'Name its driver in the configuration, or run the ingest command for it again.',
  });
}
