import type { Command } from '../command.ts';
import { listenForCommands } from '../control-socket.ts';
import { operatingLog } from '../operating-log.ts';
import { startService } from '../service.ts';
import { oneOf } from '../usage.ts';

export const serve: Command = {
  name: 'serve',
  summary:
    'Runs the service: takes in from every configured source, accounts for every line, does its upkeep.',
  positionals: '',
  options: {
    log: { value: 'info|warn|error', summary: 'least level of the log on standard error (default: info)' },
  },
  example: './ledgerline serve --data /var/lib/ledgerline',
  // It takes the lock itself: a second service on the same folder must be refused, not run inside the first.
  writes: false,
  async run(call) {
    const log = operatingLog(oneOf(call, 'log', ['info', 'warn', 'error'] as const) ?? 'info');
    const service = await startService(call.folder, call.now, log);
    try {
      const control = await listenForCommands(call.folder, ({ argv, cwd, principal }, output) =>
        call.runCommand(argv, { cwd, principal, now: call.now, service: service.writer, ...output }),
      );
      log('info', 'the service is running', { folder: call.folder });
      await stopped(call.signal);
      log('info', 'the service is stopping');
      await control.close();
    } finally {
      // Also when nobody can talk to it: a service that cannot be reached must not run on.
      await service.stop();
    }
    log('info', 'the service has stopped');
    return 0;
  },
};

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
