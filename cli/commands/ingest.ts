import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { IntakeId } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { LineCounts } from '../../record/outcome.ts';
import { ledgerTable } from '../../reports/ledger-table.ts';
import { counted } from '../../reports/text-table.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { ledger } from '../../store/queries/ledger.ts';
import type { Command, CommandCall } from '../command.ts';
import { hintForGivenFile } from '../command-hint.ts';
import { givenSource, judgingFor, SITE_OPTIONS } from '../given-judging.ts';
import { showProgress } from '../progress.ts';
import { activeConfiguration, NO_CONFIGURATION } from '../service/judging.ts';
import { hasDatabase } from '../service/writer.ts';
import { NOTHING_READ_EXIT, type Taking, takeGivenFile, unreadable } from '../take-given-file.ts';
import { isSet, optional, sameFolder } from '../usage.ts';

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
    ...SITE_OPTIONS,
    backfill: {
      value: null,
      summary: 'files of the past: their calls enter no call memory, where they would push out newer ones',
    },
    json: { value: null, summary: 'the ledger of these files as JSON' },
  },
  example:
    './ledgerline ingest --source pbx --driver asterisk-csv --time-zone Europe/Berlin --country DE Master.csv',
  writes: true,
  audit: { runs: 'intake' },
  async run(call) {
    const source = givenSource(call);
    // Nobody finds a data folder where a command was mistyped, so a fresh one waits until there is something to take.
    const fresh = !hasDatabase(call.folder);
    if (fresh) judgingFor(call, source, NO_CONFIGURATION, optional(call, 'driver'));
    const taking = fresh ? null : await takingFor(call, source);
    const files = await readableFiles(call);
    const { intakes, taken } =
      files.length === 0
        ? { intakes: [], taken: 0 }
        : await takeFiles(call, taking ?? (await takingFor(call, source)), files);
    const rows = intakes.length === 0 ? [] : ledger(call.reading().connection, 'intake', intakes);
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(rows, null, 1)}\n`);
    else await call.out(rows.length === 0 ? 'No file was taken.\n' : ledgerTable(rows, 'intake'));
    const word = aboutUndefined(rows, `./ledgerline undefined list --source ${source}${sameFolder(call)}`);
    if (word !== null) call.err(word);
    const all = taken === call.positionals.length;
    if (!all || !rows.every(({ sum_holds }) => sum_holds)) return 1;
    return nothingRead(rows) ? NOTHING_READ_EXIT : 0;
  },
};

/** The writer, told how the lines of these files are judged, and what holds for taking them. */
async function takingFor(call: CommandCall, source: string): Promise<Taking> {
  const writer = await call.writer();
  const configuration = await activeConfiguration(call.reading());
  writer.judge(judgingFor(call, source, configuration, optional(call, 'driver')));
  return {
    ...{ writer, source, backfill: isSet(call, 'backfill') },
    unpack_limit_bytes: unpackLimitMib(configuration, source) * 1024 * 1024,
  };
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
