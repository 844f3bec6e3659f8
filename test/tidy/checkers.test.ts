import { describe, expect, test } from 'vitest';
import { BANS, DOORS, MAY_IMPORT, PACKAGE_HOMES, TEXT_BANS } from './house-rules.ts';
import { forbiddenImports, homelessPackages, importCycles, importsOf, passedDoors } from './imports.ts';
import { functionsOf, longFiles, longFunctions } from './measures.ts';
import { isListed } from './member-lists.ts';
import { sourceFile } from './repository.ts';
import { blank } from './source-text.ts';
import { badNames, bannedInText, bannedWords, needlessExceptions } from './words.ts';

// A rule that never bites is a wish: each is shown a small text that breaks it, and one that does not.

const found = (path: string, text: string): string[] => bannedWords([sourceFile(path, text)], BANS);

describe('telling code from comments and strings', () => {
  test.each([
    ['a comment to the end of the line', 'a // b\nc', 'a     \nc'],
    ['a comment over two lines', 'a /* b\nb */ c', 'a     \n     c'],
    ['a string with an escaped quote', "a('b\\'c')d", "a('    ')d"],
    ['an address in a string', 'a("http://b")', 'a("        ")'],
    ['a template with code in it', '`a§{b(`c§{d}`)}e`', '` §{b(` §{d}`)} `'],
    ['braces inside the code of a template', '`a§{ {b: 1} }c`', '` §{ {b: 1} } `'],
    ['a pattern with a slash in a class', 'a = /[/"]b/g', 'a = /     /g'],
    ['a division', 'a / b / c', 'a / b / c'],
    ['a pattern behind a word', 'return /a"/', 'return /  /'],
  ])('%s', (_, text, code) => {
    // § stands for the dollar sign, which would look like a mistake in a plain string.
    expect(blank(text.replaceAll('§', '$')).code).toBe(code.replaceAll('§', '$'));
  });

  test('keeps strings where only comments go', () => {
    expect(blank("import 'a'; // from 'b'").uncommented.trim()).toBe("import 'a';");
  });
});

describe('imports', () => {
  const forbidden = (path: string, text: string) => forbiddenImports([sourceFile(path, text)], MAY_IMPORT);

  test('are found in each of their forms', () => {
    const text = `import a from './a.ts';\nimport {\n  b,\n} from '../b.ts';\nexport { c } from 'zod/v4';\nimport 'node:fs';
import type { D } from '@types/d/e';\nconst e = await import('./e.ts'); // import './f.ts'`;
    expect(importsOf(sourceFile('store/x.ts', text))).toMatchObject([
      { line: 1, path: 'store/a.ts', package_name: null, type_only: false },
      { line: 2, path: 'b.ts' },
      { line: 5, path: null, package_name: 'zod' },
      { line: 6, path: null, package_name: null },
      { line: 7, package_name: '@types/d', type_only: true },
      { line: 8, path: 'store/e.ts' },
    ]);
  });

  test.each([
    ['record/x.ts', "import { a } from '../store/store.ts';"],
    ['processor/drivers/x.ts', "import type { A } from '../../collector/source.ts';"],
    ['collector/x.ts', "import { a } from '../processor/cut.ts';"],
    ['store/x.ts', "import { a } from '../cli/command.ts';"],
    ['reports/x.ts', "import { a } from '../store/open-database.ts';"],
    ['settings/x.ts', "import { a } from '../processor/process.ts';"],
    ['cli/x.ts', "import { a } from '../test/a.ts';"],
    ['pipeline.ts', "import { a } from './processor/process.ts';"],
    ['stray.ts', 'const a = 1;'],
    ['lib/a.ts', 'const a = 1;'],
  ])('%s may not: %s', (path, text) => {
    expect(forbidden(path, text)).toHaveLength(1);
  });

  test.each([
    ['processor/drivers/x.ts', "import { a } from '../../record/call.ts';"],
    ['reports/x.ts', "import type { A } from '../store/store.ts';"],
    ['cli/x.ts', "import { a } from '../store/queries/calls.ts';"],
    ['test/store/x.ts', "import { a } from '../../store/tables.ts';"],
  ])('%s may: %s', (path, text) => {
    expect(forbidden(path, text)).toEqual([]);
  });

  test('of packages away from home, or without one, are found', () => {
    const packages = (path: string, text: string) =>
      homelessPackages([sourceFile(path, text)], PACKAGE_HOMES).length;
    expect(packages('cli/x.ts', "import Database from 'better-sqlite3';")).toBe(1);
    expect(packages('store/x.ts', "import Database from 'better-sqlite3';")).toBe(0);
    expect(packages('processor/x.ts', "import { a } from 'libphonenumber-js/max';")).toBe(0);
    expect(packages('processor/x.ts', "import a from 'left-pad';")).toBe(1);
  });

  test('past a door are found, those of types are none', () => {
    const past = (path: string, text: string) => passedDoors([sourceFile(path, text)], DOORS).length;
    const calls = 'store/queries/calls.ts';
    expect(past('cli/commands/x.ts', `import { readCalls } from '../../${calls}';`)).toBe(1);
    expect(past('reports/x.ts', `const a = await import('../${calls}');`)).toBe(1);
    expect(past('cli/commands/x.ts', `import type { CallFilter } from '../../${calls}';`)).toBe(0);
    expect(past('access/x.ts', `import { readCalls } from '../${calls}';`)).toBe(0);
    expect(past('store/x.ts', "import { readCalls } from './queries/calls.ts';")).toBe(0);
  });

  test('in a ring are found once, those of types are none', () => {
    const ring = (middle: string) => [
      sourceFile('a.ts', "import './b.ts';"),
      sourceFile('b.ts', middle),
      sourceFile('c.ts', "import { a } from './a.ts';\nimport './b.ts';"),
    ];
    expect(importCycles(ring("import { c } from './c.ts';"))).toEqual([
      'a.ts → b.ts → c.ts → a.ts: these import each other in a ring',
      'b.ts → c.ts → b.ts: these import each other in a ring',
    ]);
    expect(importCycles(ring("import type { C } from './c.ts';"))).toEqual([]);
  });
});

