import { CUT_START, cutBlock } from '../lines/cut.ts';
import { decodeLine } from '../lines/decode.ts';
import { many, type NoDraft } from './guess.ts';

/** The lines of a sample as drivers get them, without those that are blank. */
export interface SampleLines {
  readonly lines: readonly string[];
  /** What remarks begin with, where there are some; they are not among the lines. */
  readonly comment: string | null;
  /** What was seen of the encoding, a sentence. */
  readonly encoding: string;
}

const LINE_BYTES = 65_536;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is counted are the signs that text does not have
const CONTROLS = /[\x00-\x08\x0e-\x1f\x7f]/g;
const HIGH = /[\x80-\xff]/g;
const HIGH_SIGN = /[\x80-\xff]/;

/** The text of a sample (a character per byte), or why it is none. `whole`: the file ends where the text does. */
export function sampleLines(text: string, whole: boolean): SampleLines | NoDraft {
  const binary = whyBinary(text);
  if (binary !== null) return binary;
  const lines: string[] = [];
  let utf8 = 0;
  let other = 0;
  cutBlock(text, 0, CUT_START, { framing: 'line', limit: LINE_BYTES }, whole ? 'file' : 'more', ({ raw }) => {
    const decoded = decodeLine(raw, 'auto');
    if ('not_text' in decoded || decoded.text.trim() === '') return;
    const line = decoded.text.charCodeAt(0) === 0xfeff ? decoded.text.slice(1) : decoded.text;
    if (HIGH_SIGN.test(raw)) {
      if (isUtf8(raw)) utf8 += 1;
      else other += 1;
    }
    lines.push(line);
  });
  if (lines.length === 0)
    return { trouble: 'The file is empty.', hint: 'Bring a file with some call records.' };
  if (lines.length === 1) {
    return {
      trouble: 'The file has one line only.',
      hint: 'What is a heading, a column or a day shows in several lines: bring at least two, better some hundred of several days.',
    };
  }
  const remarks = lines.filter((line) => line.startsWith('#'));
  const told = remarks.filter((line) => /^#+\s*\p{L}/u.test(line)).length;
  const comment = told > 0 && told * 2 >= remarks.length && remarks.length * 2 < lines.length ? '#' : null;
  const kept = comment === null ? lines : lines.filter((line) => !line.startsWith(comment));
  return { lines: kept, comment, encoding: encodingOf(utf8, other) };
}

function whyBinary(text: string): NoDraft | null {
  const share = (signs: RegExp): number => (text.match(signs) ?? []).length / Math.max(1, text.length);
  const controls = share(CONTROLS);
  if (share(/\0/g) > 0.3) {
    return {
      trouble: 'Nearly every second byte of the file is a NUL: it looks like UTF-16.',
      hint: 'Have it exported or converted as UTF-8.',
    };
  }
  if (controls <= 0.1 && !(controls > 0.01 && share(HIGH) > 0.3)) return null;
  return {
    trouble: `The file is no text: ${Math.round(100 * (controls + share(HIGH)))} % of its bytes are no signs of a text.`,
    hint: 'Spreadsheets and databases must be exported as text first; a capture of a binary protocol needs a driver.',
  };
}

function isUtf8(raw: string): boolean {
  try {
    return decodeURIComponent(escapedBytes(raw)) !== '';
  } catch {
    return false;
  }
}

function escapedBytes(raw: string): string {
  return Array.from(raw, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
}

function encodingOf(utf8: number, other: number): string {
  if (other > 0) {
    return `Encoding, guess: ${many(other, 'line')} cannot be UTF-8 and would be read as Windows-1252; where letters look wrong, say the encoding of the source.`;
  }
  return utf8 > 0
    ? `Encoding, sure: ${many(utf8, 'line')} with letters beyond ASCII, all as UTF-8, which a source reads by itself.`
    : 'Encoding, sure: nothing but ASCII in these lines.';
}
