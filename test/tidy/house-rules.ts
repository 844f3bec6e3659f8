import { folderOf } from './repository.ts';
import type { Ban } from './words.ts';

/** What other folders may know of the store. */
const STORE_CONTRACT = [
  'store/store.ts',
  'store/job-store.ts',
  'store/raw-copy-store.ts',
  'store/aging-store.ts',
  'store/backup-store.ts',
  'store/attachment-store.ts',
  'store/archive-store.ts',
  'store/deleting-store.ts',
  'store/directory-store.ts',
  'store/statement-store.ts',
  'store/subject-store.ts',
];

/** Who may import whom, besides itself: folders, or single files where only a contract or a list is meant. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  record: [],
  collector: ['record'],
  processor: ['record', 'privacy'],
  store: ['record'],
  directory: ['record', ...STORE_CONTRACT, 'collector/secret-reference.ts'],
  // Pure rules: what must not be written down. The processor asks them before the first write. The gateway knows the store's contract.
  privacy: ['record', ...STORE_CONTRACT],
  // The one door to calls: masks are rules of privacy, and the queries behind the door are its own.
  access: [
    'record',
    'privacy',
    ...STORE_CONTRACT,
    'store/queries/archived-month.ts',
    'store/queries/attachments.ts',
    'store/queries/call-rows.ts',
    'store/queries/calls.ts',
    'store/queries/call-briefs.ts',
    'store/queries/call-spans.ts',
    'store/queries/call-sums.ts',
    'store/queries/day-totals.ts',
    'store/queries/few-sums.ts',
    'store/queries/gone-hours.ts',
    'store/queries/quality.ts',
    'store/queries/undefined-lines.ts',
    'store/queries/wanted-calls.ts',
  ],
  // Files at the targets, and what is in them; copying a database, and keeping a folder closed, are matters of the store.
  backup: [
    'record',
    'privacy',
    ...STORE_CONTRACT,
    'store/store-copy.ts',
    'store/closed-folder.ts',
    'store/folder-lock.ts',
  ],
  maintenance: ['record', ...STORE_CONTRACT, 'directory', 'privacy', 'access'],
  reports: ['record', ...STORE_CONTRACT, 'directory', 'privacy', 'access'],
  // The lists, and the schemas of what stands beside them in the document.
  settings: [
    'record',
    'collector/source.ts',
    'collector/sources.ts',
    'collector/secret-reference.ts',
    'collector/files/file-options.ts',
    'processor/attachments/match-rule.ts',
    'processor/lines/decode.ts',
    'processor/driver.ts',
    'processor/drivers.ts',
    'processor/rating/tariff-settings.ts',
    'processor/site.ts',
    'processor/threshold.ts',
    'directory/settings.ts',
    'directory/ldap/settings.ts',
    'privacy/policy.ts',
    'privacy/retention.ts',
    'privacy/backup-policy.ts',
    'privacy/archive-policy.ts',
    'access/policy.ts',
    'access/roles.ts',
    'privacy/call-memory.ts',
    'maintenance/schedule.ts',
    'reports/budget.ts',
    'reports/exchange-rate.ts',
    'reports/mark-up.ts',
    'reports/schedule-settings.ts',
  ],
  console: ['record', ...STORE_CONTRACT, 'access', 'reports', 'privacy', 'maintenance'],
  'pipeline.ts': ['record', ...STORE_CONTRACT, 'pipeline-worker.ts', 'processor/processing-context.ts'],
  'replay.ts': ['record', ...STORE_CONTRACT, 'pipeline-worker.ts', 'processor/processing-context.ts'],
  // The thread that hands file ranges to the pure core.
  'pipeline-worker.ts': [
    'record',
    'collector/journal/raw-copies.ts',
    'processor/lines/cut.ts',
    'processor/process.ts',
    'processor/processing-context.ts',
    'processor/rating/rate-table.ts',
  ],
  cli: ['everything'],
  test: ['everything', 'test', 'bench'],
  bench: ['everything', 'bench'],
  'vitest.config.ts': [],
};

/** What is read through one folder only, which knows who may see what of it. */
export const DOORS: Readonly<Record<string, string>> = {
  'store/queries/attachments.ts': 'access',
  'store/queries/calls.ts': 'access',
  'store/queries/call-rows.ts': 'access',
  'store/queries/call-briefs.ts': 'access',
  'store/queries/call-spans.ts': 'access',
  'store/queries/call-sums.ts': 'access',
  'store/queries/day-totals.ts': 'access',
  'store/queries/few-sums.ts': 'access',
  'store/queries/gone-hours.ts': 'access',
  'store/queries/quality.ts': 'access',
  'store/queries/undefined-lines.ts': 'access',
};

/** Where each third-party package is at home; tests and benches may use all of them. */
export const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  'age-encryption': ['backup'],
  'better-sqlite3': ['store'],
  'csv-parse': ['directory', 'processor'],
  'csv-stringify': ['cli', 'reports'],
  // The letters of reports on paper.
  'dejavu-fonts-ttf': ['reports'],
  kysely: ['store'],
  ldapts: ['directory'],
  'libphonenumber-js': ['processor'],
  'node-cron': ['maintenance'],
  nodemailer: ['reports'],
  pino: ['cli'],
  re2js: ['processor'],
  // In the command line only for the SFTP server of the demonstration.
  ssh2: ['collector', 'cli'],
  'ssh2-sftp-client': ['collector'],
  yaml: ['settings'],
  yauzl: ['collector'],
  // Wherever members declare their options, and at the door of the control socket.
  zod: [
    'access',
    'collector',
    'directory',
    'privacy',
    'processor',
    'maintenance',
    'reports',
    'settings',
    'cli',
  ],
  vitest: ['vitest.config.ts'],
  'fast-check': [],
};

