// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes bring them back after the line was freed of them
const CONTROLS = /[\x00-\x1f\x7f]/g;

/** A value whose escapes were read: what was deleted of the line itself must not come back, and no stored text has a NUL. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '');
}
