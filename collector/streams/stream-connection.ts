import type { Socket } from 'node:net';
import type { Framing } from '../../record/framing.ts';
import type { SessionResult } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import { reason } from '../dial.ts';
import type { SourceContext } from '../source.ts';
import { whenThereIsRoom } from '../when-there-is-room.ts';
import { type DialogueStep, LoginDialogue } from './login-dialogue.ts';
import type { StreamIntakes } from './stream-intakes.ts';
import { StreamWriter } from './stream-writer.ts';

export interface StreamRules {
  readonly framing: Framing;
  readonly dialogue: readonly DialogueStep[];
  /** How long the other side may go on sending when we stop. */
  readonly drain_ms: number;
}

/** Days are looked at this often, so that a silent connection does not hold yesterday open. */
const SWEEP_MS = 60_000;

/**
 * Receives from one connected socket until it ends, in a session of its own. When `signal` fires, our half is closed and
 * what is still on the way is taken in. Rejects only when the disk is past mending.
 */
export async function receive(
  socket: Socket,
  context: SourceContext,
  intakes: StreamIntakes,
  rules: StreamRules,
  { peer, retries, signal }: { peer: string; retries: number; signal: AbortSignal },
): Promise<{ bytes: number; result: SessionResult }> {
  const { register, name, now, secret } = context;
  const ending = new Ending(socket, signal, rules.drain_ms);
  try {
    const session = await register.openSession({ source: name, started_at: now(), peer, retries });
    context.trouble(null);
    const dialogue = new LoginDialogue(rules.dialogue);
    const connection = { session, framing: rules.framing, inflow: socket, giveUp: ending.givenUp };
    const writer = new StreamWriter(context, intakes, connection);
    let bytes = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      dialogue.hear(chunk);
      writer.push(chunk).catch(() => socket.destroy());
    });
    const sweeping = setInterval(() => writer.sweep().catch(() => socket.destroy()), SWEEP_MS);
    const talk = {
      send: (text: string) => socket.write(text, 'latin1'),
      answered: () => writer.cut().catch(() => socket.destroy()),
    };
    dialogue.hold(talk, secret, ending.closed).catch((error: unknown) => ending.fail(error));
    await ending.closing;
    clearInterval(sweeping);
    const failure = await writer.end().then(
      () => null,
      (error: unknown) => error,
    );
    const { result, detail } =
      failure === null ? cutOff(ending.verdict(), writer.cutOff) : unwritten(failure, writer.unwritten);
    const end = { ended_at: now(), result, detail, bytes, files: 0, files_known: 0 };
    await whenThereIsRoom(() => register.closeSession(session, end), ending.givenUp);
    if (failure !== null && !(failure instanceof OperationError && failure.retryable)) throw failure;
    return { bytes, result };
  } finally {
    socket.destroy();
    ending.dispose();
  }
}

interface Verdict {
  readonly result: SessionResult;
  readonly detail: string | null;
}

function unwritten(failure: unknown, bytes: number): Verdict {
  const why = failure instanceof OperationError ? failure.message : 'a mistake in the program; see the log';
  return { result: 'broken', detail: `${bytes} received bytes could not be written: ${why}` };
}

/** However it ended: a record was under way, and nobody knows whether it is sent again. */
function cutOff({ result, detail }: Verdict, bytes: number): Verdict {
  if (bytes === 0) return { result, detail };
  const cut = `the connection ended in the middle of a line; the ${bytes} bytes of it are kept as an undefined line`;
  return { result, detail: detail === null ? cut : `${detail}; ${cut}` };
}

/** How a connection comes to its end: by the other side, by our stop, or by trouble. */
class Ending {
  readonly #socket: Socket;
  readonly #signal: AbortSignal;
  readonly #drainMs: number;
  readonly #closed = new AbortController();
  readonly #givenUp = new AbortController();
  readonly #over = Promise.withResolvers<void>();
  #trouble: unknown = null;
  #cut = false;
  #patience: NodeJS.Timeout | null = null;

  constructor(socket: Socket, signal: AbortSignal, drainMs: number) {
    this.#socket = socket;
    this.#signal = signal;
    this.#drainMs = drainMs;
    socket.on('error', (error) => {
      this.#trouble ??= error;
    });
    socket.on('close', () => this.#end());
    if (socket.destroyed) this.#end();
    signal.addEventListener('abort', this.#stop, { once: true });
    if (signal.aborted) this.#stop();
  }

  /** Resolves when the socket is closed. */
  get closing(): Promise<void> {
    return this.#over.promise;
  }

  /** Fires when the socket is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Fires when a full disk is not waited for any longer. */
  get givenUp(): AbortSignal {
    return this.#givenUp.signal;
  }

  /** Ends the connection because of trouble that is not the socket's own. */
  fail(error: unknown): void {
    if (this.#closed.signal.aborted) return;
    this.#trouble ??= error;
    this.#socket.destroy();
  }

  verdict(): Verdict {
    const trouble = this.#trouble;
    if (trouble instanceof OperationError) {
      return { result: trouble.code === 'LOGIN_REFUSED' ? 'refused' : 'broken', detail: trouble.message };
    }
    if (trouble !== null) return { result: 'broken', detail: reason(trouble) };
    if (this.#cut)
      return { result: 'ok', detail: 'the other side went on sending while we stopped; it was cut off' };
    return { result: 'ok', detail: null };
  }

  dispose(): void {
    this.#signal.removeEventListener('abort', this.#stop);
    if (this.#patience !== null) clearTimeout(this.#patience);
  }

  readonly #stop = (): void => {
    // Our half is closed; whatever the other side sent before it noticed still comes in.
    this.#socket.end();
    this.#patience = setTimeout(() => {
      this.#cut = !this.#socket.destroyed;
      this.#socket.destroy();
      this.#givenUp.abort();
    }, this.#drainMs);
  };

  #end(): void {
    this.#closed.abort();
    this.#over.resolve();
  }
}
