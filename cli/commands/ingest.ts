import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DRIVERS } from '../../processor/drivers.ts';
import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { siteSchema } from '../../processor/site.ts';
import type { IntakeId } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { LineCounts } from '../../record/outcome.ts';
import { ledgerTable } from '../../reports/ledger-table.ts';
import { counted } from '../../reports/text-table.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { ledger } from '../../store/queries/ledger.ts';
import type { Command, CommandCall } from '../command.ts';
import { hintForGivenFile } from '../command-hint.ts';
import { showProgress } from '../progress.ts';
import { activeConfiguration, FILE_LINE_BYTES, judgingOf, NO_CONFIGURATION } from '../service/judging.ts';
import { hasDatabase } from '../service/writer.ts';
import { NOTHING_READ_EXIT, type Taking, takeGivenFile, unreadable } from '../take-given-file.ts';
import { isSet, optional, sameFolder, unknownDriver, usageError } from '../usage.ts';

/** What a packed file may unpack to where no source says so. */
const UNPACK_LIMIT_MIB = 16 * 1024;

export const ingest: Command = {
  name: 'ingest',
  summary: 'Takes files as if a source had delivered them, and prints their ledger.',
  positionals: 'FILE…',
  options: {
    source: { value: 'NAME', summary: 'the source they belong to' },
    driver: {
      value: 'NAME',
      summary: 'how to read them (./ledgerline drivers lists them); not needed for a configured source',
    },
    'time-zone': {
      value: 'ZONE',
      summary: 'zone of printed local times, for example Europe/Berlin (default: UTC)',
    },
    country: { value: 'CC', summary: 'country of the site, for example DE (default: none)' },
    'area-code': { value: 'DIGITS', summary: 'area code of the site without trunk prefix' },
    json: { value: null, summary: 'the ledger of these files as JSON' },
  },
  example:
    './ledgerline ingest --source pbx --driver asterisk-csv --time-zone Europe/Berlin --country DE Master.csv',
  writes: true,
  audit: { runs: 'intake' },
  async run(call) {
    const source = sourceOf(call);
    // Nobody finds a data folder where a command was mistyped, so a fresh one waits until there is something to take.
    const fresh = !hasDatabase(call.folder);
    if (fresh) judgingFor(call, source, NO_CONFIGURATION);
    const taking = fresh ? null : await takingFor(call, source);
    const files = await readableFiles(call);
    const { intakes, taken } =
      files.length === 0
        ? { intakes: [], taken: 0 }
        : await takeFiles(call, taking ?? (await takingFor(call, source)), files);
    const rows = intakes.length === 0 ? [] : await ledger(call.reading().query, 'intake', intakes);
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(rows, null, 1)}\n`);
    else await call.out(rows.length === 0 ? 'No file was taken.\n' : ledgerTable(rows, 'intake'));
    const word = aboutUndefined(rows, `./ledgerline undefined list --source ${source}${sameFolder(call)}`);
    if (word !== null) call.err(word);
    const all = taken === call.positionals.length;
    if (!all || !rows.every(({ sum_holds }) => sum_holds)) return 1;
    return nothingRead(rows) ? NOTHING_READ_EXIT : 0;
  },
};

function sourceOf(call: CommandCall): string {
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

/** The writer, told how the lines of these files are judged, and what holds for taking them. */
async function takingFor(call: CommandCall, source: string): Promise<Taking> {
  const writer = await call.writer();
  const configuration = await activeConfiguration(call.reading());
  writer.judge(judgingFor(call, source, configuration));
  return { writer, source, unpack_limit_bytes: unpackLimitMib(configuration, source) * 1024 * 1024 };
}

/** A file that is handed over is unpacked no further than one that its source would find. */
function unpackLimitMib({ sources }: Configuration, source: string): number {
  const limit = Object.hasOwn(sources, source) ? sources[source]?.options.unpack_limit_mib : undefined;
  return typeof limit === 'number' ? limit : UNPACK_LIMIT_MIB;
}

/** The named files that can be read, as far as that is seen without opening them: a pipe is opened only once. */
async function readableFiles(call: CommandCall): Promise<string[]> {
  const files: string[] = [];
  for (const name of call.positionals) {
    await unlessRefused(call, name, async () => {
      await ensureReadable(resolve(call.cwd, name));
      files.push(name);
    });
  }
  return files;
}

async function takeFiles(
  call: CommandCall,
  taking: Taking,
  names: readonly string[],
): Promise<{ intakes: IntakeId[]; taken: number }> {
  const intakes: IntakeId[] = [];
  let taken = 0;
  const progress = showProgress(call, taking.writer);
  try {
    for (const name of names) {
      await unlessRefused(call, name, async () => {
        intakes.push(...(await takeGivenFile(call, taking, resolve(call.cwd, name))));
        taken += 1;
      });
    }
  } finally {
    progress.end();
  }
  return { intakes, taken };
}

const OF_ONE_FILE = ['FILE_UNREADABLE', 'ARCHIVE_REFUSED', 'FILE_VANISHED'];

/** What is wrong with one file is told, and does not keep the others from being taken. */
async function unlessRefused(call: CommandCall, name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OperationError) || !OF_ONE_FILE.includes(error.code)) throw error;
    call.err(`${name}: ${error.message}\n${hintForGivenFile(error)}\n`);
  }
}

/** There were lines, and the driver could make nothing of any of them but what is no call. */
function nothingRead(rows: readonly LineCounts[]): boolean {
  const unread = rows.some((row) => row.undefined > 0);
  return unread && rows.every((row) => row.calls + row.held + row.duplicates + row.excluded === 0);
}

/** What to do about lines that could not be read; null when there are none. `listing` is the command that lists them. */
function aboutUndefined(rows: readonly LineCounts[], listing: string): string | null {
  const unread = rows.reduce((total, row) => total + row.undefined, 0);
  if (unread === 0) return null;
  const why = nothingRead(rows)
    ? 'No line of this could be read as a call: is it another format? ./ledgerline drivers detect FILE says which driver fits.'
    : `${counted(unread, 'line')} could not be read.`;
  return `${why}\nTheir bytes are kept. ${listing} says what failed.\n`;
}

/** The configured way of reading this source, or the one the options describe. */
function judgingFor(call: CommandCall, source: string, configuration: Configuration): ProcessingSettings {
  const driver = optional(call, 'driver');
  const configured = judgingOf(configuration, source);
  if (configured !== null) {
    const entry = configuration.sources[source];
    if (driver !== null && driver !== entry?.driver && driver !== entry?.format) {
      throw usageError(
        `The source ${source} is configured with the driver ${entry?.format ?? entry?.driver}, not ${driver}.`,
        'Leave --driver out, change the configuration, or use another --source name.',
      );
    }
    const idle = SITE_OPTIONS.find((name) => optional(call, name) !== null);
    if (idle !== undefined) {
      throw usageError(
        `The site of the source ${source} is configured; --${idle} has no say in it.`,
        `Leave --${idle} out, change the configuration, or use another --source name.`,
      );
    }
    return configured;
  }
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

/** What stands in for a configured site. */
const SITE_OPTIONS = ['time-zone', 'country', 'area-code'] as const;

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

async function ensureReadable(path: string): Promise<void> {
  try {
    const found = await stat(path);
    if (!found.isFile() && !found.isFIFO() && !found.isCharacterDevice())
      throw new Error(found.isDirectory() ? 'it is a folder' : 'it is no file');
    await access(path, constants.R_OK);
  } catch (cause) {
    throw unreadable(cause);
  }
}
