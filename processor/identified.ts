import type { RecordIdentity } from '../record/fingerprint.ts';
import type { CallReading } from '../record/reading.ts';

/** What a record is known by: its own key, or the line as it was received. */
export function identified({ record_key, completed_time }: CallReading, raw: string): RecordIdentity {
  return { record_key, completed_time, raw: withoutByteOrderMark(raw) };
}

/** The same file saved again by a spreadsheet has one in front, and the same records. */
function withoutByteOrderMark(raw: string): string {
  return raw.startsWith('\xef\xbb\xbf') ? raw.slice(3) : raw;
}
