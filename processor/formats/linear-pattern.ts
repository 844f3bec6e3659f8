import { RE2JS } from 're2js';

/**
 * A pattern that an administrator typed. It runs on RE2, whose time grows with the text and never explodes, so that
 * no pattern and no line can stop the processor.
 */
export interface LinearPattern {
  /** True when the pattern is found anywhere in the text; `^` and `$` tie it to the ends. */
  finds(text: string): boolean;
  /** The text of the first group where the pattern is found; null where it is not. */
  part(text: string): string | null;
  /** The place of the first character where the pattern is found, from 0; -1 where it is not. */
  place(text: string): number;
  readonly groups: number;
}

/** Makes a pattern ready; the answer is a sentence where it is no good. */
export function compileLinearPattern(pattern: string): LinearPattern | string {
  try {
    const compiled = RE2JS.compile(pattern);
    return {
      groups: compiled.groupCount(),
      finds: (text) => compiled.test(text),
      part(text) {
        const matcher = compiled.matcher(text);
        return matcher.find() ? (matcher.group(1) ?? null) : null;
      },
      place(text) {
        const matcher = compiled.matcher(text);
        return matcher.find() ? matcher.start() : -1;
      },
    };
  } catch (error) {
    const why =
      error instanceof Error ? error.message.replace('error parsing regexp: ', '') : 'it cannot be read';
    return `the pattern is refused: ${why} (RE2 syntax, which has no look-around and no back-references)`;
  }
}
