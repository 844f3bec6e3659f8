import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRIVERS } from '../../../processor/drivers.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');

/** A driver as one configuration sets it, with the files that were written for it. */
export interface FuzzTarget {
  readonly driver: string;
  readonly options: unknown;
  /** What is seen in a report: the driver, and the first fixture that has these options. */
  readonly name: string;
  /** A character per byte. */
  readonly texts: readonly string[];
}

/** Every driver with every set of options its fixtures have: for formats described by administrators, every definition. */
export function fuzzTargets(): FuzzTarget[] {
  return Object.keys(DRIVERS).flatMap((driver) => {
    const byOptions = new Map<string, { name: string; texts: string[] }>();
    const folder = join(FIXTURES, driver);
    const files = readdirSync(folder);
    for (const file of files.filter((name) => !name.endsWith('.json') && name !== 'README.md')) {
      const name = file.replace(/\.[^.]+$/, '');
      const given = `${name}.options.json`;
      const options = files.includes(given) ? readFileSync(join(folder, given), 'utf8') : '{}';
      const known = byOptions.get(options) ?? { name: `${driver}/${name}`, texts: [] };
      known.texts.push(readFileSync(join(folder, file), 'latin1'));
      byOptions.set(options, known);
    }
    return [...byOptions].map(([options, { name, texts }]) => ({
      driver,
      options: JSON.parse(options) as unknown,
      name,
      texts,
    }));
  });
}
