import { stripTypeScriptTypes } from 'node:module';
import type { SourceFile } from './repository.ts';
import { blank, lineAt } from './source-text.ts';

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Files longer than the limit. */
export function longFiles(files: readonly SourceFile[], limit: number): string[] {
  return files
    .filter(({ text }) => linesOf(text) > limit)
    .map(
      ({ path, text }) =>
        `${path}: ${linesOf(text)} lines; at most ${limit}, so it holds more than one thing`,
    );
}

interface FunctionBody {
  /** As it is declared; empty for a function without a name of its own. */
  readonly name: string;
  readonly line: number;
  /** Lines from its head to its closing brace, without those of functions written inside it. */
  readonly own_lines: number;
}

/** Functions longer than the limit, but for the excepted ones, which are written `path name`. */
export function longFunctions(
  files: readonly SourceFile[],
  limit: number,
  except: Readonly<Record<string, string>> = {},
): string[] {
  const long = files.flatMap((file) =>
    functionsOf(file.text)
      .filter(({ own_lines }) => own_lines > limit)
      .map((body) => ({ ...body, path: file.path, key: `${file.path} ${body.name}` })),
  );
  const needless = Object.keys(except).filter((key) => !long.some((body) => body.key === key));
  return [
    ...long
      .filter(({ key }) => except[key] === undefined)
      .map(
        ({ path, line, name, own_lines }) =>
          `${path}:${line}: ${name} has ${own_lines} lines; at most ${limit}, so name its parts`,
      ),
    ...needless.map((key) => `${key} needs no exception from the length of functions any more`),
  ];
}

/** Words before a parenthesis that are no functions; `await` is that of `for await`. */
const CONTROL = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await']);

interface Head {
  readonly at: number;
  readonly name: string;
}

/**
 * The functions of a text: without types, a body is a brace behind `=>`, or behind a `)` that belongs to no `if`. The
 * callbacks of `describe` are left out: they hold tests, and each test counts for itself.
 */
export function functionsOf(text: string): FunctionBody[] {
  const { code } = blank(stripTypeScriptTypes(text));
  const found: FunctionBody[] = [];
  const open: { head: Head | null; inner: number }[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code[at] === '{') open.push({ head: headOf(code, at), inner: 0 });
    if (code[at] !== '}') continue;
    const body = open.pop();
    if (body === undefined) continue;
    const around = open.at(-1);
    if (body.head === null) {
      if (around !== undefined) around.inner += body.inner;
      continue;
    }
    const line = lineAt(code, body.head.at);
    const lines = lineAt(code, at) - line + 1;
    if (body.head.name !== 'describe')
      found.push({ name: body.head.name, line, own_lines: lines - body.inner });
    // A function of one line is part of the line it stands in.
    if (around !== undefined) around.inner += lines === 1 ? body.inner : lines;
  }
  return found;
}

/** Where the function begins whose body opens here; null when the brace opens something else. */
function headOf(code: string, brace: number): Head | null {
  const before = code.slice(0, brace).trimEnd();
  const arrow = before.endsWith('=>');
  if (!arrow && !before.endsWith(')')) return null;
  const parameters = arrow ? before.slice(0, -2).trimEnd() : before;
  const at = parameters.endsWith(')') ? openingOf(parameters) : parameters.search(/[\w$]+$/);
  const line = code.slice(code.lastIndexOf('\n', at) + 1, at);
  if (arrow)
    return { at, name: /^\s*(?:(?:export )?const (\w+)|(describe)\b)/.exec(line)?.slice(1).join('') ?? '' };
  const name = /([\w$#]*)\s*$/.exec(line)?.[1] ?? '';
  return CONTROL.has(name) ? null : { at, name };
}

/** The place of the parenthesis that the last one closes. */
function openingOf(code: string): number {
  let depth = 0;
  for (let at = code.length - 1; at > 0; at--) {
    if (code[at] === ')') depth += 1;
    if (code[at] === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}
