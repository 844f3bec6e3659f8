import { problemsOfControl } from '../problems-of-control.ts';

/** The program broken on purpose: what the campaign must find out. */
export const RESTORE_CONTROLS = [
  { name: 'the file of the database is copied without its log', preload: 'restore-control-no-log.ts' },
  { name: 'the first erasure since is not done again', preload: 'restore-control-erasure.ts' },
] as const;

/** What the campaign says of a broken program; empty when it found nothing. */
export function problemsOfRestoreControl(preload: string, seed: number): string[] {
  return problemsOfControl('restore.ts', { preload, options: ['--backups', '4'], seed });
}
