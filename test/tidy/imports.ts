import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { folderOf, type SourceFile } from './repository.ts';
import { lineAt } from './source-text.ts';

export interface Import {
  readonly from: string;
  readonly line: number;
  /** As written: `./calendar.ts`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** The path from the root of a file of ours, else null. */
  readonly path: string | null;
  /** The name of a third-party package, else null. */
  readonly package_name: string | null;
  /** Gone when the types are stripped. */
  readonly type_only: boolean;
  /** Loaded when it is come to, not with the file. */
  readonly when_asked: boolean;
}

const STATIC = /^[ \t]*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"\n]+)['"]/gm;
const DYNAMIC = /\bimport\s*\(\s*['"]([^'"\n]+)['"]\s*\)/g;

export function importsOf(file: SourceFile): Import[] {
  return [STATIC, DYNAMIC].flatMap((pattern) =>
    Array.from(file.uncommented.matchAll(pattern), (match) => {
      const specifier = match[1] ?? '';
      const ours = specifier.startsWith('.');
      return {
        from: file.path,
        line: lineAt(file.uncommented, match.index),
        specifier,
        path: ours ? join(dirname(file.path), specifier) : null,
        package_name: ours || isBuiltIn(specifier) ? null : packageOf(specifier),
        when_asked: pattern === DYNAMIC,
        type_only: /^\s*(?:import|export)\s+type\b/.test(match[0]),
      };
    }),
  );
}

function isBuiltIn(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

const at = ({ from, line }: Import): string => `${from}:${line}`;

/** Imports across folders that the table does not name. A value in the table is a folder, or one file of a folder. */
export function forbiddenImports(
  files: readonly SourceFile[],
  mayImport: Readonly<Record<string, readonly string[]>>,
): string[] {
  return files.flatMap((file) => {
    const folder = folderOf(file.path);
    const allowed = mayImport[folder];
    if (allowed === undefined) {
      return [
        `${file.path}: ${folder} is no known place for source; the table of folders says where things go`,
      ];
    }
    return importsOf(file)
      .filter(({ path }) => path !== null && folderOf(path) !== folder)
      .filter(
        ({ path }) => !allowed.includes('everything') || ['test', 'bench'].includes(folderOf(path ?? '')),
      )
      .filter(({ path }) => !allowed.includes(folderOf(path ?? '')) && !allowed.includes(path ?? ''))
      .map(
        (found) =>
          `${at(found)}: ${folder} may not import ${found.path}; it may import: ${allowed.join(', ') || 'nothing'}`,
      );
  });
}

/** Imports of what is reached through one folder only, from outside of it. Its types say nothing of anybody. */
export function passedDoors(files: readonly SourceFile[], doors: Readonly<Record<string, string>>): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((found) => {
      const door = found.type_only || found.path === null ? undefined : doors[found.path];
      if (door === undefined || [door, folderOf(found.path ?? '')].includes(folderOf(file.path))) return [];
      return [`${at(found)}: ${found.path} is reached through ${door}/ only`];
    }),
  );
}

/** Imports of packages in folders that are not their home. */
export function homelessPackages(
  files: readonly SourceFile[],
  homes: Readonly<Record<string, readonly string[]>>,
): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((found) => {
      const name = found.package_name;
      if (name === null) return [];
      const home = homes[name];
      if (home === undefined)
        return [`${at(found)}: the package ${name} has no home yet; give it one folder`];
      if (home.includes(folderOf(file.path))) return [];
      return [`${at(found)}: the package ${name} is at home in ${home.join(', ')} only`];
    }),
  );
}

/** Each ring of imports at run time, once, beginning with its first path; types are stripped and make no ring. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map((file) => [
      file.path,
      importsOf(file).flatMap(({ path, type_only }) => (type_only || path === null ? [] : path)),
    ]),
  );
  const done = new Set<string>();
  const rings = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start !== -1) {
      rings.add(ringOf(way.slice(start)));
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return [...rings];
}

function ringOf(paths: readonly string[]): string {
  const first = paths.indexOf([...paths].sort()[0] ?? '');
  const turned = [...paths.slice(first), ...paths.slice(0, first)];
  return `${[...turned, turned[0]].join(' → ')}: these import each other in a ring`;
}
