import { closeSync, openSync, writeSync } from 'node:fs';

/** Long past, so that ten millions (a hundred days) hold no call of the future. */
const START = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
/** Distinct outside numbers and extensions of the traffic. */
const OUTSIDE = 200_000;
const EXTENSIONS = 2_000;

/** When the traffic begins, and how many calls a day it has. */
export interface Pace {
  readonly begins_at: number;
  readonly calls_a_day: number;
}

const USUAL_PACE: Pace = { begins_at: START, calls_a_day: 100_000 };

/**
 * Writes Asterisk cdr_csv lines of about 260 bytes and 18 columns: 100,000 a day in order of time, 200,000 distinct outside
 * numbers, 2,000 extensions, six of ten calls outgoing, eight of ten answered. Equal for equal arguments.
 */
export function writeAsteriskLines(path: string, firstLine: number, lines: number, pace = USUAL_PACE): void {
  const file = openSync(path, 'w');
  const random = seeded(firstLine + 1);
  let block: string[] = [];
  for (let line = firstLine; line < firstLine + lines; line++) {
    block.push(asteriskLine(line, random, pace));
    if (block.length === 20_000) {
      writeSync(file, `${block.join('\n')}\n`);
      block = [];
    }
  }
  if (block.length > 0) writeSync(file, `${block.join('\n')}\n`);
  closeSync(file);
}

/** A few lines of today as one text, each other than those of other seeds. */
export function asteriskRecords(seed: number, lines: number): string {
  const random = seeded(seed);
  const place = Math.floor((Date.now() - START) / DAY_MS) * 100_000 + (seed % 100_000);
  return Array.from(
    { length: lines },
    (_, line) => `${asteriskLine(place + line, random, USUAL_PACE)}\n`,
  ).join('');
}

function asteriskLine(line: number, random: () => number, { begins_at, calls_a_day }: Pace): string {
  const start = begins_at + Math.floor((line * DAY_MS) / calls_a_day / 1000) * 1000;
  const ring = Math.floor(random() * 30);
  const answered = random() < 0.8;
  const talk = answered ? Math.floor(random() * 600) : 0;
  const extension = String(1000 + Math.floor(random() * EXTENSIONS));
  const number = outsideNumber(Math.floor(random() * OUTSIDE));
  const outgoing = random() < 0.6;
  const [src, dst] = outgoing ? [extension, number] : [number, extension];
  const channels = [`PJSIP/${extension}-${hex(line)}`, `PJSIP/provider-${hex(line + 1)}`];
  const [channel, dstchannel] = outgoing ? channels : channels.reverse();
  const clid = outgoing ? `""User ${extension}"" <${extension}>` : `"""" <${number}>`;
  const answer = answered ? `"${local(start + ring * 1000)}"` : '';
  const end = local(start + (ring + talk) * 1000);
  return (
    `"","${src}","${dst}","from-${outgoing ? 'inside' : 'trunk'}","${clid}","${channel}","${dstchannel}","Dial",` +
    `"PJSIP/${dst}${outgoing ? '@provider' : ''},30","${local(start)}",${answer},"${end}",${ring + talk},${talk},` +
    `"${answered ? 'ANSWERED' : 'NO ANSWER'}","DOCUMENTATION","${start / 1000}.${line}",""`
  );
}

/** German national numbers: a third mobile, the rest in sixty area codes. */
function outsideNumber(place: number): string {
  if (place % 3 === 0) return `01${5 + (place % 2)}${10_000_000 + ((place * 7919) % 89_999_999)}`;
  return `0${30 + (place % 60)}${1_000_000 + ((place * 104_729) % 8_999_999)}`;
}

function local(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** A multiplicative generator: the same numbers for the same seed on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
