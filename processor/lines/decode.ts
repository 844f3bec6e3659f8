/** `auto` is UTF-8, and Windows-1252 for a line that cannot be UTF-8. */
export const ENCODINGS = [
  'auto',
  'utf-8',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'ibm866',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What is deleted of a record that has lines itself: all but its line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: serial lines carry them, and they must go
const CONTROLS_BESIDE_LINE_ENDS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
/** Anything but tab and printable ASCII. */
const UNUSUAL = /[^\t\x20-\x7e]/;
/** Anything in a block of lines that makes one of them unusual. */
const UNUSUAL_IN_BLOCK = /[^\t\n\r\x20-\x7e]/;
const HIGH = /[\x80-\xff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: serial lines carry them, and they must go
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/g;
const UTF8_BOM = '\xef\xbb\xbf';
const UTF8_SEQUENCE = /[\xc3-\xf4][\x80-\xbf]/;

/** The text of a line, or why there is none. */
export type Decoded = { readonly text: string } | { readonly not_text: string };

/** True when no line of the block needs decoding. */
export function isPlain(block: string): boolean {
  return !UNUSUAL_IN_BLOCK.test(block);
}

/**
 * The text of a line given with a character per byte. Control characters are deleted, never replaced: serial lines
 * bring NUL, XON and DLE into the middle of fields. A line that consists of them to a tenth is no text. The line ends of a record of several lines stay.
 */
export function decodeLine(raw: string, encoding: Encoding, lines: 'one' | 'several' = 'one'): Decoded {
  if (!UNUSUAL.test(raw)) return { text: raw };
  const body = raw.startsWith(UTF8_BOM) ? raw.slice(3) : raw;
  const clean = body.replace(lines === 'one' ? CONTROLS : CONTROLS_BESIDE_LINE_ENDS, '');
  const controls = body.length - clean.length;
  if (controls > 8 && controls * 10 > body.length) {
    return { not_text: whyNotText(body, controls) };
  }
  return { text: HIGH.test(clean) ? decodeHigh(clean, encoding) : clean };
}

/** Every byte of a line as text, control characters too: for people who look at the line itself. */
export function wholeText(raw: string, encoding: Encoding): string {
  return HIGH.test(raw) ? decodeHigh(raw, encoding) : raw;
}

function whyNotText(body: string, controls: number): string {
  const nuls = body.split('\0').length - 1;
  // Text in UTF-16 has a NUL beside every ASCII character, which is nearly every one.
  return nuls * 5 >= body.length * 2
    ? 'it looks like UTF-16: have it exported or converted as UTF-8'
    : `${controls} of ${body.length} bytes are control characters`;
}

const decoders = new Map<string, TextDecoder>();

function decoder(encoding: string, fatal: boolean): TextDecoder {
  const name = `${encoding} ${fatal}`;
  const known = decoders.get(name) ?? new TextDecoder(encoding, { fatal, ignoreBOM: true });
  decoders.set(name, known);
  return known;
}

function decodeHigh(clean: string, encoding: Encoding): string {
  const bytes = Buffer.from(clean, 'latin1');
  if (encoding !== 'auto') return decoder(encoding, false).decode(bytes);
  try {
    return decoder('utf-8', true).decode(bytes);
  } catch {
    // A field cut in the middle of a character (Asterisk cuts at 79 bytes) must not make the whole line Windows-1252.
    return decoder(UTF8_SEQUENCE.test(clean) ? 'utf-8' : 'windows-1252', false).decode(bytes);
  }
}
