/** What a run of the service has to be given to do, so that it passes a point. */
export type Need = 'file' | 'resend' | 'growth' | 'rotation' | 'stream' | 'seal' | 'stop' | 'birth';

export interface CrashPoint {
  readonly name: string;
  readonly need: Need;
  /** The process dies at one of the first so many passes. */
  readonly passes: number;
}

const at = (need: Need, passes: number, ...names: string[]): CrashPoint[] =>
  names.map((name) => ({ name, need, passes }));

const around = (...steps: string[]): string[] =>
  steps.flatMap((step) => [`before commit: ${step}`, `after commit: ${step}`]);

/** Where the process is killed. Every one was reached; the campaign says so for each. */
export const CRASH_POINTS: readonly CrashPoint[] = [
  // A new file: copied, named, registered, and only then moved or deleted.
  ...at('file', 2, ...around('number reserved', 'file registered', 'session opened', 'session closed')),
  ...at('file', 2, 'new copy opened', 'amid new copy written', 'after new copy written'),
  ...at('file', 2, 'after new copy flushed', 'before raw copy named', 'after raw copy named'),
  ...at('file', 3, 'after raw folder flushed', 'amid origin remembered'),
  ...at(
    'file',
    2,
    'before origin moved',
    'after origin moved',
    'before origin removed',
    'after origin removed',
  ),
  // Accounting: calls, outcomes and the cursor in one transaction.
  ...at('file', 2, ...around('chunk counted')),
  ...at('file', 60, 'amid call inserted'),
  ...at('file', 1, 'amid chunk inserted', 'amid chunk counted'),
  ...at('file', 8, 'amid commit: chunk counted'),
  // A file that was taken before.
  ...at('resend', 1, ...around('resent registered', 'resent settled'), 'before new copy removed'),
  ...at('resend', 20, 'amid duplicate inserted'),
  // A file that grows at its origin.
  ...at('growth', 1, 'amid raw copy written', 'after raw copy written', 'after raw copy flushed'),
  ...at('growth', 1, ...around('file grown')),
  ...at('rotation', 1, ...around('origin renamed')),
  // A stream.
  ...at('stream', 1, ...around('stream registered', 'delivery opened', 'delivery closed')),
  ...at('stream', 3, 'amid raw copy written', 'after raw copy written', 'after raw copy flushed'),
  // The daily job that packs raw copies.
  ...at('seal', 2, 'amid new sealed copy written', 'after new sealed copy flushed'),
  ...at('seal', 2, 'after sealed copy named', ...around('seal recorded', 'job begun')),
  ...at('seal', 2, 'before raw copy removed', 'after raw copy removed'),
  // The end of an orderly stop.
  ...at('stop', 1, 'before checkpoint', 'after checkpoint'),
  ...at('stop', 12, 'amid checkpoint'),
];

/** Where the making of a data folder is killed. */
export const BIRTH_POINTS: readonly CrashPoint[] = [
  ...at('birth', 1, 'after key begun', 'before key named', 'after key named', 'after database made'),
  ...at('birth', 1, 'after journal mode set', 'after migrations listed', 'amid migration'),
  ...at('birth', 1, ...around('migration noted', 'configuration applied')),
];
