import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name and version of the program, as it stands beside every chunk it judged. */
export const PROGRAM: string = (() => {
  const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
})();
