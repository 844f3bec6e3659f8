import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { checkpointFile, checkpointSize, writeCheckpoint } from '../../access/audit-checkpoint.ts';
import { CHECKPOINT_ACTION, type CheckpointPlace } from '../../access/audit-verification.ts';
import type { AuditEntry } from '../../record/audit-record.ts';
import { type SigningKey, signingKeyOf } from '../../settings/signing-key.ts';
import { AuditLog } from '../../store/audit/audit-log.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { AuditTrail } from '../audit-trail.ts';
import { activeConfiguration } from './judging.ts';
import { SERVICE_ACTOR } from './service-actor.ts';

/** Within the data folder. */
const OWN_PLACE = 'audit-checkpoints';

/** What came of a round of checkpoints. */
export interface CheckpointRound {
  readonly size: number;
  readonly written: readonly string[];
  /** Places that could not be written, and why. */
  readonly missing: readonly string[];
}

/** Signs how the log stands now, and writes that to every place; says so in the log, which then goes on from there. */
export async function writeCheckpoints(folder: string, now: () => number): Promise<CheckpointRound> {
  const key = signingKeyOf(folder);
  const end = endOf(folder);
  const note = writeCheckpoint({ ...end, utc_ms: now() }, key);
  const round = writeToPlaces(await checkpointPlaces(folder), { key, size: end.n, note });
  const trail = new AuditTrail(folder, now);
  try {
    trail.append(SERVICE_ACTOR, entryOf(round));
  } finally {
    trail.close();
  }
  return round;
}

/** The folder's own place first, then those of the configuration in force. */
export async function checkpointPlaces(folder: string): Promise<string[]> {
  const store = openReadingStore(folder);
  try {
    const { audit } = await activeConfiguration(store);
    return [join(folder, OWN_PLACE), ...audit.checkpoints.map((place) => resolve(folder, place))];
  } finally {
    await store.close();
  }
}

export function writeToPlaces(
  places: readonly string[],
  { key, size, note }: { key: SigningKey; size: number; note: string },
): CheckpointRound {
  const [written, missing]: [string[], string[]] = [[], []];
  for (const [at, place] of places.entries()) {
    try {
      // A share that is not mounted must not become a folder on this disk.
      if (at === 0) mkdirSync(place, { recursive: true });
      writeDurably(place, checkpointFile(key.public_pem, size), note);
      written.push(place);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      missing.push(`${place} (${code})`);
    }
  }
  return { size, written, missing };
}

/** Whole or not there, and on disk before anybody counts on it. One that is there stays as it is. */
function writeDurably(place: string, name: string, text: string): void {
  const path = join(place, name);
  if (existsSync(path)) return;
  const part = `${path}.${process.pid}.part`;
  rmSync(part, { force: true });
  const file = openSync(part, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
  const directory = openSync(place, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

/** The checkpoints that lie in a folder. */
export function checkpointsIn(name: string, expected: boolean): CheckpointPlace {
  const names = existsSync(name) ? readdirSync(name).filter((one) => checkpointSize(one) !== null) : [];
  const files = names.sort().map((one) => ({ name: one, text: readFileSync(join(name, one), 'utf8') }));
  return { name, expected, files };
}

function endOf(folder: string) {
  const log = new AuditLog(folder, 'write');
  try {
    return log.end();
  } finally {
    log.close();
  }
}

function entryOf({ size, written, missing }: CheckpointRound): Omit<AuditEntry, keyof typeof SERVICE_ACTOR> {
  const whole = missing.length === 0;
  return {
    action: CHECKPOINT_ACTION,
    object: String(size),
    level: whole ? 'info' : 'warning',
    result: whole ? 'done' : 'failed',
    begun: null,
    payload: { places: written.length, missing: missing.length },
  };
}
