import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_PRIVACY } from '../privacy/policy.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { counted } from '../reports/text-table.ts';
import type { Configuration } from '../settings/configuration.ts';
import { settingsInUse } from '../store/queries/settings-in-use.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { judgedAsFile, judgingOf } from './service/judging.ts';

/** What a source brought before that was read by other settings than a configuration has for it. */
interface ReadOtherwise {
  readonly source: string;
  readonly intakes: ReadonlySet<number>;
  /** The settings that differ, in the words of the document. */
  readonly differing: ReadonlySet<string>;
}

/**
 * Sources of which stored lines were read by other settings than these. Thresholds are none of them: stored calls are
 * sorted by new ones at once. A source that is not configured is read as before.
 */
export async function readOtherwise(
  { connection }: ReadingStore,
  configuration: Configuration,
): Promise<ReadOtherwise[]> {
  const found = new Map<string, { source: string; intakes: Set<number>; differing: Set<string> }>();
  for (const { source, stream, settings, intakes } of settingsInUse(connection)) {
    const now = judgingOf(configuration, source);
    if (now === null) continue;
    const before = JSON.parse(settings) as ProcessingSettings;
    const differing = differingSettings(before, stream ? now : judgedAsFile(now));
    if (differing.length === 0) continue;
    const known = found.get(source) ?? { source, intakes: new Set(), differing: new Set() };
    for (const intake of intakes) known.intakes.add(intake);
    for (const setting of differing) known.differing.add(setting);
    found.set(source, known);
  }
  return [...found.values()];
}

/** What to say of them after a configuration was put in force; empty where there are none. */
export function readOtherwiseText(found: readonly ReadOtherwise[], folder: string): string {
  const [only, ...others] = found;
  if (only === undefined) return '';
  const lines = found.map(
    ({ source, intakes, differing }) =>
      `  ${source}: ${counted(intakes.size, 'intake')}, by another ${[...differing].join(', ')}`,
  );
  const of = others.length === 0 ? ` --source ${only.source}` : '';
  const next = `./ledgerline replay --plan${of}${folder} says what reading it again would change.`;
  return `What came before was read by other settings and stays as it is:\n${lines.join('\n')}\n${next}\n`;
}

function differingSettings(before: ProcessingSettings, now: ProcessingSettings): string[] {
  const [was, is] = [asRead(before), asRead(now)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => !isDeepStrictEqual(was[name], is[name]),
  );
}

/** What decides how a line is read, as it is stored. */
function asRead({ driver, driver_options, encoding, cut, site, privacy }: ProcessingSettings) {
  const places = Object.entries(site).map(([name, value]) => [`site.${name}`, value] as const);
  const read = {
    ...{ driver, 'definition or driver_options': driver_options, encoding, framing: cut },
    ...Object.fromEntries(places),
    privacy: privacy ?? DEFAULT_PRIVACY,
  };
  return JSON.parse(JSON.stringify(read)) as Record<string, unknown>;
}
