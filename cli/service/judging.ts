import { SOURCES } from '../../collector/sources.ts';
import { DEFAULT_DIRECTORY } from '../../directory/settings.ts';
import { DEFAULT_SCHEDULE } from '../../maintenance/schedule.ts';
import { DEFAULT_CALL_MEMORY } from '../../privacy/call-memory.ts';
import { DEFAULT_PRIVACY, type PrivacyPolicy } from '../../privacy/policy.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { NO_TARIFF_SETTINGS } from '../../processor/rating/tariff-settings.ts';
import { FRAMINGS, type Framing } from '../../record/framing.ts';
import { OperationError } from '../../record/operation-error.ts';
import { counted } from '../../reports/text-table.ts';
import { NO_ATTACHMENTS } from '../../settings/attachment-settings.ts';
import type { Configuration, ConfigurationLists } from '../../settings/configuration.ts';
import { loadConfiguration, problemText } from '../../settings/load-configuration.ts';
import { configurationVersions } from '../../store/queries/intakes.ts';
import type { ReadingConnection } from '../../store/reading-connection.ts';

export const LISTS: ConfigurationLists = { drivers: DRIVERS, sources: SOURCES };

/** Bytes of a line: what a file may have, and what a stream may. */
export const FILE_LINE_BYTES = 64 * 1024;
const STREAM_LINE_BYTES = 8 * 1024;

export const NO_CONFIGURATION: Configuration = {
  sites: {},
  formats: {},
  sources: {},
  thresholds: [],
  trunks: {},
  report_schedules: {},
  mail: null,
  tariffs: NO_TARIFF_SETTINGS,
  budgets: [],
  mark_ups: [],
  exchange_rates: [],
  privacy: DEFAULT_PRIVACY,
  retention: null,
  roles: {},
  users: {},
  call_memory: DEFAULT_CALL_MEMORY,
  audit: { checkpoints: [] },
  schedule: DEFAULT_SCHEDULE,
  backup: null,
  attachments: NO_ATTACHMENTS,
  archive: null,
  directory: DEFAULT_DIRECTORY,
  ldap: {},
};

/** A document with thousands of profiles takes as long to read as thousands of lines, and is asked for several times in one command. */
let lastRead: { readonly text: string; readonly configuration: Configuration } | null = null;

/** The newest applied configuration; an empty one where none was ever applied. */
export async function activeConfiguration(
  store: Pick<ReadingConnection, 'connection'>,
): Promise<Configuration> {
  const [newest] = configurationVersions(store.connection);
  if (newest === undefined) return NO_CONFIGURATION;
  const { id, text } = newest;
  if (lastRead?.text !== text) lastRead = { text, configuration: readConfiguration(text, `version ${id}`) };
  return lastRead.configuration;
}

/** A document that must be sound; its problems as one OperationError, each with its line. */
export function readConfiguration(text: string, name: string): Configuration {
  const loaded = loadConfiguration(text, LISTS);
  if (loaded.ok) return loaded.configuration;
  const problems = loaded.problems.map((problem) => problemText(problem, name));
  throw new OperationError(
    'CONFIGURATION_INVALID',
    `The configuration has ${counted(problems.length, 'problem')}:\n${problems.join('\n')}`,
    {
      hint: 'Correct these lines; nothing was changed.',
    },
  );
}

/** How the lines of a configured source are judged; null when it is not configured. */
export function judgingOf(configuration: Configuration, source: string): ProcessingSettings | null {
  const entry = Object.hasOwn(configuration.sources, source) ? configuration.sources[source] : undefined;
  const site = entry === undefined ? undefined : configuration.sites[entry.site];
  if (entry === undefined || site === undefined) return null;
  const stream = LISTS.sources[entry.kind]?.stream === true;
  return {
    source,
    driver: entry.driver,
    driver_options: entry.driver_options,
    encoding: entry.encoding,
    cut: { framing: framingOf(entry.options.framing), limit: limitOf(entry.driver, stream) },
    site,
    thresholds: configuration.thresholds,
    stream,
    privacy: policyOf(configuration.privacy, entry.not_collected),
  };
}

/** The policy for a source that names further fields not to be collected. */
function policyOf(policy: PrivacyPolicy, notCollected: readonly string[]): PrivacyPolicy {
  return { ...policy, not_collected: [...new Set([...policy.not_collected, ...notCollected])] };
}

/** How a file of a source is judged whose records come as a stream: it may be old, and have longer lines. */
export function judgedAsFile(settings: ProcessingSettings): ProcessingSettings {
  if (!settings.stream) return settings;
  return { ...settings, stream: false, cut: { ...settings.cut, limit: FILE_LINE_BYTES } };
}

/** A line without an end must not fill a stream; records that are no lines are longer, and end by themselves. */
function limitOf(driver: string, stream: boolean): number {
  return stream && DRIVERS[driver]?.units === undefined ? STREAM_LINE_BYTES : FILE_LINE_BYTES;
}

function framingOf(option: unknown): Framing {
  return FRAMINGS.find((framing) => framing === option) ?? 'line';
}
