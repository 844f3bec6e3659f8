import { DRIVERS } from '../processor/drivers.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import type { Configuration } from '../settings/configuration.ts';
import type { CommandCall } from './command.ts';
import { FILE_LINE_BYTES, judgingOf } from './service/judging.ts';
import { optional, unknownDriver, usageError } from './usage.ts';

/** What stands in for a configured site. */
export const SITE_OPTIONS = {
  'time-zone': {
    value: 'ZONE',
    summary: 'zone of printed local times, for example Europe/Berlin (default: UTC)',
  },
  country: { value: 'CC', summary: 'country of the site, for example DE (default: none)' },
  'area-code': { value: 'DIGITS', summary: 'area code of the site without trunk prefix' },
} as const;

/** The source that files which a person hands over belong to. */
export function givenSource(call: CommandCall): string {
  const source = optional(call, 'source');
  if (source === null)
    throw usageError(
      '--source is missing.',
      'Say which source the files belong to, for example --source pbx.',
    );
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(source)) return source;
  throw usageError(
    `${source} cannot be the name of a source.`,
    'Use letters, digits, . _ and -, beginning with a letter or digit.',
  );
}

/** The configured way of reading this source, or the one the options describe. */
export function judgingFor(
  call: CommandCall,
  source: string,
  configuration: Configuration,
  driver: string | null,
): ProcessingSettings {
  const configured = judgingOf(configuration, source);
  if (configured !== null) {
    const entry = configuration.sources[source];
    if (driver !== null && driver !== entry?.driver && driver !== entry?.format) {
      throw usageError(
        `The source ${source} is configured with the driver ${entry?.format ?? entry?.driver}, not ${driver}.`,
        optional(call, 'driver') === null
          ? 'Use another --source name: these files are no records of that system.'
          : 'Leave --driver out, change the configuration, or use another --source name.',
      );
    }
    const idle = SITE_NAMES.find((name) => optional(call, name) !== null);
    if (idle !== undefined) {
      throw usageError(
        `The site of the source ${source} is configured; --${idle} has no say in it.`,
        `Leave --${idle} out, change the configuration, or use another --source name.`,
      );
    }
    return configured;
  }
  return judgedAsGiven(call, source, configuration, driver);
}

/** Of a source that is not configured. */
function judgedAsGiven(
  call: CommandCall,
  source: string,
  configuration: Configuration,
  driver: string | null,
): ProcessingSettings {
  if (driver === null)
    throw usageError(
      '--driver is missing.',
      `The source ${source} is not configured; name its driver (./ledgerline drivers lists them).`,
    );
  const format = Object.hasOwn(configuration.formats, driver) ? configuration.formats[driver] : undefined;
  if (format === undefined && !Object.hasOwn(DRIVERS, driver)) {
    throw unknownDriver(driver, [...Object.keys(DRIVERS), ...Object.keys(configuration.formats)]);
  }
  const options = DRIVERS[format?.driver ?? driver]?.options.safeParse(format?.options ?? {});
  if (options?.success !== true) {
    throw usageError(
      `The driver ${driver} needs a definition.`,
      'Define a format in the configuration and name it with --driver.',
    );
  }
  return {
    source,
    driver: format?.driver ?? driver,
    driver_options: options.data,
    encoding: 'auto',
    cut: { framing: 'line', limit: FILE_LINE_BYTES },
    site: siteFor(call),
    thresholds: configuration.thresholds,
    stream: false,
    privacy: configuration.privacy,
  };
}

const SITE_NAMES = ['time-zone', 'country', 'area-code'] as const;

function siteFor(call: CommandCall): ProcessingSettings['site'] {
  const given = {
    time_zone: optional(call, 'time-zone'),
    country: optional(call, 'country')?.toUpperCase() ?? null,
    area_code: optional(call, 'area-code'),
  };
  const site = siteSchema.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
  );
  if (site.success) return site.data;
  const [issue] = site.error.issues;
  throw usageError(
    `--${String(issue?.path[0] ?? '').replaceAll('_', '-')}: ${issue?.message ?? 'not allowed'}.`,
    'Examples: --time-zone Europe/Berlin --country DE --area-code 30',
  );
}
