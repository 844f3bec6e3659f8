import { checkConfiguration } from './check-configuration.ts';
import type { Configuration, ConfigurationLists } from './configuration.ts';
import { pathText } from './finding.ts';
import { type Place, readYaml } from './read-yaml.ts';

/** One thing a person has to change, and where. */
export interface ConfigurationProblem {
  /** From 1; of something missing, the line it should stand under. */
  readonly line: number;
  readonly column: number;
  /** Such as `sources.headquarters.driver_options.utc`; empty for the document as a whole or its YAML. */
  readonly path: string;
  /** A whole sentence without the place and without the list of what is allowed. */
  readonly message: string;
  /** Every key or value allowed there; empty where there is no list of them. */
  readonly allowed: readonly string[];
}

export type LoadedConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/** Reads a document. All problems at once, in the order of their lines; never throws, whatever the text. */
export function loadConfiguration(text: string, lists: ConfigurationLists): LoadedConfiguration {
  const read = readYaml(text);
  if (!read.ok) {
    return {
      ok: false,
      problems: read.faults.map((fault) => ({ ...fault, path: '', allowed: [] })).sort(byPlace),
    };
  }
  const { value, place, written } = read.yaml;
  const checked = checkConfiguration(value, lists, written);
  if (checked.ok) return checked;
  const problems = checked.findings.map(({ path, at, message, allowed }) => ({
    ...place(path, at),
    path: pathText(path),
    message,
    allowed,
  }));
  return { ok: false, problems: problems.sort(byPlace) };
}

function byPlace(one: Place, other: Place): number {
  return one.line - other.line || one.column - other.column;
}

/** `ledgerline.yaml:12:5: sources.pbx: “foldr” is not known here; did you mean “folder”? Allowed: folder, …` */
export function problemText(problem: ConfigurationProblem, file: string): string {
  const { line, column, path, message, allowed } = problem;
  const where = path === '' ? '' : `${path}: `;
  return `${file}:${line}:${column}: ${where}${message}${allowed.length > 0 ? ` Allowed: ${allowed.join(', ')}.` : ''}`;
}
