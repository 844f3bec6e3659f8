import { isDeepStrictEqual } from 'node:util';
import { isMapping, type Mapping } from './as-written.ts';
import type { Configuration, FormatEntry, SourceEntry } from './configuration.ts';
import { type Path, pathText } from './finding.ts';

/** One place where two documents differ. As JSON as it stands. */
export interface ConfigurationChange {
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  /** Such as `sources.headquarters.folder`; entries of a list with names go by their name. */
  readonly path: string;
  /** Null where there was nothing. */
  readonly before: unknown;
  /** Null where there is nothing any more. */
  readonly after: unknown;
}

/**
 * What changes for the program: a default that is written out is no difference, a format's new setting is one.
 * Paths are those of the document, in its order.
 */
export function configurationDifference(before: Configuration, after: Configuration): ConfigurationChange[] {
  return difference(asDocument(before), asDocument(after), []);
}

/** One line per change: `+` added, `-` removed, `~` changed or put in another order. */
export function changeText({ kind, path, before, after }: ConfigurationChange): string {
  if (kind === 'added') return `+ ${path}: ${JSON.stringify(after)}`;
  if (kind === 'removed') return `- ${path}: ${JSON.stringify(before)}`;
  const arrow = `${JSON.stringify(before)} → ${JSON.stringify(after)}`;
  return `~ ${path}: ${kind === 'reordered' ? `order ${arrow}` : arrow}`;
}

/** The shape people write: options stand beside the common keys, formats by their name. Every section there is, or may be later. */
function asDocument({ sites, formats, sources, ...rest }: Configuration): Mapping {
  return {
    sites,
    formats: mapValues(formats, formatAsWritten),
    sources: mapValues(sources, sourceAsWritten),
    ...Object.fromEntries(Object.entries(rest).filter(([, section]) => section !== null)),
  };
}

function formatAsWritten({ driver, options }: FormatEntry): Mapping {
  return { driver, ...(isMapping(options) ? options : {}) };
}

function sourceAsWritten(entry: SourceEntry): Mapping {
  const { kind, site, format, encoding, not_collected, enabled, options } = entry;
  const driver_options = format === null ? entry.driver_options : {};
  return {
    kind,
    site,
    driver: format ?? entry.driver,
    driver_options,
    encoding,
    not_collected,
    enabled,
    ...options,
  };
}

function mapValues<From>(entries: Readonly<Record<string, From>>, to: (from: From) => unknown): Mapping {
  return Object.fromEntries(Object.entries(entries).map(([name, from]) => [name, to(from)]));
}

function difference(before: unknown, after: unknown, path: Path): ConfigurationChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const named = [byName(before), byName(after)];
  if (named[0] && named[1]) return listDifference(named[0], named[1], path);
  if (isMapping(before) && isMapping(after)) return mappingDifference(before, after, path);
  return [{ kind: 'changed', path: pathText(path), before: before ?? null, after: after ?? null }];
}

function mappingDifference(before: Mapping, after: Mapping, path: Path): ConfigurationChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): ConfigurationChange[] => {
    const place = [...path, name];
    if (!Object.hasOwn(before, name)) {
      return [{ kind: 'added', path: pathText(place), before: null, after: after[name] ?? null }];
    }
    if (!Object.hasOwn(after, name)) {
      return [{ kind: 'removed', path: pathText(place), before: before[name] ?? null, after: null }];
    }
    return difference(before[name], after[name], place);
  });
}

/** An entry put in between changes nothing about the others, but of thresholds the first that fits counts. */
function listDifference(before: Mapping, after: Mapping, path: Path): ConfigurationChange[] {
  const common = (names: string[], others: Mapping) => names.filter((name) => Object.hasOwn(others, name));
  const [order, newOrder] = [common(Object.keys(before), after), common(Object.keys(after), before)];
  const changes = mappingDifference(before, after, path);
  if (isDeepStrictEqual(order, newOrder)) return changes;
  return [...changes, { kind: 'reordered', path: pathText(path), before: order, after: newOrder }];
}

/** A list whose entries all have names of their own, by these names; null for any other list. */
function byName(value: unknown): Mapping | null {
  if (!Array.isArray(value)) return null;
  const entries = value.map((entry: unknown): [unknown, unknown] => [
    isMapping(entry) ? entry.name : null,
    entry,
  ]);
  const names = new Set(entries.map(([name]) => name));
  if (names.size < entries.length || [...names].some((name) => typeof name !== 'string')) return null;
  return Object.fromEntries(entries);
}
