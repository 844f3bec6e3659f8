/** RFC 4180: lines end with CR LF; a line end of either kind inside of a cell is quoted. */
export const CSV = {
  record_delimiter: 'windows',
  quote_record_delimiter: true,
  cast: { boolean: String, string: plainText },
} as const;

/** A spreadsheet must not take a text for a formula, whatever its width; a plain number with its sign is none and stays as it is. */
function plainText(text: string): string {
  return /^(?:[=@\t\r\n\uff1d\uff0b\uff0d\uff20]|[+-](?!\d+$))/.test(text) ? `'${text}` : text;
}
