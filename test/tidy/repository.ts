import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type BlankedText, blank } from './source-text.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** A TypeScript file of the repository, by its path from the root. */
export interface SourceFile extends BlankedText {
  readonly path: string;
  readonly text: string;
}

/** What is installed, written by the program, or belongs to git. */
const NOT_OURS = new Set(['node_modules', '.git', 'data', 'demo-data']);

/** Every file of the repository that people write, by its path from the root. */
export function repositoryPaths(): string[] {
  const paths: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else paths.push(relative(ROOT, path));
    }
  };
  walk(ROOT);
  return paths.sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, ...blank(text) };
}

export function sourceFiles(): SourceFile[] {
  return repositoryPaths()
    .filter((path) => path.endsWith('.ts'))
    .map((path) => sourceFile(path, readText(path)));
}

/** The folder in the root that a path belongs to; the file itself for files in the root. */
export function folderOf(path: string): string {
  return path.split('/')[0] ?? path;
}
