import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRIVERS } from '../../processor/drivers.ts';
import { noLines, type UndefinedReason } from '../../record/outcome.ts';
import type { Expected } from './written-lines.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
/** The driver whose every fixture has a definition of its own: those are formats, and are handed over one by one. */
const DEFINED = 'delimited';

/** One fixture: a file, the driver's options for it, and what its golden file says. */
interface FixtureCase {
  readonly name: string;
  readonly path: string;
  readonly options: unknown;
  readonly expected: Expected;
}

/** Fixtures that are read in the same way, as one source. */
export interface FixtureSource {
  readonly name: string;
  readonly driver: string;
  readonly options: unknown;
  readonly cases: readonly FixtureCase[];
}

/** A source for the fixtures of each driver; cases with options of their own have one of their own. */
export function watchedFixtures(): FixtureSource[] {
  return Object.keys(DRIVERS)
    .filter((driver) => driver !== DEFINED)
    .flatMap((driver) => {
      const cases = casesOf(driver);
      const plain = cases.filter(({ options }) => options === null);
      const special = cases.filter(({ options }) => options !== null);
      return [
        { name: `fixtures-${driver}`, driver, options: null, cases: plain },
        ...special.map((one) => ({
          name: `fixtures-${driver}-${one.name}`.slice(0, 63),
          driver,
          options: one.options,
          cases: [one],
        })),
      ];
    })
    .filter(({ cases }) => cases.length > 0);
}

/** The fixtures of the formats that administrators define; each is a format of its own. */
export function definedFixtures(): FixtureSource {
  return { name: `fixtures-${DEFINED}`, driver: DEFINED, options: null, cases: casesOf(DEFINED) };
}

/** Puts the files of a source where it watches. */
export function copyFixtures({ name, cases }: FixtureSource, folder: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const { path } of cases) copyFileSync(path, join(folder, name, path.slice(path.lastIndexOf('/') + 1)));
}

function casesOf(driver: string): FixtureCase[] {
  const folder = join(FIXTURES, driver);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => !file.endsWith('.json') && file !== 'README.md')
    .sort()
    .map((file) => {
      const name = file.replace(/\.[^.]+$/, '');
      const options = join(folder, `${name}.options.json`);
      return {
        name,
        path: join(folder, file),
        options: existsSync(options) ? (JSON.parse(readFileSync(options, 'utf8')) as unknown) : null,
        expected: golden(join(folder, `${name}.expected.json`)),
      };
    });
}

/** A golden file says of each line what the driver makes of it. Whether a call is held is not its business. */
function golden(path: string): Expected {
  const lines = JSON.parse(readFileSync(path, 'utf8')) as readonly {
    ignored?: string;
    undefined?: UndefinedReason;
  }[];
  const counts = noLines();
  const reasons = new Map<UndefinedReason, number>();
  counts.lines = lines.length;
  for (const line of lines) {
    if (line.ignored !== undefined) counts.ignored += 1;
    else if (line.undefined === undefined) counts.calls += 1;
    else {
      counts.undefined += 1;
      reasons.set(line.undefined, (reasons.get(line.undefined) ?? 0) + 1);
    }
  }
  return { counts, reasons };
}
