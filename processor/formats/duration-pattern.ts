import { compileNumber, type NumberStyle } from './written-number.ts';

/** How a length of time may be written. */
export const DURATION_UNITS = ['s', 'ms', 'min', '1/10 s', 'H:MM:SS', 'MM:SS'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** Milliseconds, or why there are none. */
export type PrintedDuration = number | 'unreadable' | 'negative';

const FACTORS: Readonly<Record<string, number>> = { s: 1000, ms: 1, min: 60_000, '1/10 s': 100 };

/** Makes the reader of durations in one unit; never a guess: what does not fit the unit is unreadable. */
export function compileDuration(unit: DurationUnit, style: NumberStyle): (text: string) => PrintedDuration {
  const factor = FACTORS[unit];
  if (factor === undefined) return unit === 'H:MM:SS' ? readHours : readMinutes;
  const read = compileNumber(style);
  return (text) => {
    const value = read(text);
    if (value === null) return 'unreadable';
    if (value < 0) return 'negative';
    const ms = Math.round(value * factor);
    return Number.isSafeInteger(ms) ? ms : 'unreadable';
  };
}

/** `0:09:00`, `27:00:05`, `0:09'00`; minutes and seconds have two digits below sixty, so `99:99:99` is no duration. */
function readHours(text: string): PrintedDuration {
  const found = /^(-?)(\d{1,5}):([0-5]\d)[:']([0-5]\d)$/.exec(text);
  return found === null
    ? 'unreadable'
    : signed(found[1], Number(found[2]), Number(found[3]), Number(found[4]));
}

/** `09:00`, `125:07` */
function readMinutes(text: string): PrintedDuration {
  const found = /^(-?)(\d{1,6}):([0-5]\d)$/.exec(text);
  return found === null ? 'unreadable' : signed(found[1], 0, Number(found[2]), Number(found[3]));
}

function signed(sign: string | undefined, hours: number, minutes: number, seconds: number): PrintedDuration {
  return sign === '-' ? 'negative' : (hours * 3600 + minutes * 60 + seconds) * 1000;
}
