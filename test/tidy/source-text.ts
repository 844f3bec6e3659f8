/** A source text with its comments, and also its strings and patterns, blanked out; places and lines stay where they are. */
export interface BlankedText {
  /** Without comments. */
  readonly uncommented: string;
  /** Without comments, and strings, templates and patterns emptied. */
  readonly code: string;
}

type Kind = 'code' | 'comment' | 'text';

/** Reads TypeScript just well enough to tell code from comments, strings, templates and regular expressions. */
export function blank(text: string): BlankedText {
  const kinds = kindsOf(text);
  const keep = (kept: readonly Kind[]): string =>
    Array.from(kinds, (kind, at) => {
      const character = text[at] ?? '';
      return kept.includes(kind) || character === '\n' ? character : ' ';
    }).join('');
  return { uncommented: keep(['code', 'text']), code: keep(['code']) };
}

/** What each character is. Quotes count as code, what stands between them as text. */
function kindsOf(text: string): Kind[] {
  const kinds: Kind[] = new Array(text.length).fill('code');
  const mark = (from: number, to: number, kind: Kind): number => {
    kinds.fill(kind, from, Math.max(from, to));
    return to;
  };
  /** For each open `${`, how many braces are open inside it. */
  const templates: number[] = [];
  const templateText = (from: number): number => {
    const end = templateEnd(text, from);
    mark(from, end, 'text');
    if (text[end] === '`') return end + 1;
    templates.push(0);
    return end + 2;
  };
  let at = 0;
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    const one = text[at] ?? '';
    if (two === '//') at = mark(at, lineEnd(text, at), 'comment');
    else if (two === '/*') at = mark(at, commentEnd(text, at), 'comment');
    else if (one === "'" || one === '"') at = mark(at + 1, stringEnd(text, at + 1, one), 'text') + 1;
    else if (one === '`') at = templateText(at + 1);
    else if (one === '/' && startsPattern(text, kinds, at))
      at = mark(at + 1, patternEnd(text, at + 1), 'text') + 1;
    else if (templates.length > 0 && (one === '{' || one === '}')) {
      const open = templates.pop() ?? 0;
      if (one === '}' && open === 0) at = templateText(at + 1);
      else {
        templates.push(open + (one === '{' ? 1 : -1));
        at += 1;
      }
    } else at += 1;
  }
  return kinds;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function commentEnd(text: string, at: number): number {
  const end = text.indexOf('*/', at + 2);
  return end === -1 ? text.length : end + 2;
}

function stringEnd(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

/** The place of the closing backtick, or of the next `${`. */
function templateEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '`' && text.slice(at, at + 2) !== '${')
    at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

function patternEnd(text: string, from: number): number {
  let at = from;
  let inClass = false;
  while (at < text.length && text[at] !== '\n' && (inClass || text[at] !== '/')) {
    if (text[at] === '[') inClass = true;
    if (text[at] === ']') inClass = false;
    at += text[at] === '\\' ? 2 : 1;
  }
  return Math.min(at, text.length);
}

/** A slash starts a pattern where no value stands before it. */
function startsPattern(text: string, kinds: readonly Kind[], at: number): boolean {
  let before = at - 1;
  while (before >= 0 && (kinds[before] === 'comment' || /\s/.test(text[before] ?? ''))) before -= 1;
  if (before < 0) return true;
  const word = /[A-Za-z_$]+$/.exec(text.slice(Math.max(0, before - 12), before + 1))?.[0];
  if (word !== undefined) return ['return', 'typeof', 'case', 'in', 'of', 'yield', 'await'].includes(word);
  return !/[\w$)\]'"`]/.test(text[before] ?? '');
}

/** The line of a place, from 1. */
export function lineAt(text: string, at: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index !== -1 && index < at; index = text.indexOf('\n', index + 1))
    line += 1;
  return line;
}
