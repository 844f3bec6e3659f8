import { statSync } from 'node:fs';
import type { Log } from '../../collector/source.ts';
import { shellWord } from '../usage.ts';

/** What we make in it is the owner's only; names of files and when they change others would see. One that we made is shut. */
export function warnOfOpenFolder(folder: string, log: Log): void {
  const open = statSync(folder).mode & 0o077;
  if (open === 0) return;
  const hint = `chmod 700 ${shellWord(folder)}`;
  log('warn', 'the data folder can be looked into by other accounts of this machine', { folder, hint });
}
