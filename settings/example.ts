import { auditSchema, roleSchema, userSchema } from '../access/policy.ts';
import { ldapSchema } from '../directory/ldap/settings.ts';
import { directorySchema } from '../directory/settings.ts';
import { scheduleSchema } from '../maintenance/schedule.ts';
import { archiveSchema } from '../privacy/archive-policy.ts';
import { backupSchema } from '../privacy/backup-policy.ts';
import { callMemorySchema, memoryProfileSchema } from '../privacy/call-memory.ts';
import { privacySchema } from '../privacy/policy.ts';
import { retentionSchema } from '../privacy/retention.ts';
import type { Driver } from '../processor/driver.ts';
import { bandSchema, carrierSchema, tariffSettingsSchema } from '../processor/rating/tariff-settings.ts';
import { siteSchema } from '../processor/site.ts';
import { thresholdSchema } from '../processor/threshold.ts';
import { budgetSchema } from '../reports/budget.ts';
import { exchangeRateSchema } from '../reports/exchange-rate.ts';
import { markUpSchema } from '../reports/mark-up.ts';
import { reportScheduleSchema } from '../reports/schedule-settings.ts';
import { isMapping, type Mapping } from './as-written.ts';
import { attachmentFolderSchema, attachmentsSchema } from './attachment-settings.ts';
import { commentedMapping, entry, remark } from './commented-yaml.ts';
import { type ConfigurationLists, configurationSchema, formatDrivers } from './configuration.ts';
import { trunkSchema } from './cost-sections.ts';
import { optionsJsonSchema } from './json-schema.ts';
import { mailSchema } from './mail-settings.ts';

const SITE = 'headquarters';
const SITE_EXAMPLE = {
  country: 'DE',
  area_code: '30',
  time_zone: 'Europe/Berlin',
  own_numbers: ['+4930555'],
};
const THRESHOLD_EXAMPLE = { name: 'short', shorter_than_seconds: 5 };

const CARRIER_EXAMPLE = { name: 'northtel' };
const BAND_EXAMPLE = { name: 'night', hours: ['00:00-08:00', '18:00-24:00'] };

const BUDGET_EXAMPLE = { cost_centre: '4711', amount: '1500', currency: 'EUR', from: '2026-01-01' };
const MARK_UP_EXAMPLE = { cost_centre: '1000', percent: '12.5', per_leg: '0.02', from: '2026-01-01' };

const RATE_EXAMPLE = { currency: 'GBP', in: 'EUR', rate: '1.1523', from: '2026-01-01' };

const PRIVACY_EXAMPLE = {
  exclude: [{ name: 'works-council', extensions: ['2070', '2075-2079'] }],
  private_calls: { prefixes: ['99'] },
};

const RETENTION_EXAMPLE = { time_zone: 'Europe/Berlin' };
const ROLE_EXAMPLE = {
  numbers: 'hide last 4',
  extensions: ['2300-2349'],
  shows: ['extensions', 'names', 'causes'],
};
const USER_EXAMPLE = { role: 'supervisor', extensions: ['200-219'] };
const PROFILE_EXAMPLE = { site: SITE, extensions: ['204'], users: ['os:anna'] };
const AUDIT_EXAMPLE = { checkpoints: ['/mnt/auditor/ledgerline'] };
const BACKUP_EXAMPLE = {
  targets: ['/mnt/backup/ledgerline'],
  recipients: ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
  recovery: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
};
const DIRECTORY_EXAMPLE = { imports: [{ file: '/var/lib/ledgerline/cost-centres.csv' }] };
const LDAP_EXAMPLE = {
  url: 'ldaps://ldap.example.org',
  bind_dn: 'cn=ledgerline,ou=services,dc=example,dc=org',
  password: 'file:/etc/ledgerline/ldap.password',
  base_dn: 'ou=people,dc=example,dc=org',
  cost_centres: { attribute: 'departmentNumber' },
};
const ATTACHMENT_EXAMPLE = {
  folder: '/srv/recordings',
  match: { by: 'name', call_key: '-([0-9.]+)\\.wav$' },
};
const ARCHIVE_EXAMPLE = {
  after: '2 years',
  targets: ['/mnt/archive/ledgerline'],
  recipients: BACKUP_EXAMPLE.recipients,
};
const TRUNK_EXAMPLE = { lines: 30 };
const REPORT_EXAMPLE = { report: 'charge-back', as: 'finance', folder: '/srv/reports' };
const MAIL_EXAMPLE = { host: 'mail.example.org', from: 'ledgerline@example.org' };
const SCHEDULE_EXAMPLE = { time_zone: 'Europe/Berlin' };

