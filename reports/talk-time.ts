/** `1:02:03`, less than nothing `-0:05:00`; '' where it is not known. */
export function talkTime(duration_ms: number | null): string {
  if (duration_ms === null) return '';
  const seconds = Math.round(Math.abs(duration_ms) / 1000);
  const sign = duration_ms < 0 && seconds > 0 ? '-' : '';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${sign}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
