import { z } from 'zod';
import { type AuditSettings, auditSchema, type RoleSettings, type UserSettings } from '../access/policy.ts';
import type { SourceKind } from '../collector/source.ts';
import { type LdapSettings, ldapSchema } from '../directory/ldap/settings.ts';
import { type DirectorySettings, directorySchema } from '../directory/settings.ts';
import { type Schedule, scheduleSchema } from '../maintenance/schedule.ts';
import { type ArchivePolicy, archiveSchema } from '../privacy/archive-policy.ts';
import { type BackupPolicy, backupSchema } from '../privacy/backup-policy.ts';
import { type CallMemorySettings, callMemorySchema } from '../privacy/call-memory.ts';
import { notCollectedSchema, type PrivacyPolicy, privacySchema } from '../privacy/policy.ts';
import { type Retention, retentionSchema } from '../privacy/retention.ts';
import type { Driver } from '../processor/driver.ts';
import { ENCODINGS, type Encoding } from '../processor/lines/decode.ts';
import type { TariffSettings } from '../processor/rating/tariff-settings.ts';
import { type Site, siteSchema } from '../processor/site.ts';
import { thresholdSchema } from '../processor/threshold.ts';
import type { Threshold } from '../record/threshold.ts';
import type { Budget } from '../reports/budget.ts';
import type { ExchangeRate } from '../reports/exchange-rate.ts';
import type { MarkUp } from '../reports/mark-up.ts';
import { type ReportSchedule, reportScheduleSchema } from '../reports/schedule-settings.ts';
import { accessSections } from './access-sections.ts';
import { type AttachmentSettings, attachmentsSchema } from './attachment-settings.ts';
import { costSections, type trunkSchema } from './cost-sections.ts';
import { type MailSettings, mailSchema } from './mail-settings.ts';
import { section } from './section.ts';

/** What can be named in the document: the ways of arrival and the formats this program knows. */
export interface ConfigurationLists {
  readonly drivers: Readonly<Record<string, Driver>>;
  readonly sources: Readonly<Record<string, SourceKind>>;
}

/** Drivers that read a layout the administrator describes; only these may stand under `formats`. */
const FORMAT_DRIVERS = ['delimited', 'fixed-width'];

/** What happens by itself: what is taken into the directory and beside calls, how long what is stored stays, what makes sure of both, and when. */
const upkeepSections = {
  ldap: section(
    ldapSchema,
    'Servers of LDAP, each with what of it is people: taken in where directory names it, or by `directory import --ldap`.',
  ),
  directory: directorySchema
    .nullable()
    .default(null)
    .describe('Whose extensions are, and which cost centre people belong to: what is taken in by itself.'),
  retention: retentionSchema
    .nullable()
    .default(null)
    .describe(
      'How long everything is kept, and how clearly. Null: nothing goes by itself. An empty mapping, {}: the defaults below.',
    ),
  attachments: attachmentsSchema
    .nullable()
    .default(null)
    .describe('Recordings and transcripts of calls: where they come from, and what they are encrypted by.'),
  audit: auditSchema
    .nullable()
    .default(null)
    .describe('Where it is kept that the audit log was not changed.'),
  schedule: scheduleSchema
    .nullable()
    .default(null)
    .describe('When the service does its upkeep. What the retention demands cannot be switched off.'),
  backup: backupSchema
    .nullable()
    .default(null)
    .describe('Where backups go, who can open them, and how long they stay. Null: the service makes none.'),
  archive: archiveSchema
    .nullable()
    .default(null)
    .describe(
      'When old calls leave the database for encrypted monthly files, and where these go. Null: they stay.',
    ),
};

/** What is reported by itself, and how mail is sent. */
const reportSections = {
  report_schedules: section(
    reportScheduleSchema,
    'Reports that are made and delivered by themselves, each under a name: `report schedule list`.',
  ),
  mail: mailSchema
    .nullable()
    .default(null)
    .describe('The server by which reports are mailed. Null: none is.'),
};

const CONDITIONS = Object.keys(thresholdSchema.shape).filter((key) => key !== 'name');
const threshold = thresholdSchema.refine(hasCondition, {
  error: `a threshold without a condition would hold every call; give it one of these: ${CONDITIONS.join(', ')}`,
  // A misspelt condition is told as such.
  when: ({ issues }) => issues.length === 0,
});

/** Every call meets a condition that is empty. */
function hasCondition({ name: _, ...conditions }: Threshold): boolean {
  return Object.values(conditions).some((given) =>
    Array.isArray(given) ? given.length > 0 : given !== null,
  );
}

/**
 * The frame of the document. What stands beside `kind` and `driver` depends on them and is left to checkConfiguration
 * here, so that one wrong kind does not hide every other mistake of the entry.
 */
