import type { TextPlace } from '../../record/reading.ts';
import { withoutControls } from './control-characters.ts';
import { textWithin } from './placed.ts';

/** An element of XML. What stands between its children besides text is left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without blanks around it. */
  readonly text: string;
}

const DEEPEST = 50;
/** `&#1114111;` */
const LONGEST_ENTITY = 10;
/** Comments, CDATA, instructions, then tags; names are what stands there, because systems put what they like into them. */
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/=!?"']+)((?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s<>/="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads one element; null where the text is not exactly one well-formed element. Document types are refused and only the
 * five entities and character numbers are known, so that nothing in a record can expand.
 */
export function parseXmlElement(source: string): XmlElement | null {
  const open: Building[] = [building('', '')];
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    const text = plainText(source.slice(at, next === -1 ? source.length : next));
    if (text === null) return null;
    appendText(open, text);
    if (next === -1) break;
    TOKEN.lastIndex = next;
    const token = TOKEN.exec(source);
    if (token === null || !takeToken(open, token)) return null;
    at = TOKEN.lastIndex;
  }
  const [root] = open;
  if (open.length !== 1 || root === undefined || root.text.trim() !== '') return null;
  const [only, ...others] = root.children;
  return others.length === 0 ? (only ?? null) : null;
}

interface Building {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

function building(name: string, attributes: string): Building {
  const found = [...attributes.matchAll(ATTRIBUTE)].map(([, key = '', one, other]) => {
    const text = one ?? other ?? '';
    return [key, plainText(text) ?? text] as const;
  });
  return { name, attributes: Object.fromEntries(found), children: [], text: '' };
}

function appendText(open: readonly Building[], text: string): void {
  const inner = open.at(-1);
  if (inner !== undefined) inner.text += text;
}

/** False where tags do not fit each other. */
function takeToken(open: Building[], token: RegExpExecArray): boolean {
  const [, cdata, closing, name, attributes = '', empty] = token;
  if (cdata !== undefined) appendText(open, cdata);
  if (name === undefined) return true;
  if (closing === '/') {
    if (open.length < 2 || open.at(-1)?.name !== name || attributes !== '' || empty === '/') return false;
    return close(open);
  }
  if (open.length > DEEPEST) return false;
  open.push(building(name, attributes));
  return empty === '/' ? close(open) : true;
}

function close(open: Building[]): boolean {
  const done = open.pop();
  if (done === undefined) return false;
  open.at(-1)?.children.push({ ...done, text: done.text.trim() });
  return true;
}

/** Text with its entities; null where one is not known. */
function plainText(text: string): string | null {
  let plain = '';
  let at = 0;
  for (let next = text.indexOf('&'); next !== -1; next = text.indexOf('&', at)) {
    const end = text.slice(next, next + LONGEST_ENTITY).indexOf(';');
    const character = end === -1 ? null : entityOf(text.slice(next + 1, next + end));
    if (character === null) return null;
    plain += text.slice(at, next) + character;
    at = next + end + 1;
  }
  return plain + text.slice(at);
}

function entityOf(name: string): string | null {
  const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name);
  if (number === null) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? null) : null;
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return code > 0 && code <= 0x10ffff ? withoutControls(String.fromCodePoint(code)) : null;
}

/** The first child of a name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of a name; '' where there is none. */
export function childText(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text ?? '';
}

/** The characters of the text of each element of a name that has no children. */
export function elementPlaces(source: string, name: string): TextPlace[] {
  const found: TextPlace[] = [];
  const open = `<${name}`;
  for (let at = source.indexOf(open); at !== -1; at = source.indexOf(open, at + 1)) {
    const from = source.indexOf('>', at) + 1;
    const to = source.indexOf('<', from);
    const tag = source.slice(at + open.length, from - 1);
    if (from > 0 && to !== -1 && /^(?:\s|$)/.test(tag)) found.push(textWithin(source, from, to));
  }
  return found;
}
