import { wallTime } from '../../record/calendar.ts';
import type { TextPlace } from '../../record/reading.ts';
import { withoutControls } from './control-characters.ts';
import { textWithin } from './placed.ts';

/** An entry of a detail file: the line above it, and its attributes. */
export interface RadiusEntry {
  readonly head: string;
  /** The first value of an attribute, '' where there is none; of Cisco's pairs, by the name within. */
  readonly value: (name: string) => string;
}

const ATTRIBUTE = /^\s+([A-Za-z0-9._:-]{1,80})\s*[:+]?=\s*(.*)$/;

/** Why a text is no entry, or the entry. */
export function parseRadiusEntry(text: string): RadiusEntry | string {
  const [head = '', ...lines] = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  if (/^\s/.test(head)) return 'the entry does not begin with a line of its date';
  const values = new Map<string, string>();
  for (const line of lines) {
    if (!/^\s/.test(line)) return 'a second date stands within the entry: no blank line ended the one before';
    const found = ATTRIBUTE.exec(line);
    if (found === null) return 'a line of the entry is no attribute with a value';
    keep(values, found[1] ?? '', plainValue((found[2] ?? '').trim()));
  }
  return { head: head.trim(), value: (name) => values.get(name.toLowerCase()) ?? '' };
}

/** The characters of the value of an attribute; null where the entry has none of this name. */
export function attributePlace(text: string, name: string): TextPlace | null {
  const wanted = name.toLowerCase();
  let at = 0;
  for (const line of text.split(/(?<=\n|\r(?!\n))/)) {
    const value = ATTRIBUTE.exec(line.trimEnd())?.[2] ?? '';
    const values = new Map<string, string>();
    keep(values, ATTRIBUTE.exec(line.trimEnd())?.[1] ?? '', plainValue(value.trim()));
    const end = at + line.trimEnd().length;
    if (values.has(wanted)) {
      const { from, to } = textWithin(text, end - value.length, end);
      const inner = value.toLowerCase().lastIndexOf(`${wanted}=`);
      const quote = value.startsWith('"') && value.length > 1 ? 1 : 0;
      return textWithin(text, from + (inner === -1 ? quote : inner + wanted.length + 1), to - quote);
    }
    at += line.length;
  }
  return null;
}

/** The characters of the line above the attributes. */
export function headPlace(text: string): TextPlace {
  const from = text.length - text.trimStart().length;
  const end = /[\r\n]|$/.exec(text.slice(from));
  return textWithin(text, from, from + (end?.index ?? 0));
}

/** Cisco repeats the name in the value (`h323-gw-id = "h323-gw-id=gw1"`) and puts further attributes into pairs. */
function keep(values: Map<string, string>, attribute: string, value: string): void {
  const name = attribute.slice(attribute.lastIndexOf('.') + 1).toLowerCase();
  const pair = /^([a-z0-9-]{2,40})=(.*)$/is.exec(value);
  const inner = pair?.[1]?.toLowerCase();
  if (inner !== undefined && (name === 'cisco-avpair' || name === inner)) set(values, inner, pair?.[2] ?? '');
  else set(values, name, value);
}

function set(values: Map<string, string>, name: string, value: string): void {
  if (!values.has(name)) values.set(name, value.trim());
}

/** A text without its quotes and escapes; octal escapes are the bytes of UTF-8. */
function plainValue(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/(?:\\[0-3][0-7]{2})+|\\(.)/g, (all, single?: string) => {
    if (single !== undefined) return /[nrt]/.test(single) ? ' ' : single;
    const bytes = all.slice(1).split('\\');
    const text = new TextDecoder().decode(Uint8Array.from(bytes, (octal) => Number.parseInt(octal, 8)));
    return withoutControls(text);
  });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function momentOf(year = '', month = '', day = '', clock = ''): number | null {
  const [hour, minute, second] = clock.split(':').map(Number);
  const place = MONTHS.indexOf(month) + 1;
  return wallTime(Number(year), place, Number(day), hour ?? Number.NaN, minute ?? 0, second ?? 0);
}

/** `Tue Sep 13 16:24:27 2011`: local time, no zone. */
export function readEntryDate(text: string): number | null {
  const found = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(text);
  return found === null ? null : momentOf(found[4], found[1], found[2], found[3]);
}

/** `Sep 13 2011 16:24:27 CEST`, as FreeRADIUS prints dates: local time of the server. */
export function readAttributeDate(text: string): number | null {
  const found = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d)(?: \S{1,8})?$/.exec(text);
  return found === null ? null : momentOf(found[3], found[1], found[2], found[4]);
}

/** A time as a Cisco gateway prints it: on a clock of its own, whose zone is only a name. */
export interface GatewayTime {
  readonly wall: number;
  readonly zone: string;
  /** Marked by the gateway as not to be trusted. */
  readonly doubtful: boolean;
}

/** `*14:48:32.000 EET Mon Dec 26 2005` */
export function readGatewayTime(text: string): GatewayTime | null {
  const found =
    /^([*.]?)(\d\d:\d\d:\d\d)(?:\.(\d{1,3}))? (\S{1,8}) [A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{4})$/.exec(
      text,
    );
  if (found === null) return null;
  const [, mark, clock, fraction = '0', zone = '', month, day, year] = found;
  const wall = momentOf(year, month, day, clock);
  return wall === null ? null : { wall: wall + Number(fraction.padEnd(3, '0')), zone, doubtful: mark !== '' };
}
