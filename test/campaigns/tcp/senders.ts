import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens a connection, again where the queue of the listener is full. */
export async function connected(port: number): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    try {
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.resume();
      return socket;
    } catch (error) {
      if (tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Sends these bytes and ends in good order; resolves when the other side has, too. */
export async function send(port: number, text: string): Promise<void> {
  const socket = await connected(port);
  const closed = once(socket, 'close');
  socket.end(text, 'latin1');
  await closed;
}

/** Sends these bytes and breaks the connection off: what was not taken yet is lost. */
export async function drop(port: number, text: string, afterMs: number): Promise<void> {
  const socket = await connected(port);
  const closed = once(socket, 'close');
  await new Promise<void>((resolve) => {
    socket.write(text, 'latin1', () => resolve());
    socket.once('close', () => resolve());
  });
  if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
  socket.resetAndDestroy();
  await closed;
}

/** So many at a time, in order. */
export async function atOnce<Item>(
  most: number,
  items: readonly Item[],
  work: (item: Item, place: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let place = next++; place < items.length; place = next++) {
      const item = items[place];
      if (item !== undefined) await work(item, place);
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
}
