import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { numberMaskOf, SHOWN_FIELDS } from '../access/policy.ts';
import { BUILT_IN_ROLES, type Role } from '../access/roles.ts';
import { COMMANDS, loadCommands } from '../cli/commands.ts';
import { COMMON_OPTIONS } from '../cli/usage.ts';
import { SOURCES } from '../collector/sources.ts';
import { JOBS } from '../maintenance/jobs.ts';
import { maskPieces } from '../privacy/masking.ts';
import { DRIVERS } from '../processor/drivers.ts';
import { asSentNumber, e164Number, showNumber } from '../record/number.ts';
import { applyMask } from '../record/number-mask.ts';
import { OPERATION_ERRORS } from '../record/operation-error.ts';
import { EXCLUDED_REASONS, IGNORED_REASONS, OUTCOMES, UNDEFINED_REASONS } from '../record/outcome.ts';
import { commandTroubles } from './docs/command-lines.ts';
import { anchorOf, firstCells, linksOf, sectionsOf, titlesUnder } from './docs/markdown.ts';
import { ROOT, readText, repositoryPaths, sourceFiles } from './tidy/repository.ts';

// The documentation is held to the code, both ways: what is there is described, what is described is there.
const pages = repositoryPaths().filter((path) => path.endsWith('.md'));
const sources = sourceFiles().filter(({ path }) => !/^(?:test|bench)\//.test(path));
const sorted = (names: Iterable<string>): string[] => [...names].sort();
const textUnder = (path: string, title: string): string =>
  sectionsOf(readText(path)).find((section) => section.title === title)?.text ?? '';

describe('docs/outcomes.md', () => {
  const page = readText('docs/outcomes.md');

  test('describes each outcome and no other', () => {
    const table = sectionsOf(page)[0]?.text ?? '';
    expect(sorted(firstCells(table))).toEqual(sorted(OUTCOMES));
  });

  test('describes each reason of undefined lines and no other, with what to do', () => {
    expect(sorted(titlesUnder(page, 'Undefined'))).toEqual(sorted(Object.keys(UNDEFINED_REASONS)));
    for (const reason of Object.keys(UNDEFINED_REASONS)) {
      expect(textUnder('docs/outcomes.md', reason), reason).toMatch(/^\*What to do:\* \S/m);
    }
  });

  test.each([
    ['Ignored', IGNORED_REASONS],
    ['Excluded', EXCLUDED_REASONS],
  ])('describes each reason of %s lines and no other', (title, reasons) => {
    expect(sorted(firstCells(textUnder('docs/outcomes.md', title)))).toEqual(sorted(Object.keys(reasons)));
  });
});

describe('docs/access.md', () => {
  const [heads = [], , ...rows] = textUnder('docs/access.md', 'Roles')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.replaceAll('`', '').trim()),
    );
  const shown = new Map(rows.map(([name = '', ...cells]) => [name, cells]));

  test('says of each built-in role what it is shown', () => {
    expect(heads.slice(1)).toEqual(Object.keys(BUILT_IN_ROLES));
    expect([...shown.keys()]).toEqual(['calls', 'numbers', ...SHOWN_FIELDS]);
    for (const [place, role] of Object.values<Role>(BUILT_IN_ROLES).entries()) {
      const of = (name: string): string | undefined => shown.get(name)?.[place];
      expect([of('calls'), of('numbers')]).toEqual([
        role.own_extensions_only ? 'own extensions' : 'all',
        role.numbers,
      ]);
      for (const field of SHOWN_FIELDS)
        expect(of(field), field).toBe(role.shows.includes(field) ? 'yes' : 'no');
    }
  });

  test('explains each word', () => {
    const words = firstCells(textUnder('docs/access.md', 'What each word shows'));
    expect(words).toEqual(['numbers', ...SHOWN_FIELDS]);
  });

  test('shows masks as they are', () => {
    const masks = textUnder('docs/access.md', 'Masks').matchAll(/^\| `(\D+ ?\d*)` \| `(.+)` \| `(.+)` \|$/gm);
    const found = Array.from(masks, ([, spelling = '', e164 = '', sent = '']) => {
      const pieces = maskPieces(numberMaskOf(spelling));
      const numbers = [e164Number('49302312500'), asSentNumber('0302312500')];
      const [first, second] = numbers.map((number) => showNumber(applyMask(pieces, number), null));
      expect([e164, sent], spelling).toEqual([first, second]);
      return spelling;
    });
    expect(found).toHaveLength(4);
  });
});

describe('docs/errors.md', () => {
  test('describes each error and no other, with what to do', () => {
    expect(sorted(titlesUnder(readText('docs/errors.md'), 'Errors'))).toEqual(
      sorted(Object.keys(OPERATION_ERRORS)),
    );
    for (const code of Object.keys(OPERATION_ERRORS)) {
      expect(textUnder('docs/errors.md', code), code).toMatch(/^\*What to do:\* \S/m);
    }
  });

  test.each(Object.keys(OPERATION_ERRORS))('%s can happen', (code) => {
    const users = sources.filter(
      ({ path, text }) => path !== 'record/operation-error.ts' && text.includes(code),
    );
    expect(users.length, 'an error that nothing throws is dead').toBeGreaterThan(0);
  });
});

