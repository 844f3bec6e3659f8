import { wallTime } from '../../record/calendar.ts';
import type { Clock } from '../../record/reading.ts';
import { isTwelveHours, type Parts, type Sign, type Step, signsOf } from './date-signs.ts';

/** A time as printed: milliseconds on its own clock; the clock is null where the text does not show which one it is. */
export interface PrintedTime {
  readonly ms: number;
  readonly clock: Exclude<Clock, 'wall'> | null;
}

/** A pattern such as `D/M/YYYY H:mm:ss`, made ready for reading. */
export interface DatePattern {
  /** `moment` has a date and a time; `time` has no date, and its milliseconds count from midnight. */
  readonly holds: 'moment' | 'time';
  /** True when the text itself says its clock: an offset is printed, or seconds are counted from 1970 UTC. */
  readonly absolute: boolean;
  /** Milliseconds of the coarsest unit it may end with: a minute, a second or less. */
  readonly grain: number;
  /** Null when the text does not fit the pattern or the calendar has no such moment. */
  read(text: string): PrintedTime | null;
}

/** Makes a pattern ready for reading; the answer is a sentence where the pattern is no good. */
export function compileDatePattern(pattern: string): DatePattern | string {
  if (pattern === 'X') return epochPattern(/^\d{1,11}(?:\.\d{1,9})?$/, 1000);
  if (pattern === 'x') return epochPattern(/^\d{1,14}$/, 1);
  const forms = formsOf(pattern);
  if (typeof forms === 'string') return forms;
  const read: ((text: string) => PrintedTime | null)[] = [];
  const natures = new Set<string>();
  let last: DatePattern | null = null;
  let grain = 0;
  for (const form of forms) {
    const compiled = compileForm(form);
    if (typeof compiled === 'string') return compiled;
    read.push(compiled.read);
    natures.add(`${compiled.holds} ${compiled.absolute}`);
    grain = Math.max(grain, compiled.grain);
    last = compiled;
  }
  if (last === null || natures.size !== 1)
    return 'a part in […] may not decide whether there is a date or an offset';
  const { holds, absolute } = last;
  return { holds, absolute, grain, read: read.length === 1 ? last.read : firstOf(read) };
}

function firstOf(read: readonly ((text: string) => PrintedTime | null)[]): DatePattern['read'] {
  return (text) => {
    for (const form of read) {
      const time = form(text);
      if (time !== null) return time;
    }
    return null;
  };
}

function epochPattern(shape: RegExp, factor: number): DatePattern {
  const end = Date.UTC(2201, 0, 1);
  const read = (text: string): PrintedTime | null => {
    if (!shape.test(text)) return null;
    const ms = Math.trunc(Number(text) * factor);
    return ms < end ? { ms, clock: 'utc' } : null;
  };
  return { holds: 'moment', absolute: true, grain: factor === 1 ? 1 : 1000, read };
}

const MOST_OPTIONAL = 3;

/** The pattern with and without each part in […], the fuller first. */
function formsOf(pattern: string): string[] | string {
  const parts = pattern.split(/('[^']*'|\[[^[\]]*\])/);
  let forms = [''];
  let optional = 0;
  for (const part of parts) {
    const quoted = part.startsWith("'");
    if (part.startsWith('[') && part.endsWith(']') && part.length > 1) {
      optional += 1;
      const inner = part.slice(1, -1);
      forms = forms.flatMap((form) => [form + inner, form]);
    } else if (!quoted && /[[\]]/.test(part)) {
      return 'a […] is not closed, or stands in another';
    } else {
      forms = forms.map((form) => form + part);
    }
  }
  return optional > MOST_OPTIONAL ? `at most ${MOST_OPTIONAL} parts may stand in […]` : forms;
}

function compileForm(form: string): DatePattern | string {
  const signs = signsOf(form);
  if (typeof signs === 'string') return signs;
  const has = (part: Sign['part']) => signs.some((sign) => sign.part === part);
  const trouble = troubleOf(signs, has);
  if (trouble !== null) return trouble;
  const steps = signs.map((sign) => sign.step);
  const dated = has('year');
  const grain = has('ms') ? 1 : has('second') ? 1000 : 60_000;
  return { holds: dated ? 'moment' : 'time', absolute: has('offset'), grain, read: readerOf(steps, dated) };
}

function troubleOf(signs: readonly Sign[], has: (part: Sign['part']) => boolean): string | null {
  const seen = new Set<string>();
  for (const [index, { part, open }] of signs.entries()) {
    if (part !== 'text' && seen.has(part)) return `the ${NAMES[part] ?? part} stands in it twice`;
    seen.add(part);
    if (open && signs[index + 1]?.digit === true) {
      return `the ${NAMES[part] ?? part} of open width is followed by digits, so nobody can tell where it ends`;
    }
  }
  if (!has('hour') || !has('minute')) return 'a pattern needs hours and minutes (HH:mm)';
  if (has('ms') && !has('second')) return 'it has a fraction but no seconds';
  const dated = [has('year'), has('month'), has('day')];
  if (dated.includes(true) && dated.includes(false)) return 'a date needs year, month and day';
  if (has('weekday') && !has('year')) return 'a weekday needs a date';
  if (has('offset') && !has('year')) return 'an offset (Z) needs a date beside it';
  const twelve = signs.some(isTwelveHours);
  if (twelve && !has('half')) return 'hours from 1 to 12 (h) need AM or PM (A)';
  return !twelve && has('half') ? 'AM or PM (A) needs hours from 1 to 12 (h)' : null;
}

/** What the parts are called towards the administrator, where the name in the program is not the word. */
const NAMES: Readonly<Record<string, string>> = { ms: 'fraction', half: 'AM or PM' };

function readerOf(steps: readonly Step[], dated: boolean): DatePattern['read'] {
  const epoch = dated ? 0 : Date.UTC(2000, 0, 1);
  return (text) => {
    const parts: Parts = {
      year: 2000,
      month: 1,
      day: 1,
      hour: 0,
      minute: 0,
      second: 0,
      ms: 0,
      half: null,
      offset: null,
    };
    let at = 0;
    for (const step of steps) {
      at = step(text, at, parts);
      if (at === -1) return null;
    }
    if (at !== text.length) return null;
    const hour = parts.half === null ? parts.hour : (parts.hour % 12) + parts.half;
    const ms = wallTime(parts.year, parts.month, parts.day, hour, parts.minute, parts.second);
    return ms === null ? null : { ms: ms - epoch + parts.ms, clock: parts.offset };
  };
}
