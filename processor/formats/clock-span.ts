/** `hh:mm:ss` in milliseconds, up to 99:59:59; null for overflow marks such as 99:99:99 and all else. */
export function hoursSpan(text: string): number | null {
  if (!/^\d\d:[0-5]\d:[0-5]\d$/.test(text)) return null;
  return (Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60 + Number(text.slice(6))) * 1000;
}

/** `mm:ss` in milliseconds; null for all else. */
export function minutesSpan(text: string): number | null {
  return /^\d\d:[0-5]\d$/.test(text) ? (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * 1000 : null;
}

/** `hh:mm:ss.t` with tenths of a second, in milliseconds; null for all else. */
export function tenthsSpan(text: string): number | null {
  const seconds = hoursSpan(text.slice(0, 8));
  return seconds === null || !/^\.\d$/.test(text.slice(8)) ? null : seconds + Number(text.slice(9)) * 100;
}
