import type { SheetRow } from './rate-sheet.ts';

/** The parts of a workbook that hold its first sheet, as text. */
export interface WorkbookParts {
  readonly sheet: string;
  /** Null where the workbook has no table of texts. */
  readonly shared_strings: string | null;
}

const CELL = /<c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g;
const TEXT = /<t\b[^>]*?(?:\/>|>([\s\S]*?)<\/t>)/g;

/**
 * The rows of a sheet as texts. Numbers are what a spreadsheet shows for them: it stores 0.0525 with seventeen digits, and
 * the shortest decimal that means the same is the one that was typed.
 */
export function xlsxRows({ sheet, shared_strings }: WorkbookParts): SheetRow[] {
  const texts = elements(withoutNamespaces(shared_strings ?? ''), 'si');
  const shared = texts.map(({ inside }) => textIn(inside));
  return elements(withoutNamespaces(sheet), 'row').map(({ attributes, inside }, place) => {
    const cells: string[] = [];
    for (const [, written = '', content = ''] of inside.matchAll(CELL)) {
      const column = columnOf(attribute(written, 'r') ?? '') ?? cells.length;
      while (cells.length < column) cells.push('');
      cells[column] = cellText(attribute(written, 't'), content, shared);
    }
    return { line: Number(attribute(attributes, 'r') ?? place + 1), cells };
  });
}

/** Some programs write `<x:row>` where others write `<row>`. */
function withoutNamespaces(xml: string): string {
  return xml.replace(/<(\/?)\w+:(?=\w)/g, '<$1');
}

function cellText(type: string | null, content: string, shared: readonly string[]): string {
  if (type === 'inlineStr') return textIn(content);
  const [, value = ''] = /<v\b[^>]*>([\s\S]*?)<\/v>/.exec(content) ?? [];
  if (type === 's') return shared[Number(value)] ?? '';
  if (type === 'str' || type === 'b' || type === 'e') return unescaped(value);
  return /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(value) ? plainNumber(Number(value)) : unescaped(value);
}

/** Without an exponent, which small prices have. */
function plainNumber(value: number): string {
  const shortest = String(value);
  const [, whole = '', decimals = '', exponent = ''] = /^(\d)(?:\.(\d+))?e-(\d+)$/.exec(shortest) ?? [];
  return exponent === '' ? shortest : `0.${'0'.repeat(Number(exponent) - 1)}${whole}${decimals}`;
}

function elements(xml: string, name: string): { attributes: string; inside: string }[] {
  const pattern = new RegExp(`<${name}\\b([^>]*?)(?:/>|>([\\s\\S]*?)</${name}>)`, 'g');
  return [...xml.matchAll(pattern)].map(([, attributes = '', inside = '']) => ({ attributes, inside }));
}

/** Runs of one text can look different; what is read aloud beside it (`rPh`) is none of it. */
function textIn(xml: string): string {
  const spoken = xml.replace(/<rPh\b[\s\S]*?<\/rPh>/g, '');
  return [...spoken.matchAll(TEXT)].map(([, text = '']) => unescaped(text)).join('');
}

function attribute(attributes: string, name: string): string | null {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? null;
}

/** `AB12` is column 27, counted from 0. */
function columnOf(reference: string): number | null {
  const [letters] = /^[A-Z]{1,3}/.exec(reference) ?? [];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
