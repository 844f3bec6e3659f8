/** RFC 4180: lines end with CR LF; a line end of either kind inside of a cell is quoted. */
export const CSV = {
  record_delimiter: 'windows',
  quote_record_delimiter: true,
  cast: { boolean: String, string: plainText },
} as const;

/** With its sign: whole numbers, amounts, shares as the language writes them, and lengths in hours, minutes and seconds. */
const SIGNED = /^[+-]\d+(?:\.\d+)?(?:e[+-]\d+|(?::\d\d)+)?$/;

/** A spreadsheet must not take a text for a formula, whatever its width; a plain number with its sign is none and stays as it is. */
function plainText(text: string): string {
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) && !SIGNED.test(text) ? `'${text}` : text;
}
