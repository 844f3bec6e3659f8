import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import Client from 'ssh2-sftp-client';
import { OperationError } from '../../record/operation-error.ts';
import { connectionFailed, dial, reason } from '../dial.ts';

/** The SFTP session as ssh2 gives it: the calls of the protocol. */
type SftpSession = Awaited<ReturnType<Client['connect']>>;

export interface SftpLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
  readonly private_key: string | null;
  readonly passphrase: string | null;
  readonly timeout_ms: number;
  readonly keepalive_ms: number;
}

/** A connection over which calls of the protocol are made. */
export class SftpConnection {
  readonly #session: SftpSession;
  readonly #farewell: () => Promise<void>;
  readonly #underWay = new Set<(reason: unknown) => void>();
  #closed = false;

  constructor(session: SftpSession, sock: Socket, farewell: () => Promise<void>) {
    this.#session = session;
    this.#farewell = farewell;
    sock.once('close', () => {
      this.#closed = true;
      for (const fail of this.#underWay) fail(new Error('the connection is closed'));
    });
  }

  /** One call; the library would never answer a call that is made after the connection was lost. */
  call<Result>(start: (session: SftpSession, done: SftpDone<Result>) => unknown): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    if (this.#closed) {
      reject(new Error('the connection is closed'));
      return promise;
    }
    this.#underWay.add(reject);
    start(this.#session, (error, result) => (error ? reject(error) : resolve(result)));
    return promise.finally(() => this.#underWay.delete(reject));
  }

  async close(): Promise<void> {
    if (!this.#closed) await this.#farewell();
  }
}

export type SftpDone<Result> = (error: Error | null | undefined, result: Result) => void;

/** Lost answers in a row after which the connection counts as dead. */
const KEEPALIVES_LOST = 3;

/** ssh2 would take any key of a server: what is not in this list is not even looked at. */
const HOST_KEYS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

const FAREWELL_MS = 2_000;

/** The fingerprint of a host key, as `ssh-keygen -l` prints it. */
function fingerprintOf(hostKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(hostKey).digest('base64').replace(/=+$/, '')}`;
}

/**
 * Connects and logs in. `verify` sees the fingerprint of the server before anything is told to it, and throws when it is
 * not the right one.
 */
export async function connectSftp(
  login: SftpLogin,
  verify: (fingerprint: string) => void,
  signal: AbortSignal,
): Promise<SftpConnection> {
  const sock = await dial(login.host, login.port, login.timeout_ms, signal);
  let refusal: unknown = null;
  // The library prints to the console what nobody listens to; the calls that fail say it all.
  const client = new Client('ledgerline', { error: () => {}, end: () => {}, close: () => {} });
  const stop = () => sock.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    answerPrompts(client, login.password);
    const session = await client.connect({
      ...credentials(login),
      sock,
      tryKeyboard: login.password !== null,
      readyTimeout: login.timeout_ms,
      keepaliveInterval: login.keepalive_ms,
      keepaliveCountMax: KEEPALIVES_LOST,
      algorithms: { serverHostKey: [...HOST_KEYS] },
      hostVerifier: (key: Buffer) => {
        try {
          verify(fingerprintOf(key));
          return true;
        } catch (error) {
          refusal = error;
          return false;
        }
      },
    });
    session.setMaxListeners(0);
    sock.once('close', () => signal.removeEventListener('abort', stop));
    return new SftpConnection(session, sock, () => end(client, sock));
  } catch (error) {
    sock.destroy();
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
    throw refusal ?? loginError(error);
  }
}

/** Asks a server for its host key and leaves before logging in: the first meeting, for a person to judge. */
export async function fetchHostKey(
  server: Pick<SftpLogin, 'host' | 'port' | 'timeout_ms'>,
  signal: AbortSignal,
): Promise<string> {
  let seen: string | null = null;
  const nobody = { user: 'ledgerline', password: null, private_key: null, passphrase: null, keepalive_ms: 0 };
  const leave = (fingerprint: string) => {
    seen = fingerprint;
    throw new Error('seen enough');
  };
  await connectSftp({ ...server, ...nobody }, leave, signal).catch((error: unknown) => {
    if (seen === null) throw error;
  });
  if (seen === null) throw connectionFailed('the server showed no host key');
  return seen;
}

function credentials({ user, password, private_key, passphrase }: SftpLogin) {
  return {
    username: user,
    ...(password === null ? {} : { password }),
    ...(private_key === null ? {} : { privateKey: private_key }),
    ...(passphrase === null ? {} : { passphrase }),
  };
}

/** Many servers ask for the password in a dialogue instead of taking it. */
function answerPrompts(client: Client, password: string | null): void {
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts: unknown[], answer) => {
    answer(prompts.map(() => password ?? ''));
  });
}

async function end(client: Client, sock: Socket): Promise<void> {
  // A dead server does not answer a farewell either.
  const patience = setTimeout(() => sock.destroy(), FAREWELL_MS);
  await client.end().catch(() => {});
  clearTimeout(patience);
  sock.destroy();
}

function loginError(error: unknown): OperationError {
  const message = error instanceof Error ? error.message : '';
  if (/authentication methods failed/i.test(message)) {
    return new OperationError('LOGIN_REFUSED', 'the server refused the user, the password or the key', {
      hint: 'Check user and secret in the configuration, and on the server the rights of the account.',
      retryable: true,
      cause: error,
    });
  }
  if (/privateKey|passphrase|parse/i.test(message)) {
    return new OperationError('LOGIN_REFUSED', 'the private key cannot be read', {
      hint: 'It must be in OpenSSH or PEM form, and its passphrase must be given when it has one.',
      retryable: true,
      cause: error,
    });
  }
  if (/handshake|no matching/i.test(message)) {
    return connectionFailed(
      'the server and we have no way of encrypting in common, or it is no SSH server',
      error,
    );
  }
  return connectionFailed(reason(error), error);
}
