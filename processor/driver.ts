import type { z } from 'zod';
import type { NumberRules, SystemNumber } from '../record/numbers.ts';
import type { DriverState, Line, Reading } from '../record/reading.ts';
import type { Units } from './lines/cut.ts';

/**
 * Where the layout comes from: `confirmed` by real records of a telephone system, or `unconfirmed`, written from a
 * text alone. Fixtures written from the same text prove nothing about the format, so the mark follows its calls.
 */
export type Confirmation = 'confirmed' | 'unconfirmed';

/** How sensitive a key of `extra` is: `plain` says nothing of a person, `personal` does and goes when a call is masked. */
export type Sensitivity = 'plain' | 'personal';

/** Reads lines of one format. Pure: the same state and line always give the same reading, whatever the bytes. */
export interface DriverReader {
  /** The state before the first line of an intake; a connection that begins within it finds what the one before left. */
  readonly initial: DriverState;
  /** Never throws. */
  read(state: DriverState, line: Line): Reading;
}

/** The number in the name of a file, and the moment in it, as text that sorts by time. */
export interface FileNumber extends SystemNumber {
  readonly written: string;
}

export interface FileNumbers extends NumberRules {
  /** Null for a name of another form. */
  of(name: string): FileNumber | null;
}

/** One file that describes one format of call records. */
export interface Driver<Options extends z.ZodType = z.ZodType> {
  /** The name in the configuration, the file name without its ending. */
  readonly name: string;
  readonly vendor: string;
  /** One sentence, shown by `drivers`. */
  readonly summary: string;
  readonly confirmation: Confirmation;
  /** How its records are cut out of the bytes where they are no lines; then the framing of the source has no say. */
  readonly units?: Units;
  /** How the system numbers its records; left out where it does not, or the numbers tell nothing of losses. */
  readonly record_numbers?: NumberRules;
  /** How the system numbers its files. */
  readonly file_numbers?: FileNumbers;
  /** What the format cannot tell and what surprises people; a sentence each, shown by `drivers NAME`. */
  readonly traps: readonly string[];
  /** Settings an administrator may give; defaults and documentation come from the schema. */
  readonly options: Options;
  /** An example of the options that parses, shown in the commented example configuration. */
  readonly example: z.input<Options>;
  /** The keys this driver puts into `extra`; others are dropped. */
  readonly extra: Readonly<Record<string, Sensitivity>>;
  /** Further keys, where the administrator names them in the options. */
  extraOf?(options: z.output<Options>): Readonly<Record<string, Sensitivity>>;
  reader(options: z.output<Options>): DriverReader;
}

/** Keeps the type of the options while the member stays an ordinary constant. */
export function defineDriver<Options extends z.ZodType>(driver: Driver<Options>): Driver<Options> {
  return driver;
}
