import type { IntakeId, UtcMs } from './intake.ts';
import type { RawCopy } from './raw-copy.ts';

/** Bytes of an intake that must not stay as they were received. */
export interface Blank {
  readonly offset: number;
  readonly length: number;
  /** A letter of BLANK_LETTERS for a whole line, or `*` for digits and names within one. */
  readonly code: string;
}

/** A raw copy in which something is to be overwritten, or of which a new print is due because something was. */
export interface CopyToBlank {
  /** The intake that has the raw copy. */
  readonly intake: IntakeId;
  readonly copy: RawCopy;
  readonly blanks: readonly Blank[];
  /** Bytes of which to take the print when these are overwritten; null while more of the file can come. */
  readonly print_length: number | null;
}

/** What whoever overwrites asks the store to remember. Every method is one transaction. */
export interface BlankRegister {
  /** The first raw copy, in the order of intakes from this one on, that is to be blanked; null when there is none. */
  toBlank(from: IntakeId): Promise<CopyToBlank | null>;
  /** The plain copy stands in the place of the packed one again. */
  recordUnseal(intake: IntakeId, path: string): Promise<void>;
  /** These were overwritten, durable: they are struck from the list, and the copy is compared with this print from now on. */
  recordBlanked(
    intake: IntakeId,
    blanks: readonly Blank[],
    print: { length: number; content_mac: string } | null,
    now: UtcMs,
  ): Promise<void>;
}

/** Begins a blanked line, and fills it. */
export const BLANK_BYTE = 0x7f;
/** Ends a blanked line: what stands right behind it may begin with any letter. */
export const BLANK_END_BYTE = 0x1f;

/** The bytes that stand from now on in a place, a character per byte. */
export function blankText({ length, code }: Pick<Blank, 'length' | 'code'>): string {
  if (code === '*') return '*'.repeat(length);
  const fill = String.fromCharCode(BLANK_BYTE);
  const text = fill + code;
  return length < 3
    ? text.slice(0, length)
    : text.padEnd(length - 1, fill) + String.fromCharCode(BLANK_END_BYTE);
}
