import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { OperationError } from '../../record/operation-error.ts';
import { keepAlive } from '../dial.ts';
import { errorCode } from '../journal/disk-error.ts';
import type { SourceContext } from '../source.ts';
import { whenThereIsRoom } from '../when-there-is-room.ts';
import { type AllowList, plainAddress } from './allow-list.ts';
import { receive, type StreamRules } from './stream-connection.ts';
import type { StreamIntakes } from './stream-intakes.ts';

export interface ListenRules extends StreamRules {
  readonly address: string;
  readonly port: number;
  readonly allow: AllowList;
  readonly max_connections: number;
}

/** A stranger who knocks again and again is written down this often. */
const REFUSALS_APART_MS = 60_000;
const REFUSALS_REMEMBERED = 1_000;

/** Accepts connections until `signal` fires and every one of them has ended. */
export async function listen(
  context: SourceContext,
  intakes: StreamIntakes,
  rules: ListenRules,
  signal: AbortSignal,
): Promise<void> {
  const connections = new Set<Promise<void>>();
  const trouble = new AbortController();
  const ending = AbortSignal.any([signal, trouble.signal]);
  const refusals = new Refusals(context, ending);
  const server = createServer({ noDelay: true }, (socket) => {
    const why = refusalOf(socket, rules, connections.size);
    if (why !== null) return refusals.refuse(socket, why);
    keepAlive(socket);
    const way = { peer: peerOf(socket), retries: 0, signal: ending };
    const connection = receive(socket, context, intakes, rules, way)
      .then(() => {})
      .catch((error: unknown) => {
        if (error instanceof OperationError && error.retryable) {
          context.trouble(error);
          context.log('error', error.message, { code: error.code, hint: error.hint });
        } else trouble.abort(error);
      })
      .finally(() => connections.delete(connection));
    connections.add(connection);
  });
  await open(server, rules);
  const { port } = server.address() as { port: number };
  context.trouble(null);
  context.log('info', 'listening', { address: rules.address, port });
  server.on('error', (error) => trouble.abort(cannotListen(error)));
  if (!ending.aborted) await once(ending, 'abort');
  server.close();
  await Promise.all(connections);
  await refusals.settled();
  trouble.signal.throwIfAborted();
}

async function open(server: Server, { address, port }: ListenRules): Promise<void> {
  try {
    server.listen({ host: address, port });
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(error);
  }
}

function refusalOf(socket: Socket, { allow, max_connections }: ListenRules, open: number): string | null {
  if (socket.remoteAddress === undefined) return 'it was gone before it was accepted';
  if (!allow.allows(socket.remoteAddress)) return 'its address is not in the allow-list';
  if (open >= max_connections) return `${max_connections} connections are open already`;
  return null;
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  const address = plainAddress(remoteAddress ?? 'unknown');
  return address.includes(':') ? `[${address}]:${remotePort}` : `${address}:${remotePort}`;
}

/** Turns peers away and writes it down, but not for every knock. */
class Refusals {
  readonly #context: SourceContext;
  readonly #ending: AbortSignal;
  readonly #last = new Map<string, number>();
  readonly #writing = new Set<Promise<void>>();

  constructor(context: SourceContext, ending: AbortSignal) {
    this.#context = context;
    this.#ending = ending;
  }

  refuse(socket: Socket, why: string): void {
    const address = socket.remoteAddress ?? '';
    const peer = peerOf(socket);
    socket.on('error', () => {});
    socket.destroy();
    const now = performance.now();
    const last = this.#last.get(address);
    if (last !== undefined && now - last < REFUSALS_APART_MS) return;
    if (this.#last.size >= REFUSALS_REMEMBERED) this.#last.clear();
    this.#last.set(address, now);
    const writing = this.#record(peer, why).finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#writing);
  }

  async #record(peer: string, why: string): Promise<void> {
    const { register, name, now, log } = this.#context;
    log('warn', 'a connection was refused', { peer, why });
    try {
      const session = await register.openSession({ source: name, started_at: now(), peer, retries: 0 });
      const end = { ended_at: now(), bytes: 0, files: 0, files_known: 0 };
      const refused = { ...end, result: 'refused', detail: why } as const;
      await whenThereIsRoom(() => register.closeSession(session, refused), this.#ending);
    } catch (error) {
      // A full disk must not turn a refused stranger into the end of the service.
      log('error', 'a refused connection could not be written down', { error: String(error) });
    }
  }
}

function cannotListen(error: unknown): OperationError {
  const code = errorCode(error);
  const why =
    {
      EADDRINUSE: 'another program uses the port',
      EACCES: 'no right to use the port',
      EADDRNOTAVAIL: 'this machine does not have the address',
    }[code] ?? code;
  return new OperationError('CONNECTION_FAILED', `cannot listen: ${why}`, {
    hint: 'Check address and port in the configuration; ports below 1024 need the right to them. It is tried again.',
    retryable: true,
    cause: error,
  });
}
