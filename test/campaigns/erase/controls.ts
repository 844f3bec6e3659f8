import { problemsOfControl } from '../problems-of-control.ts';

/** The program broken on purpose: what the campaign must find out. */
export const ERASE_CONTROLS = [
  { name: 'the database overwrites nothing that it deletes', preload: 'erase-control-gaps.ts' },
  { name: 'lines that no call is read from stay', preload: 'erase-control-lines.ts' },
] as const;

/** What the campaign says of a broken program; empty when it found nothing. */
export function problemsOfEraseControl(preload: string, seed: number): string[] {
  return problemsOfControl('erase.ts', { preload, options: ['--ways', '1', '--rounds', '1'], seed });
}
