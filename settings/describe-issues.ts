import type { z } from 'zod';
import { type Finding, found, type Path, subject } from './finding.ts';
import { nameDefaults } from './name-defaults.ts';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;

/**
 * Given to every parse. zod's own English is for programmers and is left empty, so that a text that is there is one a
 * schema's author wrote. Of an unknown key the issue does not carry the schema, so the allowed keys travel as the text.
 */
export const parseParameters: z.core.ParseContext<Issue> = {
  reportInput: true,
  error: (issue) => {
    if (issue.code !== 'unrecognized_keys' || issue.inst === undefined) return '';
    const { def } = issue.inst._zod;
    return JSON.stringify(
      'shape' in def && typeof def.shape === 'object' && def.shape ? Object.keys(def.shape) : [],
    );
  },
};

/** How the document writes a value, quotes and leading zeros included; undefined where it is not known. */
export type Written = (path: Path) => string | undefined;

/** zod's issues as sentences a person can act on. `also` are further keys that are allowed at the root of the part, which is `given`. */
export function describeIssues(
  issues: readonly Issue[],
  context: { at: Path; also: readonly string[]; written: Written; given?: unknown },
): Finding[] {
  return issues.flatMap((issue) => {
    const path: Path = [
      ...context.at,
      ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    ];
    const also = issue.path.length === 0 ? context.also : [];
    if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path, also);
    if (issue.code === 'invalid_union') {
      const meant = branchMeant(issue);
      if (meant !== null) return describeIssues(meant, { at: path, also, written: context.written });
    }
    return [describe(issue, path, context)];
  });
}

function unknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  path: Path,
  also: readonly string[],
): Finding[] {
  const fromSchema: unknown = issue.message.startsWith('[') ? JSON.parse(issue.message) : [];
  const allowed = [...also, ...(Array.isArray(fromSchema) ? fromSchema.map(String) : [])];
  return issue.keys.map((key) => ({
    path: [...path, key],
    at: 'key',
    message: `“${key}” is not known here${suggestion(key, allowed)}`,
    allowed,
  }));
}

/** The closing of a sentence: the word that was probably meant. */
export function suggestion(written: unknown, allowed: readonly string[]): string {
  const near = typeof written === 'string' ? nearest(written, allowed) : null;
  return near === null ? '.' : `; did you mean “${near}”?`;
}

/**
 * The form a person meant where several are allowed: the only one whose outline fits, or the one with the fewest
 * mistakes. Null when that is anybody's guess.
 */
function branchMeant(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] | null {
  const fitting = issue.errors
    .filter((branch) => branch.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'))
    .map((branch) => ({
      branch,
      weight: branch.reduce((sum, one) => sum + ('keys' in one ? one.keys.length : 1), 0),
    }))
    .sort((one, other) => one.weight - other.weight);
  const [first, second] = fitting;
  if (first === undefined || first.weight === second?.weight) return null;
  return first.branch;
}

function describe(
  issue: Issue,
  path: Path,
  { written, given }: { written: Written; given?: unknown },
): Finding {
  if (issue.code === 'invalid_key') {
    const [reason] = issue.issues;
    const message = `the name “${path.at(-1)}” is not allowed${because(reason?.message ?? '')}`;
    return { path, at: 'key', message, allowed: [] };
  }
  const allowed = allowedValues(issue);
  const finding = (message: string): Finding => ({ path, at: 'value', message, allowed });
  const { input } = issue;
  const ownText = issue.message;
  if (issue.code === 'custom') {
    // A rule over several keys reports the whole they stand in; its text is a sentence that names them.
    const scalar = typeof input !== 'object' || input === null;
    return finding(
      scalar
        ? `${subject(path)} cannot be ${found(input, path)}${because(ownText)}`
        : sentence(nameDefaults(ownText, { path: issue.path.map(String), params: issue.params }, given)),
    );
  }
  if (isMissing(issue)) return finding(`${subject(path)} is missing${because(ownText)}`);
  const wrong = wrongValue(issue);
  if (ownText !== '') return finding(`${subject(path)} cannot be ${found(wrong, path)}${because(ownText)}`);
  if (allowed.length > 0) {
    return finding(`${subject(path)} cannot be ${found(wrong, path)}${suggestion(wrong, allowed)}`);
  }
  return finding(`${subject(path)} ${demand(issue, path, written)}`);
}

/** `: reason.`, or the full stop alone. */
function because(reason: string): string {
  const text = reason.replace(/^allowed: /, '').replace(/\.$/, '');
  return text === '' ? '.' : `: ${text}.`;
}

function sentence(text: string): string {
  return `${text.replace(/\.$/, '')}.`;
}

/** Of a union told apart by a key, zod reports the object, but what is wrong is the value under the key. */
function wrongValue(issue: Issue): unknown {
  const { input } = issue;
  if (issue.code !== 'invalid_union' || issue.discriminator === undefined) return input;
  if (typeof input !== 'object' || input === null) return input;
  return Object.entries(input).find(([key]) => key === issue.discriminator)?.[1];
}

function isMissing(issue: Issue): boolean {
  return wrongValue(issue) === undefined;
}

function allowedValues(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue) return (issue.options ?? []).map(String);
  if (issue.code === 'invalid_type' && issue.expected === 'boolean') return ['true', 'false'];
  return [];
}

