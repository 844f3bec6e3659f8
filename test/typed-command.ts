import { runCommand } from '../cli/run-command.ts';

/** What a command answered; `bytes` is its standard output exactly, `out` the same as text. */
export interface Answer {
  readonly exit: number;
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
}

/** Who types, where, and when. */
interface Typist {
  readonly cwd: string;
  readonly principal?: string;
  readonly now?: () => number;
}

/** Types a command in this process: it is the whole program but for its start, which takes a second of the processor. */
export async function typedCommand(
  argv: readonly string[],
  { cwd, principal = 'os:somebody', now = Date.now }: Typist,
): Promise<Answer> {
  const pieces: Buffer[] = [];
  let err = '';
  const exit = await runCommand(argv, {
    cwd,
    principal,
    origin: { address: 'local', computer: 'desk' },
    now,
    out: async (text) => void pieces.push(Buffer.from(text)),
    err: (text) => {
      err += text;
    },
    signal: new AbortController().signal,
    secrets: null,
    service: null,
  });
  const bytes = Buffer.concat(pieces);
  return { exit, out: bytes.toString('utf8'), bytes, err };
}
