import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { OperationError } from '../record/operation-error.ts';
import { errorCode } from './journal/disk-error.ts';

/** Probes after half a minute of silence; three lost ones and the connection counts as dead. */
const KEEPALIVE = { enable: true, initialDelay: 30_000, interval: 10_000, count: 3 };

/** Lets the kernel notice a peer that is gone without a word. */
export function keepAlive(socket: Socket): void {
  socket.setKeepAlive(KEEPALIVE);
}

/** A connected socket without Nagle's algorithm (it makes SFTP up to 150 times slower) and with TCP keepalive. */
export async function dial(
  host: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, timeout]) });
    keepAlive(socket);
    return socket;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw connectionFailed(timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : reason(error), error);
  }
}

export function connectionFailed(message: string, cause?: unknown): OperationError {
  return new OperationError('CONNECTION_FAILED', `no connection: ${message}`, {
    hint: 'It is tried again by itself. Check address, port, firewall and whether the other side runs.',
    retryable: true,
    cause,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the other side refuses connections on this port',
  ECONNRESET: 'the other side broke the connection off',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no way to this network',
  ENOTFOUND: 'no address is known for this name',
  EAI_AGAIN: 'the name server does not answer',
  ETIMEDOUT: 'the other side does not answer any more',
  EPIPE: 'the other side broke the connection off',
};

/** Why a connection failed, in words; addresses and names stay out of it. */
export function reason(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const code = errorCode(first);
  return REASONS[code] ?? (code === '' ? 'unknown reason' : code);
}
