import { compileLinearPattern } from '../formats/linear-pattern.ts';
import { parseXmlElement, type XmlElement } from '../formats/xml-element.ts';
import { createTimeZone } from '../times/time-zone.ts';
import type { MatchRule } from './match-rule.ts';

/** What a name or a sidecar says of the call of an attachment, as it stands there. */
export interface WrittenHint {
  readonly call_key: string | null;
  readonly number: string | null;
  /** The start of the call, or about it. */
  readonly at: number | null;
}

/** Digits of a number of seconds, and of milliseconds, since 1970. */
const EPOCH = /^(\d{9,10})(?:\.\d+)?$|^(\d{12,13})$/;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?$/;

/** What is known by the name alone; a sentence where the name does not say it. */
export function hintOfName(rule: Extract<MatchRule, { by: 'name' }>, name: string): WrittenHint | string {
  const pattern = compileLinearPattern(rule.call_key);
  const key = typeof pattern === 'string' ? null : pattern.part(name);
  if (key === null || key === '')
    return 'its name does not have the key of a call where the pattern looks for it';
  return { call_key: key, number: null, at: null };
}

/** What a sidecar says, JSON or XML; a sentence where it cannot be read. Local times are of `timeZone`. */
export function hintOfSidecar(
  rule: Extract<MatchRule, { by: 'sidecar' }>,
  text: string,
  timeZone: string,
): WrittenHint | string {
  const fieldOf = /\.xml$/i.test(rule.file) ? fieldsOfXml(text) : fieldsOfJson(text);
  if (fieldOf === null) return 'its sidecar cannot be read';
  const read = (name: string | null): string | null => (name === null ? null : fieldOf(name));
  const call_key = read(rule.call_key);
  const number = read(rule.number);
  const written = read(rule.time);
  const at = written === null ? null : momentOf(written, timeZone);
  if (written !== null && at === null) return `its sidecar has a time in ${rule.time} that cannot be read`;
  if (call_key === null && (number === null || at === null))
    return 'its sidecar has neither the key of a call nor a number and a time';
  return { call_key, number, at };
}

type FieldOf = (path: string) => string | null;

function fieldsOfJson(text: string): FieldOf | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  return (path) => {
    let value = document;
    for (const name of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
      value = (value as Readonly<Record<string, unknown>>)[name];
    }
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    return asText(String(value));
  };
}

/** Elements by their names from the outermost one's children on, or an attribute at the end. */
function fieldsOfXml(text: string): FieldOf | null {
  const root = parseXmlElement(text.replace(/^\uFEFF/, '').trim());
  if (root === null) return null;
  return (path) => {
    let element: XmlElement | undefined = root;
    let attribute: string | undefined;
    for (const name of path.split('.')) {
      attribute = element?.attributes[name];
      element = element?.children.find((child) => child.name === name);
    }
    return asText(element?.text ?? attribute ?? '');
  };
}

function asText(value: string): string | null {
  const text = value.trim();
  return text === '' ? null : text;
}

function momentOf(text: string, timeZone: string): number | null {
  const [, seconds, milliseconds] = EPOCH.exec(text) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1000;
  if (milliseconds !== undefined) return Number(milliseconds);
  const local = LOCAL.exec(text);
  if (local !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = local.slice(1).map(Number);
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    if (new Date(wall).toISOString().slice(0, 10) !== text.slice(0, 10)) return null;
    return createTimeZone(timeZone).moments(wall)[0]?.utc ?? null;
  }
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return null;
  }
}