function demand(issue: Issue, path: Path, written: Written): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeName(issue.expected)}, but is ${found(issue.input, path)}${quoteHint(issue, path, written)}.`;
    case 'too_small':
      return issue.minimum === 1 && sized(issue.origin)
        ? 'must not be empty.'
        : `must ${bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}${butIs(issue, path)}.`;
    case 'too_big':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}${butIs(issue, path)}.`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}, but is ${found(issue.input, path)}.`;
    case 'invalid_format':
      return `cannot be ${found(issue.input, path)}: ${formatName(issue)}.`;
    case 'invalid_union': {
      const forms = [
        ...new Set(issue.errors.flat().map((one) => (isRootType(one) ? typeName(one.expected) : ''))),
      ];
      const known = forms.filter((form) => form !== '');
      const expected =
        known.length > 0 ? `: it must be ${known.join(', or ')}` : ': it fits none of the allowed forms';
      return `cannot be ${found(issue.input, path)}${expected}.`;
    }
    default:
      return `cannot be ${found(issue.input, path)}.`;
  }
}

function isRootType(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

/** YAML reads 030 as the number 30; the digits as written, in quotes, are what the person meant. */
function quoteHint(issue: z.core.$ZodIssueInvalidType, path: Path, written: Written): string {
  const scalar = typeof issue.input === 'number' || typeof issue.input === 'boolean';
  if (issue.expected !== 'string' || !scalar) return '';
  const text = written(path) ?? String(issue.input);
  return /[\n'"]/.test(text) ? '; put it in quotes' : `; put it in quotes: '${text}'`;
}

const sized = (origin: string): boolean =>
  ['string', 'array', 'set', 'map', 'object', 'record'].includes(origin);

function bound(origin: string, relation: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${relation} ${limit} characters`;
  return sized(origin) ? `have ${relation} ${limit} entries` : `be ${relation} ${limit}`;
}

function butIs({ origin, input }: { origin: string; input?: unknown }, path: Path): string {
  return sized(origin) ? '' : `, but is ${found(input, path)}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  null: 'empty',
};
const typeName = (expected: string): string => TYPE_NAMES[expected] ?? expected;

const FORMAT_NAMES: Readonly<Record<string, string>> = {
  email: 'write an e-mail address',
  url: 'write a whole address such as https://example.org/path',
  ipv4: 'write an IPv4 address such as 192.0.2.7',
  ipv6: 'write an IPv6 address such as 2001:db8::7',
  cidrv4: 'write an IPv4 network such as 192.0.2.0/24',
  cidrv6: 'write an IPv6 network such as 2001:db8::/32',
  date: 'write a date as YYYY-MM-DD',
  time: 'write a time as HH:mm:ss',
};

function formatName(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if ('prefix' in issue) return `it must begin with “${issue.prefix}”`;
  if ('suffix' in issue) return `it must end with “${issue.suffix}”`;
  if ('includes' in issue) return `it must hold “${issue.includes}”`;
  if (issue.format === 'regex') return `it must have the form ${issue.pattern ?? ''}`.trimEnd();
  return FORMAT_NAMES[issue.format] ?? `it must be a valid ${issue.format}`;
}