/** Reasons that come from cutting, decoding or the clock, not from a driver; a test of the processor shows each. */
const BESIDE_DRIVERS = ['not_text', 'line_too_long', 'time_in_future', 'time_too_old'];

describe('fixtures', () => {
  const golden = repositoryPaths()
    .filter((path) => path.startsWith('fixtures/') && path.endsWith('.expected.json'))
    .flatMap((path) => JSON.parse(readText(path)) as { undefined?: string; ignored?: string }[]);
  const reasons = (outcome: 'undefined' | 'ignored', all: object, elsewhere: readonly string[]) => {
    const shown = new Set(golden.flatMap((line) => line[outcome] ?? []));
    return {
      shown: sorted(shown),
      due: sorted(Object.keys(all).filter((name) => !elsewhere.includes(name))),
    };
  };

  test('show each reason a driver can give for an undefined line', () => {
    const { shown, due } = reasons('undefined', UNDEFINED_REASONS, BESIDE_DRIVERS);
    expect(shown).toEqual(due);
  });

  test('show each reason a driver can give for an ignored line', () => {
    const { shown, due } = reasons('ignored', IGNORED_REASONS, []);
    expect(shown).toEqual(due);
  });

  test.each(BESIDE_DRIVERS)('are not what shows %s: a test of the processor does', (reason) => {
    const tests = repositoryPaths().filter((path) => /^test\/(?!docs|tidy).*\.test\.ts$/.test(path));
    expect(tests.filter((path) => readText(path).includes(reason))).not.toEqual([]);
  });
});

describe('members', () => {
  test('drivers have a page each, and each page has its driver', () => {
    const drivers = pages.filter((path) => path.startsWith('docs/drivers/'));
    expect(drivers).toEqual(sorted(Object.keys(DRIVERS)).map((name) => `docs/drivers/${name}.md`));
    for (const path of drivers) expect(sectionsOf(readText(path))[0]?.title).toBe(path.slice(13, -3));
  });

  test('sources have a section each, with what they promise about loss', () => {
    expect(sorted(titlesUnder(readText('docs/sources.md'), 'Sources: how records arrive'))).toEqual(
      sorted(Object.keys(SOURCES)),
    );
    for (const { name, promise } of Object.values(SOURCES)) {
      const quoted = textUnder('docs/sources.md', name).replaceAll(/\s+(?:> )?/g, ' ');
      expect(quoted, `docs/sources.md, ${name}`).toContain(promise);
    }
  });

  test('commands have a section each', () => {
    expect(titlesUnder(readText('docs/commands.md'), 'Commands')).toEqual(Object.keys(COMMANDS));
  });

  test('jobs have a row each', () => {
    expect(sorted(firstCells(textUnder('docs/operating.md', 'Jobs')))).toEqual(sorted(Object.keys(JOBS)));
  });

  test('folders stand in the map of the code', () => {
    const folders = new Set(
      sources.map(({ path }) => path.split('/')).flatMap(([top, rest]) => (rest ? [top] : [])),
    );
    const mapped = firstCells(textUnder('ARCHITECTURE.md', 'Map of the code')).map((name) =>
      name.replace(/\/$/, ''),
    );
    for (const folder of folders) expect(mapped, 'ARCHITECTURE.md, Map of the code').toContain(folder);
    for (const name of mapped) expect(existsSync(join(ROOT, name)), `${name} is there`).toBe(true);
  });
});

describe('links', () => {
  test.each(pages)('of %s lead somewhere', (page) => {
    for (const link of linksOf(readText(page)).filter((target) => !/^[a-z]+:/.test(target))) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      expect(existsSync(join(ROOT, target)), `${page} links to ${link}`).toBe(true);
      if (anchor === undefined) continue;
      const anchors = sectionsOf(readText(target)).map(({ title }) => anchorOf(title));
      expect(anchors, `${page} links to ${link}`).toContain(anchor);
    }
  });
});

describe('command lines', async () => {
  const commands = await loadCommands();

  test.each(pages)('in %s can be typed', (page) => {
    expect(commandTroubles(readText(page), commands, COMMON_OPTIONS)).toEqual([]);
  });

  test('in the hints of the program can be typed', () => {
    const troubles = sources.flatMap(({ path, uncommented }) =>
      commandTroubles(uncommented, commands, COMMON_OPTIONS).map((trouble) => `${path}: ${trouble}`),
    );
    expect(troubles).toEqual([]);
  });

  test('of npm name a script', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    for (const page of pages) {
      for (const [, name = ''] of readText(page).matchAll(/npm run ([\w:-]+)/g)) {
        expect(Object.keys(scripts), page).toContain(name);
      }
    }
  });
});
