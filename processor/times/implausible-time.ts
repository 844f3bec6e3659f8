import { DAY_MS } from '../../record/calendar.ts';
import { type UndefinedReading, undefinedLine } from '../../record/reading.ts';

/** More than this after its arrival, a call is implausible. */
const FUTURE_MS = DAY_MS;
/** More than this before its arrival on a stream, a call is implausible. */
const PAST_MS = 400 * DAY_MS;

/** Why a call cannot have begun then; null where it can. */
export function implausibleTime(
  startedAt: number,
  receivedAt: number,
  stream: boolean,
): UndefinedReading | null {
  if (startedAt > receivedAt + FUTURE_MS) {
    return undefinedLine('time_in_future', 'the call starts more than a day after its line arrived');
  }
  if (stream && startedAt < receivedAt - PAST_MS) {
    return undefinedLine('time_too_old', 'the call starts more than 400 days before its line arrived');
  }
  return null;
}
