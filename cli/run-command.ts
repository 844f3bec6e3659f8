import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import type { Command, CommandCall, CommandSurroundings } from './command.ts';
import { hintForCommand } from './command-hint.ts';
import { findCommand, readOptions, refuseMisuse } from './command-line.ts';
import { loadCommands } from './commands.ts';
import { PROGRAM } from './program.ts';
import { registerReader } from './service/own-readers.ts';
import type { Writer } from './service/writer.ts';
import { helpOf } from './usage.ts';

const USAGE_EXIT = 2;
/** As shells report a program that SIGINT ended. */
export const INTERRUPTED_EXIT = 130;

/** Runs one command line and returns its exit code. The only place where a command's errors are caught. */
export async function runCommand(
  argv: readonly string[],
  surroundings: CommandSurroundings,
): Promise<number> {
  const { out, err } = surroundings;
  let writes = false;
  try {
    if (argv[0] === '--version' || argv[0] === 'version') {
      await out(`${PROGRAM}\n`);
      return 0;
    }
    const asked = argv[0] === 'help' && argv.length > 1 ? [...argv.slice(1), '--help'] : argv;
    const found = await findCommand(asked);
    if (found === null) {
      await out(overview(await loadCommands()));
      return argv.length === 0 || argv.includes('--help') || argv[0] === 'help' ? 0 : USAGE_EXIT;
    }
    writes = found.command.writes;
    return await runFound(found.command, found.rest, argv, surroundings);
  } catch (error) {
    if (surroundings.signal.aborted && !(error instanceof OperationError)) {
      const kept = ' What was committed is kept; the same command goes on where it stopped.';
      err(`Interrupted.${writes ? kept : ''}\n`);
      return INTERRUPTED_EXIT;
    }
    if (!(error instanceof OperationError)) throw error;
    err(`${error.message}\n${hintForCommand(error)}\n`);
    return error.code === 'USAGE' ? USAGE_EXIT : 1;
  }
}

async function runFound(
  command: Command,
  rest: readonly string[],
  argv: readonly string[],
  surroundings: CommandSurroundings,
): Promise<number> {
  const { values, several, positionals } = readOptions(command, rest);
  if (values.help === true) {
    await surroundings.out(helpOf(command));
    return 0;
  }
  refuseMisuse(command, { values, several, positionals });
  const { cwd, principal, origin, out, err, service } = surroundings;
  // The service has one folder; what --data or LEDGERLINE_DATA means where it was started is another matter.
  const folder = service?.folder ?? folderOf(values.data, cwd);
  // Loaded only here: no version, help or mistyped option waits for it.
  const store = command.storeless === true ? null : await import('../store/reading-store.ts');
  const opened = new OpenedStores(folder, surroundings, store?.openReadingStore ?? null);
  const call: CommandCall = {
    folder,
    positionals,
    ...{ values, several },
    ...{ cwd, principal, origin, now: surroundings.now, out, err, signal: surroundings.signal, secrets: [] },
    reading: () => opened.reading(),
    writer: () => opened.writer(),
    tell: () => {},
    runCommand,
  };
  try {
    const secrets = surroundings.secrets ?? (await command.secrets?.(call)) ?? [];
    if (command.writes && service === null) {
      const request = { argv: [...argv], cwd, principal, origin, secrets: [...secrets] };
      const { runInService } = await import('./service/control-socket.ts');
      const asked = runInService(folder, request, { out, err });
      const exit = await Promise.race([asked, interrupted(surroundings.signal)]);
      if (exit !== null) return exit;
    }
    const { runRecorded } = await import('./recorded-run.ts');
    return await runRecorded({ command, call, origin }, (tell) => {
      const run = command.run({ ...call, secrets, tell });
      // Inside the service the command is not ours to break off: it sees by the signal that nobody waits for it.
      if (command.endsItself === true || service !== null) return run;
      return Promise.race([run, interrupted(surroundings.signal)]);
    });
  } catch (error) {
    // A reading command meets a damaged database in the middle of a query, and any file of the folder a full disk.
    if (!isOfFolder(error)) throw error;
    const { asOperationError } = await import('../store/open-database.ts');
    throw asOperationError(error, join(folder, DATABASE_FILE));
  } finally {
    await opened.close();
  }
}

/** Rejects when the command is told to stop. */
function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function isOfFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(SQLITE_|ENOSPC$|EDQUOT$)/.test(String(error.code));
}

type OpenStore = (folder: string) => ReadingStore;

/** The stores a command asked for, closed when it ends. */
class OpenedStores {
  private readonly folder: string;
  private readonly surroundings: CommandSurroundings;
  private readonly open: OpenStore | null;
  private store: ReadingStore | null = null;
  private unregister = (): void => {};
  private opening: Promise<Writer> | null = null;

  constructor(folder: string, surroundings: CommandSurroundings, open: OpenStore | null) {
    this.folder = folder;
    this.surroundings = surroundings;
    this.open = open;
  }

  reading(): ReadingStore {
    if (this.store === null) {
      if (this.open === null) throw new Error('a command that says it reads no store has asked for it');
      this.store = this.open(this.folder);
      // The service never ends itself.
      if (this.surroundings.service === null) this.unregister = registerReader(this.folder);
    }
    return this.store;
  }

  writer(): Promise<Writer> {
    const { service, now } = this.surroundings;
    if (service !== null) return Promise.resolve(service);
    this.opening ??= this.openWriter(now);
    return this.opening;
  }

  /** Nobody finds by himself the new folder that a mistyped name made. */
  private async openWriter(now: () => number): Promise<Writer> {
    const fresh = !existsSync(join(this.folder, DATABASE_FILE));
    const writer = await openedWriter(this.folder, now);
    if (fresh) this.surroundings.err(`A new data folder was made: ${this.folder}\n`);
    return writer;
  }

  async close(): Promise<void> {
    await this.store?.close();
    this.unregister();
    if (this.opening === null) return;
    const writer = await this.opening.catch(() => null);
    await writer?.close();
  }
}

/** Loaded only where something is written. */
async function openedWriter(folder: string, now: () => number): Promise<Writer> {
  const { openWriter } = await import('./service/writer.ts');
  const { operatingLog } = await import('./service/operating-log.ts');
  return await openWriter(folder, { now, log: operatingLog('warn'), failed: () => {}, lasting: false });
}

function folderOf(data: string | true | undefined, cwd: string): string {
  const given = typeof data === 'string' ? data : process.env.LEDGERLINE_DATA || 'data';
  return resolve(cwd, given.startsWith('~/') ? join(homedir(), given.slice(2)) : given);
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width + 2)}${summary}`);
  return `Ledgerline takes in call records and accounts for every line.\n\nUsage: ./ledgerline COMMAND [--data DIR] [options]\n\n${lines.join('\n')}\n\n./ledgerline COMMAND --help explains one, with an example.\n`;
}
