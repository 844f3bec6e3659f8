import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallLines } from './call-lines.ts';

/** Sends over a connection of its own; true when the other side took everything and closed in good order. */
async function sendLines(port: number, lines: readonly string[], signal: AbortSignal): Promise<boolean> {
  const socket = await connected(port, signal);
  if (socket === null) return false;
  const closed = new Promise<boolean>((resolve) => {
    let ended = false;
    socket.on('end', () => {
      ended = true;
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(ended));
  });
  socket.resume();
  socket.end(lines.map((line) => `${line}\r\n`).join(''));
  signal.addEventListener('abort', () => socket.destroy(), { once: true });
  return closed;
}

/** A connection; null when the signal, that the service is gone, comes before it listens. */
export async function connected(port: number, signal: AbortSignal): Promise<Socket | null> {
  while (!signal.aborted) {
    const socket = connect(port, '127.0.0.1');
    const done = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<false>((resolve) => socket.once('error', () => resolve(false))),
    ]).catch(() => false);
    if (done) return socket;
    await sleep(10);
  }
  return null;
}

/** Has a memory: sends everything it ever had again over every new connection, because nobody acknowledges. */
export class RepeatingSystem {
  readonly lines: string[] = [];
  private readonly calls: CallLines;

  constructor(calls: CallLines) {
    this.calls = calls;
  }

  send(port: number, count: number, signal: AbortSignal): Promise<boolean> {
    this.lines.push(...this.calls.batch(count));
    return sendLines(port, this.lines, signal);
  }
}

/** Has none: sends each line once, and it is gone. */
export class ForgetfulSystem {
  readonly sent: string[] = [];
  /** Lines of connections that ended in good order. */
  readonly taken: string[] = [];
  private readonly calls: CallLines;

  constructor(calls: CallLines) {
    this.calls = calls;
  }

  async send(port: number, count: number, signal: AbortSignal): Promise<readonly string[]> {
    const lines = this.calls.batch(count).filter((line, place, all) => all.indexOf(line) === place);
    this.sent.push(...lines);
    return (await sendLines(port, lines, signal)) ? lines : [];
  }
}
