import { OperationError, type OperationErrorCode } from './operation-error.ts';

/** The part of a thread's message port that calls need; threads themselves are opened at the edge. */
export interface CallPort {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface ThreadPort extends CallPort {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error' | 'exit', listener: (reason: unknown) => void): unknown;
}

interface Call {
  readonly call: number;
  readonly method: string;
  readonly given: readonly unknown[];
}

interface Answer {
  readonly answer: number;
  readonly value?: unknown;
  readonly trouble?: Trouble;
}

interface Trouble {
  readonly message: string;
  readonly code: OperationErrorCode | null;
  readonly hint: string;
  readonly retryable: boolean;
  readonly stack: string | undefined;
}

/** The other side is gone, and nothing it was asked will be answered. */
export class ThreadEnded extends Error {}

/** Calls methods of the other side by name; errors come back as errors. */
export class MessageCaller {
  private readonly port: CallPort;
  private readonly open = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  private last = 0;
  private failed: Error | null = null;

  constructor(port: CallPort) {
    this.port = port;
    port.on('message', (message) => this.receive(message as Answer));
  }

  call(method: string, given: readonly unknown[], transfer: ArrayBuffer[] = []): Promise<unknown> {
    if (this.failed !== null) return Promise.reject(this.failed);
    this.last += 1;
    const call = this.last;
    return new Promise((resolve, reject) => {
      this.open.set(call, { resolve, reject });
      this.port.postMessage({ call, method, given } satisfies Call, transfer);
    });
  }

  /** The other side is gone: every open and later call fails with this. */
  fail(error: Error): void {
    this.failed = error;
    for (const { reject } of this.open.values()) reject(error);
    this.open.clear();
  }

  private receive({ answer, value, trouble }: Answer): void {
    const waiting = this.open.get(answer);
    this.open.delete(answer);
    if (trouble === undefined) waiting?.resolve(value);
    else waiting?.reject(asError(trouble));
  }
}

/** Calls methods of a thread, which may fail and end; `name` says which it was. */
export function callerOfThread(thread: ThreadPort, name: string): MessageCaller {
  const caller = new MessageCaller(thread);
  thread.on('error', (error) => caller.fail(new ThreadEnded(String(error), { cause: error })));
  thread.on('exit', () => caller.fail(new ThreadEnded(`${name} has ended`)));
  return caller;
}

/** Answers calls with these methods. `transferOf` names the buffers of an answer that may change hands. */
export function answerCalls(
  port: CallPort,
  methods: Readonly<Record<string, (...given: never[]) => Promise<unknown>>>,
  transferOf: (value: unknown) => ArrayBuffer[] = () => [],
): void {
  const answer = async ({ call, method, given }: Call): Promise<void> => {
    try {
      const asked = methods[method];
      if (asked === undefined) throw new Error(`the other side has no method ${method}`);
      const value = await asked(...(given as never[]));
      port.postMessage({ answer: call, value } satisfies Answer, transferOf(value));
    } catch (error) {
      port.postMessage({ answer: call, trouble: asTrouble(error) } satisfies Answer, []);
    }
  };
  port.on('message', (message) => void answer(message as Call));
}

function asTrouble(error: unknown): Trouble {
  const known = error instanceof OperationError ? error : null;
  return {
    message: error instanceof Error ? error.message : String(error),
    code: known?.code ?? null,
    hint: known?.hint ?? '',
    retryable: known?.retryable ?? false,
    stack: error instanceof Error ? error.stack : undefined,
  };
}

function asError({ message, code, hint, retryable, stack }: Trouble): Error {
  if (code !== null) return new OperationError(code, message, { hint, retryable });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
