import { entriesOf, isMapping, type Mapping, own } from './as-written.ts';
import type { ConfigurationLists } from './configuration.ts';
import { suggestion } from './describe-issues.ts';
import { type Finding, found, type Path, subject } from './finding.ts';

/** What a source may name. */
interface Names {
  readonly sites: readonly string[];
  readonly sources: readonly string[];
  readonly drivers: readonly string[];
  readonly formats: readonly string[];
}

/** Looks at the document as written, so that names are checked although something else in it is wrong. */
export function checkReferences(document: unknown, lists: ConfigurationLists): Finding[] {
  const names: Names = {
    sites: entriesOf(document, 'sites').map(([name]) => name),
    sources: entriesOf(document, 'sources').map(([name]) => name),
    formats: entriesOf(document, 'formats').map(([name]) => name),
    drivers: Object.keys(lists.drivers),
  };
  const sources = entriesOf(document, 'sources').flatMap(([name, entry]) => [
    ...namedSite(['sources', name, 'site'], entry, names),
    ...namedDriver(name, entry, names),
    ...optionsBesideFormat(name, entry, names),
    ...namedCallsOf(name, entry, names),
  ]);
  const memory = isMapping(document) ? own(document, 'call_memory') : undefined;
  const profiles = entriesOf(memory, 'profiles').flatMap(([name, entry]) =>
    namedSite(['call_memory', 'profiles', name, 'site'], entry, names),
  );
  return [...shadowedDrivers(names), ...sources, ...repeatedThresholds(document), ...profiles];
}

function shadowedDrivers({ drivers, formats }: Names): Finding[] {
  return formats
    .filter((name) => drivers.includes(name))
    .map((name) => ({
      path: ['formats', name],
      at: 'key',
      message: `“${name}” is the name of a driver; give the format another name.`,
      allowed: [],
    }));
}

/** The schema finds this too, but does not know the names. */
function missing(path: Path, allowed: readonly string[]): Finding {
  return { path, at: 'value', message: `${subject(path)} is missing.`, allowed };
}

function namedSite(path: Path, entry: Mapping, { sites }: Names): Finding[] {
  const site = own(entry, 'site');
  if (site === undefined) return [missing(path, sites)];
  if (typeof site !== 'string' || sites.includes(site)) return [];
  const message = `“site” names ${found(site, path)}, which is not under sites${suggestion(site, sites)}`;
  return [{ path, at: 'value', message, allowed: sites }];
}

function namedDriver(source: string, entry: Mapping, { drivers, formats }: Names): Finding[] {
  const driver = own(entry, 'driver');
  const path = ['sources', source, 'driver'];
  const allowed = [...new Set([...drivers, ...formats])];
  if (driver === undefined) return [missing(path, allowed)];
  if (typeof driver !== 'string' || allowed.includes(driver)) return [];
  const message = `“driver” names ${found(driver, path)}, which is neither a driver nor under formats`;
  return [{ path, at: 'value', message: message + suggestion(driver, allowed), allowed }];
}

/** Two places for the same settings would leave open which of them counts. */
function optionsBesideFormat(source: string, entry: Mapping, { drivers, formats }: Names): Finding[] {
  const driver = own(entry, 'driver');
  const options = own(entry, 'driver_options');
  if (typeof driver !== 'string' || drivers.includes(driver) || !formats.includes(driver)) return [];
  if (!isMapping(options) || Object.keys(options).length === 0) return [];
  const message = `“driver_options” cannot be given here: “${driver}” is a format, and its settings stand under formats.`;
  return [{ path: ['sources', source, 'driver_options'], at: 'key', message, allowed: [] }];
}

/** What is joined to calls of a source that is not there would wait for them for ever. */
function namedCallsOf(source: string, entry: Mapping, { sources }: Names): Finding[] {
  const options = own(entry, 'driver_options');
  const named = isMapping(options) ? own(options, 'calls_of') : undefined;
  if (typeof named !== 'string' || sources.includes(named)) return [];
  const path = ['sources', source, 'driver_options', 'calls_of'];
  const message = `“calls_of” names ${found(named, path)}, which is not under sources${suggestion(named, sources)}`;
  return [{ path, at: 'value', message, allowed: sources }];
}

/** An attachment belongs to a call of a source that is there. */
export function checkAttachments(document: unknown): Finding[] {
  const sources = entriesOf(document, 'sources').map(([name]) => name);
  const section = isMapping(document) ? own(document, 'attachments') : undefined;
  return entriesOf(section, 'folders').flatMap(([name, entry]): Finding[] => {
    const source = own(entry, 'source');
    if (typeof source !== 'string' || sources.includes(source)) return [];
    const path = ['attachments', 'folders', name, 'source'];
    const message = `“source” names ${found(source, path)}, which is not under sources${suggestion(source, sources)}`;
    return [{ path, at: 'value', message, allowed: sources }];
  });
}

/** Sites of people that come from LDAP, and the servers that are asked by themselves. */
export function checkLdap(document: unknown): Finding[] {
  const [sites, servers] = [entriesOf(document, 'sites'), entriesOf(document, 'ldap')].map((entries) =>
    entries.map(([name]) => name),
  ) as [string[], string[]];
  const directory = isMapping(document) ? own(document, 'directory') : undefined;
  const imports = isMapping(directory) ? own(directory, 'imports') : undefined;
  return [
    ...entriesOf(document, 'ldap').flatMap(([name, entry]) => [
      ...unlisted(['ldap', name, 'site'], own(entry, 'site'), { section: 'sites', names: sites }),
      ...Object.entries(isMapping(own(entry, 'sites')) ? (own(entry, 'sites') as Mapping) : {}).flatMap(
        ([value, site]) => unlisted(['ldap', name, 'sites', value], site, { section: 'sites', names: sites }),
      ),
    ]),
    ...(Array.isArray(imports) ? imports : []).flatMap((entry: unknown, index) =>
      isMapping(entry)
        ? unlisted(['directory', 'imports', index, 'ldap'], own(entry, 'ldap'), {
            section: 'ldap',
            names: servers,
          })
        : [],
    ),
  ];
}

function unlisted(
  path: Path,
  name: unknown,
  { section, names }: { section: string; names: readonly string[] },
): Finding[] {
  if (typeof name !== 'string' || names.includes(name)) return [];
  const message = `“${path.at(-1)}” names ${found(name, path)}, which is not under ${section}${suggestion(name, names)}`;
  return [{ path, at: 'value', message, allowed: names }];
}

/** Held calls are counted by the name of their threshold. */
function repeatedThresholds(document: unknown): Finding[] {
  const thresholds = isMapping(document) ? own(document, 'thresholds') : undefined;
  if (!Array.isArray(thresholds)) return [];
  const names = thresholds.map((threshold: unknown) =>
    isMapping(threshold) ? own(threshold, 'name') : undefined,
  );
  return names.flatMap((name, index) => {
    if (typeof name !== 'string' || names.indexOf(name) === index) return [];
    const path = ['thresholds', index, 'name'];
    const message = `${found(name, path)} is the name of threshold ${names.indexOf(name) + 1} already; every threshold needs its own.`;
    return [{ path, at: 'value', message, allowed: [] }];
  });
}
