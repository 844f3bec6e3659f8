import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import { INTERRUPTED_EXIT, runCommand } from './run-command.ts';

/** The process: its streams, its signals, its clock. Everything else is handed what it needs. */
async function main(): Promise<void> {
  // Whatever is made anywhere is for this account only.
  process.umask(0o077);
  const abort = new AbortController();
  let told: 'SIGINT' | 'SIGTERM' | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      told = signal;
      abort.abort();
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe has seen enough.
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`The output could not be written (${error.code}); it is not complete.\n`);
    process.exit(1);
  });
  process.exitCode = await runCommand(process.argv.slice(2), {
    cwd: process.cwd(),
    principal: principal(),
    origin: { address: addressOf(process.env.SSH_CONNECTION), computer: hostname() },
    now: Date.now,
    out: async (text) => {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    },
    err: (text) => void process.stderr.write(text),
    signal: abort.signal,
    secrets: null,
    service: null,
  });
  // Ends as programs end that a signal ends. An exit would wait for what was broken off, which may wait for ever.
  if (process.exitCode === INTERRUPTED_EXIT && told !== null) process.kill(process.pid, told);
}

/** The account of the operating system, and who became it. */
function principal(): string {
  const account = `os:${userInfo().username}`;
  const behind = process.env.SUDO_USER;
  return behind === undefined ? account : `${account} (sudo by ${behind})`;
}

/** The other end of a secure shell, as that tells it; whoever became another account by sudo has lost it. */
function addressOf(connection: string | undefined): string {
  return connection?.split(' ', 1)[0] || 'local';
}

await main();