const HEADING = [
  '# yaml-language-server: $schema=./configuration.schema.json',
  '#',
  '# The configuration of Ledgerline with everything it may hold, explained in docs/configuration.md.',
  '# Written by `npm run generate`; change the schemas, not this file. Copy what you need: an empty',
  '# document is a configuration too. Lines such as `#key: value` show defaults.',
];

/** A document that loads, shows every key there is, and runs nothing: its sources are not enabled. */
export function exampleConfiguration(lists: ConfigurationLists): string {
  const { shape } = configurationSchema(lists);
  const lines = [
    ...HEADING,
    ...withOneEntry('sites', `${SITE}:`, shape.sites, siteSchema, SITE_EXAMPLE),
    ...section('formats', shape.formats.description, formatLines(lists)),
    ...section('sources', shape.sources.description, sourceLines(lists)),
    ...withOneEntry('thresholds', '-', shape.thresholds, thresholdSchema, THRESHOLD_EXAMPLE),
    ...withOneEntry('trunks', 'PJSIP/provider:', shape.trunks, trunkSchema, TRUNK_EXAMPLE),
    ...section('tariffs', shape.tariffs.description, tariffLines()),
    ...withOneEntry('budgets', '-', shape.budgets, budgetSchema, BUDGET_EXAMPLE),
    ...withOneEntry('mark_ups', '-', shape.mark_ups, markUpSchema, MARK_UP_EXAMPLE),
    ...withOneEntry('exchange_rates', '-', shape.exchange_rates, exchangeRateSchema, RATE_EXAMPLE),
    ...plain('privacy', shape.privacy, privacySchema, PRIVACY_EXAMPLE),
    ...plain('retention', shape.retention, retentionSchema, RETENTION_EXAMPLE),
    ...withOneEntry('roles', 'reception:', shape.roles, roleSchema, ROLE_EXAMPLE),
    ...withOneEntry('users', 'os:anna:', shape.users, userSchema, USER_EXAMPLE),
    ...section('call_memory', shape.call_memory.description, memoryLines()),
    ...withOneEntry('ldap', 'company:', shape.ldap, ldapSchema, LDAP_EXAMPLE),
    ...plain('directory', shape.directory, directorySchema, DIRECTORY_EXAMPLE),
    ...section('attachments', shape.attachments.description, attachmentLines(lists)),
    ...plain('audit', shape.audit, auditSchema, AUDIT_EXAMPLE),
    ...plain('schedule', shape.schedule, scheduleSchema, SCHEDULE_EXAMPLE),
    ...plain('backup', shape.backup, backupSchema, BACKUP_EXAMPLE),
    ...plain('archive', shape.archive, archiveSchema, ARCHIVE_EXAMPLE),
    ...withOneEntry(
      'report_schedules',
      'month-end:',
      shape.report_schedules,
      reportScheduleSchema,
      REPORT_EXAMPLE,
    ),
    ...plain('mail', shape.mail, mailSchema, MAIL_EXAMPLE),
  ];
  return `${lines.join('\n')}\n`;
}

/** A section whose entries are those of one schema, with one entry in it. */
function withOneEntry(
  name: string,
  begins: string,
  { description }: { readonly description?: string | undefined },
  schema: Parameters<typeof optionsJsonSchema>[0],
  example: Mapping,
): string[] {
  const keys = commentedMapping(optionsJsonSchema(schema), example, '    ');
  return section(name, description, [`  ${begins}`, ...keys]);
}

/** A section whose keys are those of one schema. */
function plain(
  name: string,
  { description }: { readonly description?: string | undefined },
  schema: Parameters<typeof optionsJsonSchema>[0],
  example: Mapping,
): string[] {
  return section(name, description, commentedMapping(optionsJsonSchema(schema), example, '  '));
}

function tariffLines(): string[] {
  const { properties, ...schema } = optionsJsonSchema(tariffSettingsSchema);
  const { carriers: _, bands: __, ...rest } = properties ?? {};
  const { carriers, bands } = tariffSettingsSchema.shape;
  return [
    ...remark([carriers.description], '  '),
    '  carriers:',
    '    -',
    ...commentedMapping(optionsJsonSchema(carrierSchema), CARRIER_EXAMPLE, '      '),
    ...remark([bands.description], '  '),
    '  bands:',
    '    -',
    ...commentedMapping(optionsJsonSchema(bandSchema), BAND_EXAMPLE, '      '),
    ...commentedMapping({ ...schema, properties: rest }, {}, '  '),
  ];
}

