import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BANS, DOORS, LONG_FUNCTIONS, MAY_IMPORT, PACKAGE_HOMES, TEXT_BANS } from './tidy/house-rules.ts';
import { forbiddenImports, homelessPackages, importCycles, passedDoors } from './tidy/imports.ts';
import { packagesLoadedBy } from './tidy/loaded-at-start.ts';
import { longFiles, longFunctions } from './tidy/measures.ts';
import { isListed, MEMBER_LISTS } from './tidy/member-lists.ts';
import { folderOf, ROOT, readText, repositoryPaths, sourceFiles } from './tidy/repository.ts';
import { badNames, bannedInText, bannedWords, needlessExceptions } from './tidy/words.ts';

// The rules of the house, held against everything in the repository. That each rule bites is shown in tidy/.
const files = sourceFiles();
const written = files.filter(({ path }) => !['test', 'bench'].includes(folderOf(path)));

test('there is something to check', () => {
  expect(written.length).toBeGreaterThan(100);
});

describe('imports', () => {
  test('go only where the table of folders allows', () => {
    expect(forbiddenImports(files, MAY_IMPORT)).toEqual([]);
  });

  test('of what has a door go through it', () => {
    expect(passedDoors(written, DOORS)).toEqual([]);
  });

  test('form no ring', () => {
    expect(importCycles(files)).toEqual([]);
  });

  // Each takes a tenth of a second or more to load, and most of what is started has no use for it.
  test.each([
    ['cli/main.ts', []],
    ['cli/commands/serve.ts', ['age-encryption', 'kysely', 'ldapts', 'nodemailer', 'ssh2']],
    ['cli/commands/ingest.ts', ['age-encryption', 'kysely', 'ldapts', 'nodemailer', 'ssh2']],
    ['cli/commands/config-apply.ts', ['kysely']],
    [
      'cli/commands/report-run.ts',
      ['csv-parse', 'csv-stringify', 'kysely', 'libphonenumber-js', 're2js', 'yauzl'],
    ],
    ['cli/service/job-reads.ts', ['kysely', 'yaml', 'zod']],
    ['store/store-thread.ts', ['better-sqlite3']],
  ])('at the start of %s load none of what is for later', (entry, later) => {
    const loaded = packagesLoadedBy(files, entry);
    if (later.length === 0) expect(loaded).toEqual([]);
    else expect(loaded.filter((name) => later.includes(name))).toEqual([]);
  });

  test('of a package stand in its home', () => {
    expect(homelessPackages(written, PACKAGE_HOMES)).toEqual([]);
  });

  test('and package.json name the same packages', () => {
    const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> };
    const homes = Object.keys(PACKAGE_HOMES).filter((name) => !['vitest', 'fast-check'].includes(name));
    expect(Object.keys(dependencies).sort()).toEqual(homes.sort());
  });
});

describe('words', () => {
  test('that are banned are nowhere', () => {
    expect(bannedWords(files, BANS)).toEqual([]);
  });

  test('are excepted only where they still are', () => {
    expect(needlessExceptions(files, BANS)).toEqual([]);
  });

  test('of unfinished work, and places of one machine, stand in no text', () => {
    const texts = repositoryPaths()
      .filter((path) => !path.startsWith('fixtures/') && path !== 'package-lock.json')
      .filter((path) => /\.(?:ts|md|json|yaml|svg|sh)$|^ledgerline$|^\.ci\//.test(path))
      .map((path) => ({ path, text: readText(path) }));
    expect(bannedInText(texts, TEXT_BANS)).toEqual([]);
  });
});

describe('files', () => {
  test('have at most 300 lines, tests 400', () => {
    const isTest = (path: string): boolean => path.startsWith('test/');
    expect(
      longFiles(
        files.filter(({ path }) => !isTest(path)),
        300,
      ),
    ).toEqual([]);
    expect(
      longFiles(
        files.filter(({ path }) => isTest(path)),
        400,
      ),
    ).toEqual([]);
  });

  test('have functions of at most 50 lines', () => {
    expect(longFunctions(files, 50, LONG_FUNCTIONS)).toEqual([]);
  });

  test('are named after what they hold', () => {
    expect(badNames(files.map(({ path }) => path))).toEqual([]);
  });
});

const LISTS = MEMBER_LISTS.filter(
  ({ list, folder }) => existsSync(join(ROOT, list)) || existsSync(join(ROOT, folder)),
);

describe.each(LISTS)('the list $list', (family) => {
  const { list, folder, exampleTrouble } = family;
  const stems = repositoryPaths()
    .filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.ts'))
    .map((path) => path.slice(folder.length + 1, -'.ts'.length));

  test('names every member of its folder, under the name of its file', async () => {
    const members = await family.load();
    expect(Object.keys(members).sort()).toEqual(stems.sort());
    for (const [name, member] of Object.entries(members)) expect(member.name.replaceAll(' ', '-')).toBe(name);
  });

  test('is written out', () => {
    const text = readText(list);
    expect(text).not.toMatch(/readdir|glob|import\((?!'\.)/);
    for (const stem of stems)
      expect(isListed(text, folder, stem), `${stem} is imported by its name`).toBe(true);
  });

  test('has members of one constant each, with an example that works', async () => {
    for (const [name, member] of Object.entries(await family.load())) {
      const module = (await import(join(ROOT, folder, `${name}.ts`))) as Record<string, unknown>;
      expect(Object.values(module), `${folder}/${name}.ts exports one constant`).toEqual([member]);
      expect(exampleTrouble(member), `the example of ${name}`).toBe(null);
    }
  });
});