/** Files whose longest function is a list rather than steps. */
export const LONG_FUNCTIONS: Readonly<Record<string, string>> = {
  'store/intake-register.ts prepare': 'a list of prepared statements, one beside the other',
};

const isTest = (path: string): boolean => ['test', 'bench'].includes(folderOf(path));
const inFolders =
  (...folders: string[]) =>
  (path: string): boolean =>
    folders.includes(folderOf(path));
const outside =
  (...folders: string[]) =>
  (path: string): boolean =>
    !isTest(path) && !folders.includes(folderOf(path));
const everywhere = (): boolean => true;

export const BANS: readonly Ban[] = [
  {
    name: 'a module of Node in pure code',
    pattern: /\bfrom\s*['"]node:/,
    within: 'uncommented',
    why: 'it is pure: no files, no network, no clock, no threads; take what is needed as an argument',
    holds: inFolders('processor', 'privacy'),
  },
  {
    name: 'the network in the directory',
    pattern: /\b(?:from|import\()\s*['"](?:node:|ldapts)/,
    within: 'uncommented',
    why: 'its rules are pure; who is asked over the network is asked in directory/ldap/',
    holds: (path) => path.startsWith('directory/') && !path.startsWith('directory/ldap/'),
  },
  {
    name: 'a module of Node in record/',
    pattern: /\bfrom\s*['"]node:/,
    within: 'uncommented',
    why: 'what crosses folder borders is data; take what is needed as an argument',
    holds: inFolders('record'),
    except: {
      'record/fingerprint.ts': 'identities are a keyed hash; node:crypto gives the same for the same bytes',
      'record/mac.ts': 'content is recognised by a keyed hash; node:crypto gives the same for the same bytes',
      'record/sealed-subject.ts':
        'a request is sealed by the key; node:crypto gives the same for the same bytes',
    },
  },
  {
    name: 'the process, timers or the network in pure code',
    pattern: /(?<![.\w])(?:process\.\w|setTimeout\b|setInterval\b|setImmediate\b|fetch\()/,
    within: 'code',
    why: 'equal input must give equal output',
    holds: inFolders('record', 'processor', 'privacy'),
  },
  {
    name: 'a query of calls outside the store',
    pattern: /\b(?:selectFrom\(\s*['"`]|(?:from|join)\s+)(?:call|quality|undefined_line)\b(?!\s*[:.])/,
    within: 'uncommented',
    why: 'calls and lines are read through access/, which knows who may see what of them',
    holds: outside('store'),
  },
  {
    name: 'the clock',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bTemporal\.Now\b/,
    within: 'code',
    why: 'time is passed in (`now`), so that tests own it and a run again gives the same',
    holds: outside('cli'),
  },
  {
    name: 'the monotonic clock',
    pattern: /\bperformance\.now\b/,
    within: 'code',
    why: 'time is passed in',
    holds: outside('cli', 'collector'),
  },
  {
    name: 'chance',
    pattern: /\bMath\.random\b/,
    within: 'code',
    why: 'nothing here may depend on it; keys come from node:crypto',
    holds: (path) => !isTest(path),
  },
  {
    name: 'the environment',
    pattern: /\bprocess\.env\b/,
    within: 'code',
    why: 'settings are passed in; only the command line reads the environment',
    holds: outside('cli', 'settings'),
  },
  {
    name: 'an import whose name is computed',
    pattern: /\bimport\s*\(\s*(?!['"])/,
    within: 'code',
    why: 'lists of members are object literals, so that the tree of imports can be seen',
    holds: (path) => !isTest(path),
  },
  {
    name: 'any',
    pattern: /(?<![.\w])any\b(?!\s*[:(])/,
    within: 'code',
    why: 'say what it is, or unknown',
    holds: everywhere,
  },
  {
    name: 'the non-null mark',
    pattern: /[\w)\]]!(?=[.;,)\]}\s:[])/,
    within: 'code',
    why: 'show that the value is there, or handle that it is not',
    holds: everywhere,
  },
  {
    name: 'enum',
    pattern: /\benum\s+\w+\s*\{/,
    within: 'code',
    why: 'types are stripped, not transformed; use an `as const` list',
    holds: everywhere,
  },
  {
    name: 'a silenced type error',
    pattern: /@ts-(?:ignore|nocheck|expect-error)/,
    within: 'text',
    why: 'mend the types',
    holds: (path) => !path.startsWith('test/tidy'),
  },
  {
    name: 'a test that is switched off, or that switches off the others',
    pattern: /\.(?:only|skip|todo)\(|\.(?:only|skip|todo)\.each\b/,
    within: 'code',
    why: 'run it or remove it; for what a machine may lack there is skipIf with a reason in its name',
    holds: isTest,
  },
];

/** Words of unfinished work, and places of the machine it was written on; for every text file. */
export const TEXT_BANS: readonly { readonly name: string; readonly pattern: RegExp; readonly why: string }[] =
  [
    {
      name: 'a note of unfinished work',
      pattern: /\b(?:TO[D]O|FIX[M]E|X{3})\b/,
      why: 'finish it, or write down what holds today',
    },
    {
      name: 'a folder of one machine',
      pattern: /(?<![\w.])\/(?:home|Users|root|work)\//,
      why: 'the project runs anywhere; use a path relative to the repository or a usual place such as /var/lib/ledgerline',
    },
  ];