function attachmentLines(lists: ConfigurationLists): string[] {
  const { properties, ...schema } = optionsJsonSchema(attachmentsSchema);
  const { folders: _, ...rest } = properties ?? {};
  const [kind] = Object.values(lists.sources);
  const [reading] = readingsOf(lists);
  const key = commentedMapping({ ...schema, properties: rest }, {}, '  ');
  if (kind === undefined || reading === undefined) return key;
  const example = { ...ATTACHMENT_EXAMPLE, source: `${reading.driver}-${kind.name}` };
  return [
    ...remark([attachmentsSchema.shape.folders.description], '  '),
    '  folders:',
    '    recorder:',
    ...commentedMapping(optionsJsonSchema(attachmentFolderSchema), example, '      '),
    ...key,
  ];
}

function memoryLines(): string[] {
  const { properties, ...schema } = optionsJsonSchema(callMemorySchema);
  const { profiles: _, ...rest } = properties ?? {};
  return [
    ...remark([callMemorySchema.shape.profiles.description], '  '),
    '  profiles:',
    '    anna:',
    ...commentedMapping(optionsJsonSchema(memoryProfileSchema), PROFILE_EXAMPLE, '      '),
    ...commentedMapping({ ...schema, properties: rest }, {}, '  '),
  ];
}

function section(name: string, description: string | undefined, lines: readonly string[]): string[] {
  return ['', ...remark([description], ''), `${name}:`, ...lines];
}

const formatName = (driver: string): string =>
  driver === 'delimited' ? 'branch-office' : `${driver}-example`;

function formatLines(lists: ConfigurationLists): string[] {
  return formatDrivers(lists).flatMap((name) => {
    const driver = lists.drivers[name];
    if (driver === undefined) return [];
    return [`  ${formatName(name)}:`, ...entry('driver', name, '    '), ...optionLines(driver, '    ')];
  });
}

function optionLines({ options, example }: Pick<Driver, 'options' | 'example'>, indent: string): string[] {
  return commentedMapping(optionsJsonSchema(options), isMapping(example) ? example : {}, indent);
}

/** How the records of an example source are read. */
interface Reading {
  readonly driver: string;
  readonly summary: string;
  readonly options: readonly string[];
}

/** Kinds and drivers are paired off until each was shown once; what came up before is not explained again. */
function sourceLines(lists: ConfigurationLists): string[] {
  const kinds = Object.values(lists.sources);
  const readings = readingsOf(lists);
  const count = kinds.length > 0 ? Math.max(kinds.length, readings.length) : 0;
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length];
    const reading = readings[index % readings.length];
    if (kind === undefined || reading === undefined) return [];
    const { driver, summary, options } =
      index < readings.length ? reading : { ...reading, summary: '', options: [] };
    const explained = index < kinds.length;
    return [
      '',
      ...remark([summary, ...(explained ? [kind.summary, kind.promise] : [])], '  '),
      `  ${driver}-${kind.name}:`,
      ...commonLines({ kind: kind.name, site: SITE, driver, enabled: false }, index === 0 ? lists : null),
      ...options,
      ...(explained ? optionLines(kind, '    ') : plainLines(kind.example)),
    ];
  }).flat();
}

function readingsOf(lists: ConfigurationLists): Reading[] {
  const described = formatDrivers(lists);
  const known = Object.values(lists.drivers).filter(({ name }) => !described.includes(name));
  return [
    ...known.map((driver) => {
      const options = optionLines(driver, '      ');
      // Without a value under it the key is null, which the document takes for no options.
      return {
        driver: driver.name,
        summary: driver.summary,
        options: options.length > 0 ? ['    driver_options:', ...options] : [],
      };
    }),
    ...described.map((driver) => ({
      driver: formatName(driver),
      summary: 'With a format from above.',
      options: [],
    })),
  ];
}

const plainLines = (values: Mapping): string[] =>
  Object.entries(values).flatMap(([key, value]) => entry(key, value, '    '));

/** The keys of every source, explained where lists are given. */
function commonLines(values: Mapping, explainedFrom: ConfigurationLists | null): string[] {
  if (explainedFrom === null) return plainLines(values);
  const source = configurationSchema(explainedFrom).shape.sources.unwrap().unwrap().valueType;
  const { properties, ...json } = optionsJsonSchema(source);
  const { driver_options: _, ...shown } = properties ?? {};
  return commentedMapping({ ...json, properties: shown }, values, '    ');
}
