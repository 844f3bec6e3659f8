import { BLANK_LETTERS, type ExcludedReason } from '../../record/outcome.ts';
import type { DriverState, Reading } from '../../record/reading.ts';
import { ignored, undefinedLine } from '../../record/reading.ts';
import type { DriverReader } from '../driver.ts';
import type { CutRules, Unit } from './cut.ts';
import { decodeLine, type Encoding } from './decode.ts';

const BLANK = /^[\s\0]*$/;

/** What is known besides the unit itself. `plain`: the block has nothing to decode. */
export interface ReadingCircumstances {
  readonly driver: DriverState;
  readonly received_at: number;
  readonly plain: boolean;
}

/** Of the context only what reading needs. */
interface ReadingContext {
  readonly reader: DriverReader;
  readonly settings: { readonly encoding: Encoding };
  readonly cut: Pick<CutRules, 'units'>;
}

/** The reading of one unit: the framer's and decoder's verdict first, then the driver's. */
export function readUnit(
  { reader, settings, cut }: ReadingContext,
  unit: Unit,
  { driver, received_at, plain }: ReadingCircumstances,
): Reading {
  if (unit.trouble === 'line_too_long')
    return undefinedLine('line_too_long', 'the line has no end within the limit');
  const decoded = plain
    ? { text: unit.raw }
    : decodeLine(unit.raw, settings.encoding, cut.units === undefined ? 'one' : 'several');
  if ('not_text' in decoded) return undefinedLine('not_text', decoded.not_text);
  if (BLANK.test(decoded.text)) return ignored('blank');
  if (unit.trouble === 'cut_line')
    return undefinedLine('cut_line', 'the line, or the record, broke off in its middle');
  return reader.read(driver, { text: decoded.text, received_at });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a blanking writes
const BLANKED = /^\x7f[A-Z]\x7f*\x1f?$/;

/** A line that was blanked (0x7F, a letter, then only 0x7F and 0x1F at its end) reads as that outcome for ever; null for any other line. */
export function blankedAs(raw: string): ExcludedReason | null {
  if (raw.charCodeAt(0) !== 0x7f || !BLANKED.test(raw)) return null;
  return BLANK_LETTERS[raw.charAt(1)] ?? null;
}
