import type { TextPlace } from '../../record/reading.ts';
import { withoutControls } from './control-characters.ts';
import { textWithin } from './placed.ts';

/** An object of JSON as it came: nothing is known of its fields. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value that a text of JSON stands for; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of its own: names such as `constructor` come with every object. */
export function fieldOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A text or number as text without blanks around it; '' for anything else, and where there is no object. */
export function textOf(object: unknown, name: string): string {
  const value = isObject(object) ? fieldOf(object, name) : undefined;
  if (typeof value === 'string') return withoutControls(value).trim();
  return typeof value === 'number' ? String(value) : '';
}

/** The characters of each value that stands in the text behind a name, without its quotes. */
export function jsonPlaces(text: string, name: string): TextPlace[] {
  const found: TextPlace[] = [];
  const key = JSON.stringify(name).toLowerCase();
  const lower = text.toLowerCase();
  for (let at = lower.indexOf(key); at !== -1; at = lower.indexOf(key, at + 1)) {
    const value = /^\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,}\]]*))/.exec(text.slice(at + key.length));
    if (value === null) continue;
    const end = at + key.length + value[0].length - (value[1] === undefined ? 0 : 1);
    found.push(textWithin(text, end - (value[1] ?? value[2] ?? '').length, end));
  }
  return found;
}
