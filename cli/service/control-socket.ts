import { chmodSync, existsSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { OperationError } from '../../record/operation-error.ts';
import { type SourceTrouble, sourceTroubleSchema } from './present-troubles.ts';

/** What a command sends to the service. */
const requestSchema = z.strictObject({
  argv: z.array(z.string()),
  cwd: z.string(),
  principal: z.string(),
  origin: z.strictObject({ address: z.string(), computer: z.string() }),
  secrets: z.array(z.string()),
});
/** What is asked of the service itself, and needs no command. */
const questionSchema = z.strictObject({ ask: z.enum(['troubles', 'job']) });
export type ControlRequest = z.output<typeof requestSchema>;

/** What the service answers of itself: nothing of it is written down, so a full disk cannot make it untrue. */
export interface ServiceAnswers {
  troubles(): readonly SourceTrouble[];
  /** The job in hand. */
  inHand(): string | null;
}

/** What comes back: pieces of standard output (base64) and standard error, then the exit code. */
const answerSchema = z.union([
  z.strictObject({ out: z.string() }),
  z.strictObject({ err: z.string() }),
  z.strictObject({ exit: z.number() }),
]);
type ControlAnswer = z.output<typeof answerSchema>;

export interface ControlOutput {
  out(text: string | Uint8Array): Promise<void>;
  err(text: string): void;
  readonly signal: AbortSignal;
}

const NAME = 'control.sock';
/** The kernel's limit for the path of a socket, less the ending NUL. */
const PATH_BYTES = 107;

/** A socket's path must be short, so a long one is taken relative to where we stand; null when that is long, too. */
function socketPath(folder: string): string | null {
  const path = join(folder, NAME);
  const paths = [path, relative(process.cwd(), path)];
  return paths.find((one) => Buffer.byteLength(one) <= PATH_BYTES) ?? null;
}

/** Listens in the data folder; only its owner may connect. The caller holds the folder's lock, so a leftover is stale. */
export async function listenForCommands(
  folder: string,
  run: (request: ControlRequest, output: ControlOutput) => Promise<number>,
  answers: ServiceAnswers,
): Promise<{ close(): Promise<void> }> {
  const path = socketPath(folder);
  if (path === null) {
    throw new OperationError(
      'USAGE',
      `The path of the data folder is too long for a socket in it: ${folder}`,
      {
        hint: 'Use a folder with a shorter path, or start the service in a folder that is nearer to it.',
      },
    );
  }
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    const lines = createInterface({ input: socket });
    // It tells of the socket's errors once more, and unheard that would end the service.
    lines.on('error', () => socket.destroy());
    lines.once('line', (line) => {
      // What goes wrong in one command is told to who asked for it; the service has other work.
      answer(socket, line, { run, answers }).catch((error: unknown) => {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
        const messages: ControlAnswer[] = [{ err: `The service could not do this: ${why}\n` }, { exit: 1 }];
        socket.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

async function answer(
  socket: Socket,
  line: string,
  {
    run,
    answers,
  }: {
    run: (request: ControlRequest, output: ControlOutput) => Promise<number>;
    answers: ServiceAnswers;
  },
): Promise<void> {
  const abort = new AbortController();
  socket.on('close', () => abort.abort());
  const send = (message: ControlAnswer): Promise<void> =>
    new Promise((resolve) => {
      if (socket.destroyed || socket.write(`${JSON.stringify(message)}\n`)) return resolve();
      const settle = (): void => {
        socket.off('drain', settle).off('close', settle);
        resolve();
      };
      socket.on('drain', settle).on('close', settle);
    });
  const request = z.union([requestSchema, questionSchema]).parse(JSON.parse(line));
  if ('ask' in request) {
    const said = request.ask === 'job' ? answers.inHand() : answers.troubles();
    await send({ out: Buffer.from(JSON.stringify(said)).toString('base64') });
    await send({ exit: 0 });
    return void socket.end();
  }
  const exit = await run(request, {
    out: (text) => send({ out: Buffer.from(text).toString('base64') }),
    err: (text) => void send({ err: text }),
    signal: abort.signal,
  });
  await send({ exit });
  socket.end();
}

/** Runs a command in the service of a data folder; null when none listens there. */
export async function runInService(
  folder: string,
  request: ControlRequest,
  output: Omit<ControlOutput, 'signal'>,
): Promise<number | null> {
  return await asked(folder, { ...request, argv: request.argv.map(asOthersSeeIt) }, output);
}

/** What keeps the sources of a running service from their work; null where no service runs on the folder. */
export async function troublesOfService(folder: string): Promise<SourceTrouble[] | null> {
  const said = await saidOfService(folder, 'troubles');
  return said === null ? null : z.array(sourceTroubleSchema).parse(JSON.parse(said));
}

/** The job that a running service has in hand; null where no service runs on the folder, or none that can say it. */
export async function jobOfService(folder: string): Promise<{ readonly job: string | null } | null> {
  const said = await saidOfService(folder, 'job');
  return said === null ? null : { job: z.string().nullable().parse(JSON.parse(said)) };
}

async function saidOfService(
  folder: string,
  ask: z.output<typeof questionSchema>['ask'],
): Promise<string | null> {
  const pieces: Buffer[] = [];
  const out = async (text: string | Uint8Array) => void pieces.push(Buffer.from(text));
  const exit = await asked(folder, { ask }, { out, err: () => {} });
  return exit === 0 ? Buffer.concat(pieces).toString() : null;
}

async function asked(
  folder: string,
  request: ControlRequest | z.output<typeof questionSchema>,
  output: Omit<ControlOutput, 'signal'>,
): Promise<number | null> {
  const path = socketPath(folder);
  if (path === null || !existsSync(path)) return null;
  const socket = await connected(path);
  if (socket === null) return null;
  socket.write(`${JSON.stringify(request)}\n`);
  for await (const line of linesUntilItsEnd(socket)) {
    const message = answerSchema.parse(JSON.parse(line));
    if ('out' in message) await output.out(Buffer.from(message.out, 'base64'));
    else if ('err' in message) output.err(message.err);
    else return message.exit;
  }
  output.err('The service ended before the command was done. Look at its log, then run the command again.\n');
  return 1;
}

/** A service that was killed leaves a reset or a goodbye, as it happens: either is the end. */
async function* linesUntilItsEnd(socket: Socket): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: socket });
  } catch (error) {
    if (
      !(error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE'))
    )
      throw error;
  }
}

/** `/dev/stdin` and its like are other files in every process: by this name the service finds those of the caller. */
function asOthersSeeIt(path: string): string {
  return path
    .replace(/^\/dev\/stdin$/, '/dev/fd/0')
    .replace(/^\/(?:dev|proc\/self)\/fd\//, `/proc/${process.pid}/fd/`);
}

/** Null when nobody listens: a service that was killed leaves its socket behind. */
function connected(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(null);
      else reject(error);
    });
  });
}
