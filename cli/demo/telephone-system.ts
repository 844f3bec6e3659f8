import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Bytes that are printed at once, and the pause after them: a few thousand lines a second. */
const BURST_BYTES = 40_000;
const PAUSE_MS = 50;

/** A telephone system that prints its records to whoever connects to its port, as a Mitel 3300 does. */
export class SimulatedTelephoneSystem {
  readonly port: number;
  readonly #server: Server;
  #listener: Promise<Socket>;
  #heard: (socket: Socket) => void;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
    ({ promise: this.#listener, resolve: this.#heard } = Promise.withResolvers<Socket>());
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      this.#heard(socket);
    });
  }

  static async start(): Promise<SimulatedTelephoneSystem> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SimulatedTelephoneSystem(server);
  }

  /** Prints to the connection there is, or waits for one. */
  async print(text: string, signal: AbortSignal): Promise<void> {
    const socket = await orAborted(this.#listener, signal);
    for (let at = 0; at < text.length; at += BURST_BYTES) {
      if (!socket.write(text.slice(at, at + BURST_BYTES), 'latin1')) await once(socket, 'drain', { signal });
      await pause(PAUSE_MS, undefined, { signal });
    }
  }

  /** The cable is pulled: the connection ends without a farewell, and the next one is waited for. */
  async breakOff(): Promise<void> {
    const socket = await this.#listener;
    ({ promise: this.#listener, resolve: this.#heard } = Promise.withResolvers<Socket>());
    socket.resetAndDestroy();
  }

  close(): void {
    this.#server.close();
    this.#listener.then((socket) => socket.destroy()).catch(() => {});
  }
}

function orAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
