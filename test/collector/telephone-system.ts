import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../free-port.ts';
import type { Workbench } from './workbench.ts';

/** Short waits for tests. */
export const QUICK = { retry_seconds: 0.02, retry_limit_seconds: 0.08, drain_seconds: 5 };

/** Sends and waits until the kernel has it all. */
export function send(socket: Socket, bytes: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** A telephone system that connects to the collector, anew when the connection is gone. */
export class CallingSystem {
  readonly #bench: Workbench;
  #socket: Socket | null = null;

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  /** Where the source listens, by its newest line in the log. */
  async port(): Promise<number> {
    const line = () => this.#bench.log.findLast(({ message }) => message === 'listening');
    await this.#bench.until(() => line() !== undefined);
    return Number(line()?.fields.port);
  }

  async connect(): Promise<Socket> {
    for (;;) {
      const socket = connect({ port: await this.port(), host: '127.0.0.1', noDelay: true });
      socket.on('error', () => {});
      const connected = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      if (connected) return socket;
      // It still stands in the log, but it is being stopped: wait for the next one to listen.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async deliver(lines: string): Promise<void> {
    if (this.#socket === null || this.#socket.destroyed || !this.#socket.writable)
      this.#socket = await this.connect();
    await send(this.#socket, lines);
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }
}

/** A telephone system that is connected to, and sends to whoever is connected. */
export class CalledSystem {
  readonly port: number;
  #server: Server | null = null;
  readonly connections = new Set<Socket>();
  #connected = Promise.withResolvers<Socket>();

  static async open(): Promise<CalledSystem> {
    const system = new CalledSystem(await freePort());
    await system.start();
    return system;
  }

  constructor(port: number) {
    this.port = port;
  }

  async start(): Promise<void> {
    this.#server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => {});
      socket.resume();
      this.connections.add(socket);
      socket.on('close', () => {
        this.connections.delete(socket);
        if (this.connections.size === 0) this.#connected = Promise.withResolvers<Socket>();
      });
      this.#connected.resolve(socket);
    });
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** The connection of the collector, once there is one. */
  connection(): Promise<Socket> {
    return this.#connected.promise;
  }

  async deliver(lines: string): Promise<void> {
    for (;;) {
      const socket = await this.connection();
      if (socket.writable) return send(socket, lines);
      await once(socket, 'close');
    }
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.connections) socket.destroy();
    await closed;
  }
}
