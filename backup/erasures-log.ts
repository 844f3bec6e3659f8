import { createHmac } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggedErasure } from '../record/erasure.ts';
import { OperationError } from '../record/operation-error.ts';
import type { ErasureLine } from '../store/backup-store.ts';
import { syncTarget, targetTrouble } from './target-files.ts';

/** At each target: a line for every erasure, by which a backup from before is brought up to date. */
export const ERASURES_LOG = 'erasures.log';

/** A line as it is written: each is tied to all before it, and to the installation, by a keyed hash. */
interface Line {
  readonly sequence: number;
  readonly erasure: LoggedErasure | null;
  readonly mac: string;
}

/** A line that was read, with what it says. */
export type ReadErasure = ErasureLine & { readonly erasure: LoggedErasure };

/** What a list of erasures holds, up to where it is to be believed. */
export interface ErasuresRead {
  readonly lines: readonly ReadErasure[];
  /** How many stand there, believed or not; null where it is no list of this installation. */
  readonly standing: number | null;
  /** Why what follows cannot be believed; null where all of it can. */
  readonly trouble: string | null;
}

function lineText(key: Uint8Array, before: string, sequence: number, erasure: LoggedErasure | null): string {
  const mac = createHmac('sha256', key)
    .update(`ledgerline erasures\n${before}\n${JSON.stringify({ sequence, erasure })}`)
    .digest('hex');
  return JSON.stringify({ sequence, erasure, mac } satisfies Line);
}

const macOf = (line: string | undefined, heading: string): string =>
  (JSON.parse(line ?? heading) as Line).mac;

/** The first line: whose list it is. */
const headingOf = (key: Uint8Array): string => lineText(key, '', 0, null);

/** The line of the next erasure behind those that are known. */
export function nextErasure(
  key: Uint8Array,
  known: readonly ErasureLine[],
  erasure: LoggedErasure,
): ErasureLine {
  const sequence = (known.at(-1)?.sequence ?? 0) + 1;
  const line = lineText(key, macOf(known.at(-1)?.line, headingOf(key)), sequence, erasure);
  return { sequence, at: erasure.at_ms, line };
}

/** Reads a list and checks every line; one that is not there is told as such. */
export async function readErasures(path: string, key: Uint8Array): Promise<ErasuresRead> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return { lines: [], standing: null, trouble: 'there is none' };
  const [heading = '', ...rest] = text.split('\n');
  if (heading !== headingOf(key))
    return { lines: [], standing: null, trouble: 'its first line is that of no or another installation' };
  const lines: ReadErasure[] = [];
  const standing = rest.filter((line) => line !== '').length;
  let before = macOf(heading, heading);
  for (const [at, line] of rest.slice(0, -1).entries()) {
    const read = parsed(line);
    if (read?.erasure == null || lineText(key, before, at + 1, read.erasure) !== line)
      return { lines, standing, trouble: `line ${at + 2} was altered, or lines before it are missing` };
    before = read.mac;
    lines.push({ sequence: read.sequence, at: read.erasure.at_ms, line, erasure: read.erasure });
  }
  return { lines, standing, trouble: rest.at(-1) === '' ? null : 'its last line was cut' };
}

function parsed(line: string): Line | null {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return null;
  }
}

/** Brings the list at a target up to date, durable: what stands there must be the beginning of what is known. */
export async function writeErasures(
  target: string,
  key: Uint8Array,
  known: readonly ErasureLine[],
): Promise<void> {
  const wanted = [headingOf(key), ...known.map(({ line }) => line)].map((line) => `${line}\n`).join('');
  const path = join(target, ERASURES_LOG);
  try {
    const there = await readFile(path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    });
    if (there === wanted) return;
    // A crash leaves at most the beginning of a line.
    if (!wanted.startsWith(there)) throw otherList(path);
    const file = await open(path, 'a', 0o600);
    try {
      await file.appendFile(wanted.slice(there.length));
      await file.sync();
    } finally {
      await file.close();
    }
    await syncTarget(target);
  } catch (error) {
    throw targetTrouble(target, error);
  }
}

function otherList(path: string): OperationError {
  return new OperationError(
    'BACKUP_TARGET',
    `The list of erasures ${path} is another than the one this installation knows; nothing was written to it.`,
    {
      hint: 'Give every installation a folder of its own. After a restore that was forced, put the old list aside with the backups from before.',
    },
  );
}
