import type { z } from 'zod';
import type { IntakeId, IntakeRegister, UtcMs } from '../record/intake.ts';
import type { OperationError } from '../record/operation-error.ts';
import type { Journal } from './journal/journal.ts';

/** One line in the operating log. Nothing personal: no number, no name of a person or file. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** What a source is given to work with; it reads no clock, environment or configuration of its own. */
export interface SourceContext {
  /** The name in the configuration. */
  readonly name: string;
  readonly journal: Journal;
  readonly register: IntakeRegister;
  readonly now: () => UtcMs;
  readonly log: Log;
  /** What keeps the source from its work now; null when it is at work again. */
  readonly trouble: (error: OperationError | null) => void;
  /** Reads a secret by its reference: `file:/path`, or `credential:NAME` of systemd. Trailing line end removed. */
  readonly secret: (reference: string) => Promise<string>;
  /** Durable bytes wait in this intake. `length` is given where the register is not told of each append (streams). */
  readonly arrived: (
    intake: IntakeId,
    arrival?: { length: number; delivery: number; delivery_ended: boolean },
  ) => void;
}

/** A configured source that runs until told to stop. */
export interface Source {
  /** Resolves when everything received is durable and every connection is closed after `signal` fired. */
  run(signal: AbortSignal): Promise<void>;
}

/** One way for call records to arrive. */
export interface SourceKind<Options extends z.ZodObject = z.ZodObject> {
  /** The `kind` in the configuration, the file name without its ending. */
  readonly name: string;
  readonly summary: string;
  /** What this way promises about loss, in a sentence; stands in the manual. */
  readonly promise: string;
  /** Records come live, line by line; else as files, whose lines may be longer and as old as they like. */
  readonly stream: boolean;
  /** Settings; a strict object schema, so that defaults, documentation and example come from one place. */
  readonly options: Options;
  readonly example: z.input<Options>;
  /** The options that are places on this machine; relative ones begin at the data folder. */
  readonly places?: readonly (keyof z.output<Options> & string)[];
  open(options: z.output<Options>, context: SourceContext): Source;
}

export function defineSource<Options extends z.ZodObject>(kind: SourceKind<Options>): SourceKind<Options> {
  return kind;
}
