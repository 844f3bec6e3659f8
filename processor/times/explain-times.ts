import type { CallReading } from '../../record/reading.ts';
import { type CallTimes, callTimes } from './call-times.ts';
import type { TimeZone } from './time-zone.ts';

/** How the moments of a call were found, in a sentence; `lastEnd` is the end of the call before it. */
export function explainTimes(reading: CallReading, zone: TimeZone, lastEnd: number | null): string {
  const { clock } = reading;
  if (clock === 'utc') return 'the record prints UTC';
  if (clock !== 'wall') return `the record prints its offset, ${offsetText(clock * 60_000)}`;
  const printed = reading.started ?? (reading.ended as number);
  const moments = zone.moments(printed);
  const [first, second] = moments;
  const which = reading.started === null ? 'end' : 'start';
  if (first === undefined)
    return `the printed ${which} does not exist in ${zone.name}: the clock was put forward over it`;
  if (second === undefined)
    return `the record prints local time, which is that of ${zone.name}: ${offsetText(first.offset)}`;
  const both = `${offsetText(first.offset)} or ${offsetText(second.offset)}`;
  const twice = `the printed ${which} occurs twice in ${zone.name}, ${both}, because the clock was put back;`;
  return `${twice} ${choiceOf(reading, zone, lastEnd)}`;
}

/** What decides is found by changing it: the call before has no say where any call before gives the same. */
function choiceOf(reading: CallReading, zone: TimeZone, lastEnd: number | null): string {
  const startBehind = (end: number | null): number | null => {
    const times: CallTimes | { kind: string } = callTimes(reading, zone, end);
    return 'kind' in times ? null : times.started_at;
  };
  if (startBehind(Number.NEGATIVE_INFINITY) === startBehind(Number.POSITIVE_INFINITY))
    return 'the printed duration fits only one of them';
  return lastEnd === null
    ? 'no call stands before it, so the earlier one is taken'
    : 'the order of the calls decides: none ends before the one before it';
}

function offsetText(ms: number): string {
  const minutes = Math.abs(Math.round(ms / 60_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
