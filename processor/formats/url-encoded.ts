import { withoutControls } from './control-characters.ts';

/**
 * A value as FreeSWITCH encodes it. What no encoder writes (a blank, a % without two digits) was not encoded and stays
 * as it is; so does a + before digits, which is how numbers begin and never how blanks stand.
 */
export function decodeUrlValue(text: string): string {
  if (!/[%+]/.test(text) || /\s|%(?![0-9A-Fa-f]{2})/.test(text)) return text;
  const plus = /^\+\d/.test(text) ? '+' : '';
  try {
    return plus + withoutControls(decodeURIComponent(text.slice(plus.length).replaceAll('+', ' ')));
  } catch {
    return text;
  }
}

/**
 * What stands in the field `cdr` of a posted form that somebody kept (`uuid=a_…&cdr=…`), URL-encoded or in Base64; null
 * for any other line.
 */
export function postedRecord(line: string): string | null {
  const found = /^\s*(?:[a-z_]{1,20}=[^&\s]{0,200}&)?cdr=([^&\s]+)\s*$/.exec(line);
  if (found === null) return null;
  const value = found[1] ?? '';
  try {
    if (/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
      const bytes = Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
      return new TextDecoder().decode(bytes);
    }
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
