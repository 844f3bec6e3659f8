import { DRIVERS } from '../processor/drivers.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import type { Configuration } from '../settings/configuration.ts';
import { FILE_LINE_BYTES } from './service/judging.ts';

/** A way of reading a file that is tried on it. */
export interface DriverCandidate {
  readonly name: string;
  readonly settings: ProcessingSettings;
}

/** Every driver that reads without a definition. */
export function builtCandidates(): DriverCandidate[] {
  return Object.entries(DRIVERS).flatMap(([name, { options }]) => {
    const parsed = options.safeParse({});
    return parsed.success ? [{ name, settings: settingsOf(name, parsed.data) }] : [];
  });
}

/** Every format of a configuration. */
export function formatCandidates({ formats }: Pick<Configuration, 'formats'>): DriverCandidate[] {
  return Object.entries(formats).map(([name, { driver, options }]) => ({
    name,
    settings: settingsOf(driver, options),
  }));
}

function settingsOf(driver: string, options: unknown): ProcessingSettings {
  return {
    source: 'detect',
    driver,
    driver_options: options,
    encoding: 'auto',
    cut: { framing: 'line', limit: FILE_LINE_BYTES },
    site: siteSchema.parse({}),
    thresholds: [],
    stream: false,
  };
}