export function configurationSchema(lists: ConfigurationLists) {
  assertNoClash(lists);
  const source = z.looseObject({
    kind: z.enum(Object.keys(lists.sources)).describe('how the records arrive'),
    site: z.string().describe('the place the records come from, a name under sites'),
    driver: z.string().describe('how the records are read: a driver, or a name under formats'),
    driver_options: z
      .record(z.string(), z.unknown())
      .nullable()
      .default({})
      .describe('settings of the driver; none where the driver is a name under formats'),
    encoding: z
      .enum(ENCODINGS)
      .default('auto')
      .describe('how bytes become text; auto: UTF-8, and Windows-1252 for a line that cannot be UTF-8'),
    not_collected: notCollectedSchema.describe(
      'fields of a call that are never written, besides those under privacy',
    ),
    enabled: z.boolean().default(true).describe('false: the source is kept but does not run'),
  });
  const format = z.looseObject({
    driver: z.enum(formatDrivers(lists)).describe('the driver that reads formats described here'),
  });
  return z.strictObject({
    sites: section(siteSchema, 'Places with a numbering plan. Every source belongs to one.'),
    formats: section(
      format,
      'Formats of your own: a driver for described layouts, and its settings beside it.',
    ),
    sources: section(source, 'Where call records come from.'),
    thresholds: z
      .array(threshold)
      .nullable()
      .default([])
      .describe(
        'A call that meets every condition of one of these is held: kept, but out of reports by default. ' +
          'The first that fits gives its name.',
      ),
    privacy: privacySchema
      .nullable()
      .default(null)
      .describe('What must not be written down, and is not, from the first write on.'),
    ...{ ...costSections, ...upkeepSections, ...reportSections },
    ...accessSections,
    call_memory: callMemorySchema
      .nullable()
      .default(null)
      .describe('The last calls of a person, for that person to read: nobody else does.'),
  });
}

/** The document after the frame was checked and defaults were filled in; entries are still as written. */
export type ConfigurationFrame = z.output<ReturnType<typeof configurationSchema>>;

/** The keys every source has; all others belong to its kind. */
export const SOURCE_KEYS = [
  'kind',
  'site',
  'driver',
  'driver_options',
  'encoding',
  'not_collected',
  'enabled',
] as const;
export const FORMAT_KEYS = ['driver'] as const;

export function formatDrivers({ drivers }: ConfigurationLists): string[] {
  return FORMAT_DRIVERS.filter((name) => Object.hasOwn(drivers, name));
}

function assertNoClash({ sources }: ConfigurationLists): void {
  for (const [name, kind] of Object.entries(sources)) {
    const clash = SOURCE_KEYS.find((key) => Object.hasOwn(kind.options.shape, key));
    if (clash !== undefined)
      throw new Error(`option ${clash} of source kind ${name} is a key of every source`);
  }
}

/** A configured source, ready to be opened. */
export interface SourceEntry {
  readonly name: string;
  readonly kind: string;
  readonly site: string;
  /** A key of the list of drivers, also where the document names a format. */
  readonly driver: string;
  /** The name under `formats` that the document gave as driver, else null. */
  readonly format: string | null;
  /** What the driver's own schema made of them; those of the format where there is one. */
  readonly driver_options: unknown;
  readonly encoding: Encoding;
  /** Fields that are never written, besides those of the policy. */
  readonly not_collected: readonly string[];
  readonly enabled: boolean;
  /** What the kind's own schema made of the keys beside the common ones. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A format of the administrator's own. */
export interface FormatEntry {
  readonly name: string;
  readonly driver: string;
  readonly options: unknown;
}

/** The configuration after loading: defaults filled in, references resolved, options as their schemas give them. */
export interface Configuration {
  readonly sites: Readonly<Record<string, Site>>;
  readonly formats: Readonly<Record<string, FormatEntry>>;
  readonly sources: Readonly<Record<string, SourceEntry>>;
  readonly thresholds: readonly Threshold[];
  readonly trunks: Readonly<Record<string, z.output<typeof trunkSchema>>>;
  readonly tariffs: TariffSettings;
  readonly budgets: readonly Budget[];
  readonly mark_ups: readonly MarkUp[];
  readonly exchange_rates: readonly ExchangeRate[];
  readonly privacy: PrivacyPolicy;
  /** Null: nothing goes by itself. */
  readonly retention: Retention | null;
  readonly roles: Readonly<Record<string, RoleSettings>>;
  readonly users: Readonly<Record<string, UserSettings>>;
  readonly call_memory: CallMemorySettings;
  readonly audit: AuditSettings;
  readonly schedule: Schedule;
  readonly attachments: AttachmentSettings;
  /** Null: none are made by themselves. */
  readonly backup: BackupPolicy | null;
  /** Null: calls stay where they are. */
  readonly archive: ArchivePolicy | null;
  readonly directory: DirectorySettings;
  readonly ldap: Readonly<Record<string, LdapSettings>>;
  readonly report_schedules: Readonly<Record<string, ReportSchedule>>;
  /** Null: no mail is sent. */
  readonly mail: MailSettings | null;
}
