import { importsOf } from './imports.ts';
import type { SourceFile } from './repository.ts';

/** Packages that a file loads when it is loaded, itself or by what it imports; not those that are imported when something is asked. */
export function packagesLoadedBy(files: readonly SourceFile[], entry: string): string[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const [seen, packages] = [new Set<string>(), new Set<string>()];
  const visit = (path: string): void => {
    const file = known.get(path);
    if (file === undefined || seen.has(path)) return;
    seen.add(path);
    for (const { path: target, package_name, type_only, when_asked } of importsOf(file)) {
      if (type_only || when_asked) continue;
      if (package_name !== null) packages.add(package_name);
      if (target !== null) visit(target);
    }
  };
  visit(entry);
  return [...packages].sort();
}
