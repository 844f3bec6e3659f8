import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes long stands here and begins first: a long file that begins last keeps one core busy and the others waiting. */
const LONGEST = [
  'campaigns/',
  'collector/sftp',
  'bad-input/',
  'cli/demo',
  'cli/service',
  'cli/blanking',
  'cli/ingest',
  'cli/restored-database',
  'cli/configuration',
].map((name) => join(import.meta.dirname, 'test', name));

/** Tests of pure parts, of the store, jobs and raw copies in the process itself, and of commands that are typed there. */
const TOGETHER = [
  'access',
  'backup',
  'cli',
  'collector/attachments',
  'collector/files',
  'collector/journal',
  'collector/streams',
  'directory',
  'heads-of-calls',
  'maintenance',
  'over-midnight',
  'privacy',
  'processor',
  'record',
  'replay',
  'reports',
  're-rating',
  'settings',
  'store',
  'tidy',
  'docs',
].flatMap((name) => [`test/${name}/**/*.test.ts`, `test/${name}.test.ts`]);

/** Tests of commands that start the program, a service or a thread beside them, or take long: each has a process of its own. */
const ALONE = [
  ...['archive', 'attachments', 'attachments-killed', 'attachments-restore', 'backup', 'blanking'],
  ...['call-memory-service', 'command-line', 'demo', 'ingest', 'interrupted'],
  ...[
    'jobs',
    'launcher',
    'log-readers',
    'report-delivered',
    'report-schedule',
    'restore',
    'restored-database',
  ],
  ...['service', 'source-mistake', 'transfer-killed', 'service/log-files', 'directory-ldap'],
]
  .map((name) => `test/cli/${name}.test.ts`)
  .concat(
    'test/directory/ldap/ldap-server.test.ts',
    // They count the open files and the locks of their process, or take over its timers.
    ...['maintenance/scheduler', 'store/locks-after-scrub', 'store/reading-store'].map(
      (name) => `test/${name}.test.ts`,
    ),
    ...['call-sums', 'walk-beside'].map((name) => `test/store/queries/${name}.test.ts`),
  );

/** Vitest goes by how long files took before; a fresh clone has no before. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((start) => moduleId.startsWith(start));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      { extends: true, test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: TOGETHER } },
      // What keeps nothing in its modules and starts nothing: one process loads them once, which takes as long as most of these tests.
      { extends: true, test: { name: 'together', include: TOGETHER, exclude: ALONE, isolate: false } },
    ],
    // Only against what hangs: on a busy machine of two cores some take half a minute.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A service that is waited for takes as long as the machine is busy.
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // Most files wait for servers and disks; one at a time, as is the rule on two cores, takes twice as long.
    maxWorkers: 2,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      TZ: 'UTC',
      // Threads and processes that tests start load the same modules again and again: in half the time.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/ledgerline-tests'),
    },
    sequence: { sequencer: LongestFirst },
  },
});