describe('banned', () => {
  test.each([
    ['processor/x.ts', "import { readFile } from 'node:fs/promises';"],
    ['record/x.ts', "import { hash } from 'node:crypto';"],
    ['processor/x.ts', 'const zone = process.env.TZ;'],
    ['processor/x.ts', 'setTimeout(a, 1);'],
    ['cli/x.ts', "const rows = query.selectFrom('call').selectAll();"],
    ['reports/x.ts', 'const all = "select * from undefined_line";'],
    ['store/x.ts', 'const now = Date.now();'],
    ['maintenance/x.ts', 'const now = new Date();'],
    ['reports/x.ts', 'const now = Temporal.Now.instant();'],
    ['store/x.ts', 'const now = performance.now();'],
    ['collector/x.ts', 'const wait = Math.random();'],
    ['processor/drivers.ts', 'const a = await import(`./drivers/` + name);'],
    ['cli/x.ts', 'const a = await import(name);'],
    ['cli/x.ts', 'let a: any;'],
    ['cli/x.ts', 'const a = b as any[];'],
    ['cli/x.ts', 'const a = b!;'],
    ['cli/x.ts', 'const a = b!.c;'],
    ['cli/x.ts', 'const a = b()![0];'],
    ['cli/x.ts', 'enum A { B }'],
    ['cli/x.ts', '// @ts-expect-error'],
    ['test/x.test.ts', 'describe.only(a, b);'],
    ['test/x.test.ts', 'test.skip(a, b);'],
    ['test/x.test.ts', 'test.skip.each([])(a, b);'],
  ])('in %s: %s', (path, text) => {
    expect(found(path, text)).toHaveLength(text.includes('process.env') ? 2 : 1);
  });

  test.each([
    ['record/mac.ts', "import { createHmac } from 'node:crypto';"],
    ['processor/x.ts', 'const done = parts.process.all();'],
    ['processor/x.ts', 'const day = new Date(time).getUTCDay(); // never Date.now()'],
    ['processor/x.ts', "const say = 'setTimeout';"],
    ['cli/x.ts', 'const now = Date.now();'],
    ['cli/x.ts', "const a = await import('./a.ts');"],
    ['cli/x.ts', 'const a = Promise.any([]); const b = { any: 1 };'],
    ['cli/x.ts', 'if (a !== b || !c) d = !e;'],
    ['test/x.test.ts', 'test.skipIf(!sshd)(a, b);'],
  ])('not, in %s: %s', (path, text) => {
    expect(found(path, text)).toEqual([]);
  });

  test('words in texts', () => {
    // Put together here, because this file is searched as well.
    const words = ['TO' + 'DO', 'FIX' + 'ME', 'X'.repeat(3), `see ${'/ho'}me/someone`, `${'/wo'}rk/a`];
    for (const text of words) expect(bannedInText([{ path: 'a.md', text }], TEXT_BANS)).toHaveLength(1);
    for (const text of ['todo', 'XXXX', `docs${'/wo'}rk/a`, '/var/lib/ledgerline']) {
      expect(bannedInText([{ path: 'a.md', text }], TEXT_BANS)).toEqual([]);
    }
  });

  test('says the line, and which exceptions are no longer needed', () => {
    expect(found('cli/x.ts', '\n\nenum A { B }')[0]).toMatch(/^cli\/x\.ts:3: enum: /);
    const [ban] = BANS.filter(({ except }) => except !== undefined);
    const unused = Object.keys(ban?.except ?? {}).map((path) => sourceFile(path, ''));
    expect(needlessExceptions(unused, BANS)).toHaveLength(unused.length);
  });
});

