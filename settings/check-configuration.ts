import type { z } from 'zod';
import { DEFAULT_DIRECTORY } from '../directory/settings.ts';
import { DEFAULT_SCHEDULE } from '../maintenance/schedule.ts';
import { DEFAULT_CALL_MEMORY } from '../privacy/call-memory.ts';
import { DEFAULT_PRIVACY } from '../privacy/policy.ts';
import { NO_TARIFF_SETTINGS } from '../processor/rating/tariff-settings.ts';
import { checkAccess } from './access-references.ts';
import { checkArchive } from './archive-retention.ts';
import { entriesOf, isMapping, own } from './as-written.ts';
import { NO_ATTACHMENTS } from './attachment-settings.ts';
import { checkBackup } from './backup-retention.ts';
import {
  type Configuration,
  type ConfigurationFrame,
  type ConfigurationLists,
  configurationSchema,
  FORMAT_KEYS,
  type FormatEntry,
  formatDrivers,
  SOURCE_KEYS,
  type SourceEntry,
} from './configuration.ts';
import { describeIssues, parseParameters, type Written } from './describe-issues.ts';
import type { Finding, Path } from './finding.ts';
import { checkAttachments, checkLdap, checkReferences } from './references.ts';

export type CheckedConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Judges the document as plain values. Every part is judged on its own, so that all mistakes are found at once. */
export function checkConfiguration(
  document: unknown,
  lists: ConfigurationLists,
  written: Written = () => undefined,
): CheckedConfiguration {
  const value = document ?? {};
  const desk = new Desk(written);
  const frame = desk.judge(configurationSchema(lists), value, { at: [] });
  const formats = optionsOfFormats(value, lists, desk);
  const sources = optionsOfSources(value, lists, desk);
  const findings = joined(desk.findings, [
    ...checkReferences(value, lists),
    ...checkAccess(value, frame),
    ...checkBackup(frame),
    ...checkAttachments(value),
    ...checkLdap(value),
    ...checkArchive(frame),
  ]);
  if (frame === undefined || findings.length > 0) return { ok: false, findings };
  return { ok: true, configuration: resolve(frame, formats, sources) };
}

/** Collects what the schemas say about the parts. */
class Desk {
  readonly findings: Finding[] = [];
  readonly #written: Written;

  constructor(written: Written) {
    this.#written = written;
  }

  judge<Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    { at, also = [] }: { at: Path; also?: readonly string[] },
  ): z.output<Schema> | undefined {
    const parsed = schema.safeParse(value, parseParameters);
    if (parsed.success) return parsed.data;
    this.findings.push(
      ...describeIssues(parsed.error.issues, { at, also, written: this.#written, given: value }),
    );
    return undefined;
  }
}

/** Where both speak of one place, the references know more: they have the names. */
function joined(fromSchemas: readonly Finding[], fromReferences: readonly Finding[]): Finding[] {
  const place = ({ path, at }: Finding): string => JSON.stringify([path, at]);
  const known = new Set(fromReferences.map(place));
  return [...fromSchemas.filter((finding) => !known.has(place(finding))), ...fromReferences];
}

function optionsOfFormats(value: unknown, lists: ConfigurationLists, desk: Desk): Map<string, unknown> {
  const options = new Map<string, unknown>();
  for (const [name, entry] of entriesOf(value, 'formats')) {
    const driver = own(lists.drivers, own(entry, 'driver'));
    if (driver === undefined || !formatDrivers(lists).includes(driver.name)) continue;
    const at = ['formats', name];
    options.set(name, desk.judge(driver.options, without(entry, FORMAT_KEYS), { at, also: FORMAT_KEYS }));
  }
  return options;
}

interface SourceOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly driver_options: unknown;
}

function optionsOfSources(value: unknown, lists: ConfigurationLists, desk: Desk): Map<string, SourceOptions> {
  const all = new Map<string, SourceOptions>();
  for (const [name, entry] of entriesOf(value, 'sources')) {
    const at = ['sources', name];
    const kind = own(lists.sources, own(entry, 'kind'));
    const driver = own(lists.drivers, own(entry, 'driver'));
    const written = own(entry, 'driver_options') ?? {};
    const options = kind && desk.judge(kind.options, without(entry, SOURCE_KEYS), { at, also: SOURCE_KEYS });
    // Anything but a mapping is reported by the frame already.
    const driver_options =
      driver && isMapping(written) && desk.judge(driver.options, written, { at: [...at, 'driver_options'] });
    all.set(name, { options: options ?? {}, driver_options });
  }
  return all;
}

function without(entry: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}

/** Only called when nothing was found: every reference leads somewhere. */
function resolve(
  frame: ConfigurationFrame,
  formatOptions: ReadonlyMap<string, unknown>,
  sourceOptions: ReadonlyMap<string, SourceOptions>,
): Configuration {
  const formats = mapEntries(frame.formats ?? {}, (name, { driver }): FormatEntry => {
    return { name, driver, options: formatOptions.get(name) };
  });
  const sources = mapEntries(frame.sources ?? {}, (name, entry): SourceEntry => {
    const { kind, site, encoding, not_collected, enabled } = entry;
    const format = own(formats, entry.driver);
    const { options = {}, driver_options } = sourceOptions.get(name) ?? {};
    return {
      name,
      kind,
      site,
      driver: format?.driver ?? entry.driver,
      format: format?.name ?? null,
      driver_options: format ? format.options : driver_options,
      encoding,
      not_collected,
      enabled,
      options,
    };
  });
  const privacy = frame.privacy ?? DEFAULT_PRIVACY;
  const {
    sites,
    thresholds,
    trunks,
    tariffs,
    budgets,
    mark_ups,
    exchange_rates,
    retention,
    roles,
    users,
    call_memory,
    ...upkeep
  } = frame;
  const { audit, schedule, backup, archive, directory, ldap, attachments, report_schedules, mail } = upkeep;
  return {
    ...{ sites: sites ?? {}, formats, sources, thresholds: thresholds ?? [], privacy, retention },
    ...{ trunks: trunks ?? {}, tariffs: tariffs ?? NO_TARIFF_SETTINGS, budgets: budgets ?? [] },
    ...{ mark_ups: mark_ups ?? [], exchange_rates: exchange_rates ?? [] },
    ...{ schedule: schedule ?? DEFAULT_SCHEDULE, backup, archive, directory: directory ?? DEFAULT_DIRECTORY },
    ldap: ldap ?? {},
    ...{ roles: roles ?? {}, users: users ?? {}, call_memory: call_memory ?? DEFAULT_CALL_MEMORY },
    audit: audit ?? { checkpoints: [] },
    attachments: attachments ?? NO_ATTACHMENTS,
    ...{ report_schedules: report_schedules ?? {}, mail },
  };
}

function mapEntries<From, To>(entries: Readonly<Record<string, From>>, to: (name: string, from: From) => To) {
  return Object.fromEntries(Object.entries(entries).map(([name, from]) => [name, to(name, from)]));
}
