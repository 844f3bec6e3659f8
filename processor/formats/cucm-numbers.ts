const EPOCH = /^\d{9,10}$/;
const INTEGER = /^-?\d{1,10}$/;

/** Seconds since 1970 in UTC as milliseconds; values of fewer digits come from columns that moved, not from clocks. */
export function epochOf(text: string): number | null {
  const seconds = EPOCH.test(text) ? Number(text) : 0;
  return seconds > 0 && seconds < 7_258_118_400 ? seconds * 1000 : null;
}

/** A code, null when it is empty or 0; undefined when it is none. Causes above 2^31 come back from what was stored as int32. */
export function codeOf(text: string): number | null | undefined {
  if (text === '') return null;
  if (!INTEGER.test(text)) return undefined;
  const code = Number(text);
  if (code < -(2 ** 31) || code >= 2 ** 32) return undefined;
  return code < 0 ? code + 2 ** 32 : code || null;
}