describe('measures', () => {
  const steps = (count: number) => 'step();\n'.repeat(count);

  test('count the lines of a file', () => {
    expect(longFiles([sourceFile('a.ts', steps(300))], 300)).toEqual([]);
    expect(longFiles([sourceFile('a.ts', steps(301))], 300)).toHaveLength(1);
  });

  test.each([
    ['a function', `function a(b: { c: number }): { d: string } {\n${steps(3)}}`, 'a'],
    ['a method', `class A {\n  async b(): Promise<void> {\n${steps(3)}}\n}`, 'b'],
    ['an arrow function', `export const a = (b: number): void => {\n${steps(3)}};`, 'a'],
    ['a function with a default', `function a(b = () => 1, c = (1)) {\n${steps(3)}}`, 'a'],
  ])('find the length of %s', (_, text, name) => {
    expect(functionsOf(text)).toEqual([{ name, line: expect.any(Number), own_lines: 5 }]);
  });

  test('take no branch or loop for a function, and no callback of describe', () => {
    const text = `for (const a of b) {\n${steps(3)}}\nif (a) {\n}\ndescribe('a', () => {\n${steps(60)}});`;
    expect(functionsOf(text)).toEqual([]);
  });

  test('count the lines of an inner function for itself', () => {
    const text = `function a() {\n${steps(2)}  function b() {\n${steps(3)}  }\n}`;
    expect(functionsOf(text).map(({ name, own_lines }) => [name, own_lines])).toEqual([
      ['b', 5],
      ['a', 4],
    ]);
  });

  test('except by name, and tell when that is not needed any more', () => {
    const file = sourceFile('a.ts', `function long() {\n${steps(49)}}`);
    expect(longFunctions([file], 50)).toEqual(['a.ts:1: long has 51 lines; at most 50, so name its parts']);
    expect(longFunctions([file], 50, { 'a.ts long': 'a list' })).toEqual([]);
    expect(longFunctions([file], 51, { 'a.ts long': 'a list' })).toHaveLength(1);
  });
});

test('names that say nothing are found', () => {
  for (const path of [
    'store/index.ts',
    'cli/utils/a.ts',
    'cli/string-helpers.ts',
    'store/Store.ts',
    'a_b.ts',
  ]) {
    expect(badNames([path])).toHaveLength(1);
  }
  expect(badNames(['test/store/call-heads.test.ts', 'settings/as-written.ts', '0001-records.ts'])).toEqual(
    [],
  );
});

test('a member that its list does not import is found', () => {
  const text = "import { a } from './drivers/a.ts';";
  expect([isListed(text, 'processor/drivers', 'a'), isListed(text, 'processor/drivers', 'b')]).toEqual([
    true,
    false,
  ]);
});
