import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a source and its real server, and breaks connections when a test says so. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Bytes from the server that each connection passed on, in the order of connecting. */
  readonly passed: number[] = [];
  /** The next connection over which so many bytes come from the server breaks there, and so on. */
  readonly cuts: number[] = [];
  /** Turns away whoever connects. */
  isClosed = false;
  /** Whether it falls silent at that place instead. */
  onlyStalls = false;
  /** Whether nobody gets through any more once a connection broke. */
  closesAfterCut = false;

  private constructor(to: number) {
    this.#server = createServer((client) => this.#join(client, connect(to, '127.0.0.1')));
  }

  static async open(to: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(to);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #join(client: Socket, server: Socket): void {
    const end = (): void => {
      for (const socket of [client, server]) {
        socket.destroy();
        this.#open.delete(socket);
      }
    };
    for (const socket of [client, server]) {
      this.#open.add(socket);
      socket.setNoDelay(true).on('error', end).on('close', end);
    }
    if (this.isClosed) {
      end();
      return;
    }
    const connection = this.passed.push(0) - 1;
    client.pipe(server);
    const pass = (chunk: Buffer): void => {
      const left = (this.cuts[0] ?? Number.POSITIVE_INFINITY) - (this.passed[connection] ?? 0);
      this.passed[connection] = (this.passed[connection] ?? 0) + chunk.length;
      if (chunk.length < left) {
        if (!client.write(chunk)) {
          server.pause();
          client.once('drain', () => server.resume());
        }
        return;
      }
      this.cuts.shift();
      server.off('data', pass).pause();
      if (this.onlyStalls) {
        client.write(chunk.subarray(0, left));
        return;
      }
      this.isClosed = this.closesAfterCut;
      client.end(chunk.subarray(0, left), end);
    };
    server.on('data', pass);
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
