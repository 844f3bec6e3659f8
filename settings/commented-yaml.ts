import { stringify } from 'yaml';
import { isMapping, type Mapping, own } from './as-written.ts';
import type { JsonSchema } from './json-schema.ts';

const WIDTH = 110;

/**
 * Every key a schema knows, in its order, under its description: with the value given, or commented out with its
 * default as `#key: value`. Remarks have a blank after the #, so taking the # off every `#key:` changes nothing.
 */
export function commentedMapping(schema: JsonSchema, values: Mapping, indent: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const json = typeof property === 'object' ? property : {};
    const remarks = remark([json.description, oneOf(json)], indent);
    const value = own(values, key);
    if (value !== undefined) return [...remarks, ...commentedEntry(key, value, json, indent)];
    if (json.default === undefined) return [...remarks, `${indent}# ${key}: not set`];
    return [...remarks, `${indent}#${key}: ${onOneLine(json.default)}`];
  });
}

function commentedEntry(key: string, value: unknown, json: JsonSchema, indent: string): string[] {
  const deeper = `${indent}  `;
  if (isMapping(value) && json.properties)
    return [`${indent}${key}:`, ...commentedMapping(json, value, deeper)];
  return entry(key, value, indent);
}

/** A key with its value as YAML, without remarks. */
export function entry(key: string, value: unknown, indent: string): string[] {
  const line = `${indent}${key}: ${onOneLine(value)}`;
  if (typeof value !== 'object' || value === null || line.length <= WIDTH) return [line];
  const block = stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
  return [`${indent}${key}:`, ...block.map((text) => `${indent}  ${text}`)];
}

/** Sentences as comment lines, broken at blanks. */
export function remark(sentences: readonly (string | undefined)[], indent: string): string[] {
  const words = sentences.flatMap((sentence) => (sentence ?? '').split(/\s+/)).filter((word) => word !== '');
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}# ${word}`);
  }
  return lines;
}

function oneOf(json: JsonSchema): string | undefined {
  const items = isMapping(json.items) ? own(json.items, 'enum') : undefined;
  const choices = [json, ...(json.anyOf ?? [])].flatMap((form) =>
    typeof form === 'object' ? (form.enum ?? []) : [],
  );
  const values: unknown[] = Array.isArray(items) ? items : choices;
  return values.length > 0 ? `(${values.map(choice).join(', ')})` : undefined;
}

/** A sign such as a comma would be lost among the commas. */
function choice(value: unknown): string {
  return typeof value === 'string' && !/^\w[\w ./:-]*$/.test(value) ? JSON.stringify(value) : String(value);
}

function onOneLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();
}
