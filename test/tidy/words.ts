import type { SourceFile } from './repository.ts';
import { lineAt } from './source-text.ts';

/** Something that must not be written, with the reason and what to write instead. */
export interface Ban {
  readonly name: string;
  readonly pattern: RegExp;
  /** What is searched: code without comments and strings, text without comments, or everything. */
  readonly within: 'code' | 'uncommented' | 'text';
  readonly why: string;
  /** Which files it holds for. */
  readonly holds: (path: string) => boolean;
  /** Files that may, each with its reason. */
  readonly except?: Readonly<Record<string, string>>;
}

export function bannedWords(files: readonly SourceFile[], bans: readonly Ban[]): string[] {
  return files.flatMap((file) =>
    bans
      .filter(({ holds, except }) => holds(file.path) && except?.[file.path] === undefined)
      .flatMap(({ name, pattern, within, why }) =>
        Array.from(
          file[within].matchAll(new RegExp(pattern, 'g')),
          ({ index }) => `${file.path}:${lineAt(file[within], index)}: ${name}: ${why}`,
        ),
      ),
  );
}

/** Exceptions for files that are gone, or that no longer need one. */
export function needlessExceptions(files: readonly SourceFile[], bans: readonly Ban[]): string[] {
  return bans.flatMap((ban) =>
    Object.keys(ban.except ?? {})
      .filter((path) => {
        const { except: _, ...strict } = ban;
        return (
          bannedWords(
            files.filter((file) => file.path === path),
            [strict],
          ).length === 0
        );
      })
      .map((path) => `${path}: needs no exception from “${ban.name}” any more`),
  );
}

/** Names that say where a thing was put, not what it is. */
const EMPTY_NAMES =
  /(?:^|[-.])(?:index|utils?|helpers?|managers?|common|types?|libs?|misc|constants|interfaces|services|shared)$/;
/** Of calls there are types: a word of the field. */
const FIELD_NAMES: readonly string[] = ['call-types'];

/** Files and folders whose name says nothing or is not written in small letters with dashes. */
export function badNames(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const parts = path.replace(/(?:\.test)?\.ts$/, '').split('/');
    const empty = parts.find((part) => EMPTY_NAMES.test(part) && !FIELD_NAMES.includes(part));
    if (empty !== undefined) return [`${path}: “${empty}” says nothing; name it after what it holds`];
    const odd = parts.find((part) => !/^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part));
    return odd === undefined ? [] : [`${path}: “${odd}” is not in small letters with dashes`];
  });
}

/** Banned words in texts of every kind. */
export function bannedInText(
  texts: readonly { readonly path: string; readonly text: string }[],
  bans: readonly { readonly name: string; readonly pattern: RegExp; readonly why: string }[],
): string[] {
  return texts.flatMap(({ path, text }) =>
    bans.flatMap(({ name, pattern, why }) =>
      Array.from(
        text.matchAll(new RegExp(pattern, 'g')),
        ({ index }) => `${path}:${lineAt(text, index)}: ${name}: ${why}`,
      ),
    ),
  );
}
