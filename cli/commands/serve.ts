import { resolve } from 'node:path';
import { OperationError } from '../../record/operation-error.ts';
import { refuseClosed } from '../../store/closed-folder.ts';
import type { Command } from '../command.ts';
import { listenForCommands } from '../service/control-socket.ts';
import { operatingLog } from '../service/operating-log.ts';
import { startService } from '../service/service.ts';
import { hasDatabase } from '../service/writer.ts';
import { oneOf, optional, shellWord } from '../usage.ts';

export const serve: Command = {
  name: 'serve',
  summary:
    'Runs the service: takes in from every configured source, accounts for every line, does its upkeep.',
  positionals: '',
  options: {
    log: { value: 'info|warn|error', summary: 'least level of the log (default: info)' },
    'log-folder': {
      value: 'FOLDER',
      summary:
        'writes the log into files of this folder, by day; relative to the data folder (default: standard error)',
    },
  },
  example: './ledgerline serve --data /var/lib/ledgerline',
  // It takes the lock itself: a second service on the same folder must be refused, not run inside the first.
  writes: false,
  storeless: true,
  audit: { runs: 'service' },
  endsItself: true,
  async run(call) {
    const level = oneOf(call, 'log', ['info', 'warn', 'error'] as const) ?? 'info';
    const given = optional(call, 'log-folder');
    const logFolder = given === null ? null : resolve(call.folder, given);
    const log = operatingLog(level, logFolder === null ? null : { folder: logFolder, now: call.now });
    refuseClosed(call.folder);
    if (!hasDatabase(call.folder)) throw noDataFolder(call.folder);
    const service = await startService(call.folder, call.now, log, logFolder);
    let failure: Error | null = null;
    try {
      const control = await listenForCommands(
        call.folder,
        ({ argv, ...request }, output) =>
          call.runCommand(argv, { ...request, now: call.now, service: service.writer, ...output }),
        service,
      );
      log('info', 'the service is running', { folder: call.folder });
      failure = await Promise.race([stopped(call.signal), service.failure]);
      if (failure !== null) log('error', 'the service cannot go on', wordsOf(failure));
      log('info', 'the service is stopping');
      await control.close();
    } finally {
      // Also when nobody can talk to it: a service that cannot be reached must not run on. What a failed disk does not
      // let it close in good order is left to the next start, which goes on from what is on disk.
      await service.stop().catch((error: unknown) => {
        if (failure === null) throw error;
      });
    }
    if (failure !== null) return 1;
    log('info', 'the service has stopped');
    return 0;
  },
};

/** A service on a mistyped folder, or where a disk is not mounted, would run and collect nothing. */
function noDataFolder(folder: string): OperationError {
  return new OperationError('DATA_FOLDER_MISSING', `There is no data folder at ${folder}.`, {
    hint: `Nothing was made. Name the right folder with --data or LEDGERLINE_DATA, or make this one: ./ledgerline init --data ${shellWord(folder)}`,
  });
}

function wordsOf(failure: Error): Record<string, unknown> {
  const { message } = failure;
  if (!(failure instanceof OperationError)) return { error: message };
  return { error: message, code: failure.code, hint: failure.hint };
}

function stopped(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
