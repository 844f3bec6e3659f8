/** What a spreadsheet would take for a formula. A number with its sign is none. */
const FORMULA = /^[=+\-@\t\r]/;
const SIGNED = /^[+-]\d+$/;

/** Text for a cell of a spreadsheet, never a formula: what would be one gets an apostrophe before it. */
export function withGuard(text: string): string {
  return (FORMULA.test(text) && !SIGNED.test(text)) || /^'+[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The text again. */
export function withoutGuard(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
