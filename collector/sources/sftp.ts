import { z } from 'zod';
import { OperationError } from '../../record/operation-error.ts';
import { again } from '../back-off.ts';
import { backOff, FILE_OPTIONS, pickUpOptions } from '../files/file-options.ts';
import { folderRound } from '../files/folder-rounds.ts';
import { PickUp } from '../files/pick-up.ts';
import type { SftpLogin } from '../files/sftp-connection.ts';
import { SftpFolder } from '../files/sftp-folder.ts';
import { SECRET } from '../secret-reference.ts';
import { defineSource, type SourceContext } from '../source.ts';

const options = z
  .strictObject({
    host: z.string().min(1).describe('name or address of the server'),
    port: z.number().int().min(1).max(65_535).default(22).describe('its port'),
    user: z.string().min(1).describe('the account on the server'),
    password: SECRET.optional().describe('where the password stands'),
    private_key: SECRET.optional().describe('where the private key stands, in OpenSSH or PEM form'),
    passphrase: SECRET.optional().describe('where the passphrase of the private key stands'),
    folder: z
      .string()
      .min(1)
      .default('.')
      .describe('the folder on the server; without / at its start it begins at the home folder'),
    interval_seconds: z.number().positive().max(86_400).default(60).describe('time between two visits'),
    timeout_seconds: z
      .number()
      .positive()
      .max(600)
      .default(20)
      .describe('longest wait for connection and login'),
    keepalive_seconds: z
      .number()
      .positive()
      .max(600)
      .default(10)
      .describe(
        'time between two signs of life; after three without an answer the connection counts as dead',
      ),
    ...FILE_OPTIONS,
  })
  .refine(({ password, private_key }) => password !== undefined || private_key !== undefined, {
    error: 'give password or private_key',
    path: ['private_key'],
  });

/** Fetches files from the server of a telephone system, a carrier or a drop-off. */
export const sftp = defineSource({
  name: 'sftp',
  summary: 'Files that are fetched from an SFTP server.',
  promise:
    'Every byte that a visit finds is taken exactly once, whatever breaks on the way; a file is moved or deleted on the server only when its raw copy is on disk here.',
  stream: false,
  options,
  example: {
    host: 'pbx.example.org',
    user: 'cdr',
    private_key: 'file:/etc/ledgerline/pbx-key',
    folder: '/var/log/cdr',
    files: ['*.csv', '*.csv.gz'],
    afterwards: 'move',
  },
  open(settings, context) {
    const { host, port, folder, subfolders, interval_seconds } = settings;
    const pickUp = new PickUp(context, pickUpOptions(settings));
    return {
      async run(signal) {
        const times = { ...backOff(settings), pause_ms: interval_seconds * 1000 };
        const open = async () => {
          // Loaded where it is needed: every command that reads the configuration knows this source, few connect.
          const { connectSftp } = await import('../files/sftp-connection.ts');
          const trusted = await context.register.trustedHostKey(context.name);
          const verify = (fingerprint: string) => ensureTrusted(context.name, trusted, fingerprint);
          const connection = await connectSftp(await loginOf(settings, context), verify, signal);
          return new SftpFolder(connection, folder, subfolders);
        };
        await again(signal, times, (retries) =>
          folderRound(context, { pickUp, peer: `${host}:${port}`, retries, signal, open, always: true }),
        );
      },
    };
  },
});

async function loginOf(settings: z.output<typeof options>, { secret }: SourceContext): Promise<SftpLogin> {
  const { host, port, user, password, private_key, passphrase, timeout_seconds, keepalive_seconds } =
    settings;
  const read = async (reference: string | undefined) =>
    reference === undefined ? null : await secret(reference);
  return {
    host,
    port,
    user,
    password: await read(password),
    private_key: await read(private_key),
    passphrase: await read(passphrase),
    timeout_ms: timeout_seconds * 1000,
    keepalive_ms: keepalive_seconds * 1000,
  };
}

/** A server is who it was when somebody trusted it, or nothing is told to it: no password, no file name. */
function ensureTrusted(source: string, trusted: string | null, shown: string): void {
  if (trusted === shown) return;
  if (trusted === null) {
    throw new OperationError(
      'HOST_KEY_UNKNOWN',
      `the host key of the server is not trusted yet: it shows ${shown}`,
      {
        hint: `Compare it with what the server's administrator says, then: ./ledgerline sources trust ${source}`,
        retryable: true,
      },
    );
  }
  throw new OperationError(
    'HOST_KEY_CHANGED',
    `the host key of the server changed: trusted is ${trusted}, it shows ${shown}; no login was tried`,
    {
      hint: `Ask the server's administrator why. If the new key is right: ./ledgerline sources trust ${source}`,
      retryable: true,
    },
  );
}
