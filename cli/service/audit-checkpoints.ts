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
import { isSame } from '../../access/audit-chain.ts';
import {
  type Checkpoint,
  checkpointFile,
  checkpointSize,
  readCheckpoint,
  restoredIn,
  writeCheckpoint,
} from '../../access/audit-checkpoint.ts';
import { CHECKPOINT_ACTION, type CheckpointPlace } from '../../access/audit-verification.ts';
import type { AuditEntry, ChainEnd } from '../../record/audit-record.ts';
import { type SigningKey, signingKeyOf } from '../../settings/signing-key.ts';
import { AuditLog, hasAuditLog } from '../../store/audit/audit-log.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';
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
  const log = new AuditLog(folder, 'write');
  const checkpoint = (() => {
    try {
      return checkpointOf(log, log.end(), now());
    } finally {
      log.close();
    }
  })();
  const places = await placesToWrite(folder);
  const round = writeToPlaces(places, { key, checkpoint });
  // Said of every place only.
  if (places.length < (await checkpointPlaces(folder)).length) return round;
  AuditTrail.once(folder, now, (trail) => trail.append(SERVICE_ACTOR, entryOf(round)));
  return round;
}

/** What there is to be signed of a log, up to one of its records. */
export function checkpointOf(log: AuditLog, end: ChainEnd, utc_ms: number): Checkpoint {
  const { note } = log.segment();
  const since = log.restored(end.n)?.head;
  return { ...end, utc_ms, restored: since ? Buffer.from(since).toString('hex') : restoredIn(note) };
}

/**
 * As `checkpointPlaces`, but of a folder that a backup brought back only its own, until somebody puts it into service: the others are
 * those of the living one, for which a drill would sign.
 */
export async function placesToWrite(folder: string): Promise<string[]> {
  const places = await checkpointPlaces(folder);
  return isInService(folder) ? places : places.slice(0, 1);
}

function isInService(folder: string): boolean {
  if (!hasAuditLog(folder)) return true;
  const log = new AuditLog(folder, 'read');
  try {
    const restored = log.restored(log.end().n);
    return restored === null || log.inServiceSince(restored.n);
  } finally {
    log.close();
  }
}

/** The folder's own place first, then those of the configuration in force. */
export async function checkpointPlaces(folder: string): Promise<string[]> {
  const store = openReadingConnection(folder);
  try {
    const { audit } = await activeConfiguration(store);
    return [join(folder, OWN_PLACE), ...audit.checkpoints.map((place) => resolve(folder, place))];
  } finally {
    await store.close();
  }
}

export function writeToPlaces(
  places: readonly string[],
  { key, checkpoint }: { key: SigningKey; checkpoint: Checkpoint },
): CheckpointRound {
  const [written, missing]: [string[], string[]] = [[], []];
  const note = writeCheckpoint(checkpoint, key);
  const file = checkpointFile(key.public_pem, checkpoint);
  for (const [at, place] of places.entries()) {
    try {
      // A share that is not mounted must not become a folder on this disk.
      if (at === 0) mkdirSync(place, { recursive: true });
      if (writeDurably(place, file, note) || isSigned(join(place, file), key.public_pem, checkpoint))
        written.push(place);
      else missing.push(`${place} (another text stands in ${file})`);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      missing.push(`${place} (${code})`);
    }
  }
  return { size: checkpoint.n, written, missing };
}

/** Whether what stands there proves the same: it was signed at another moment then. */
function isSigned(path: string, public_pem: string, { n, head, restored }: Checkpoint): boolean {
  const there = readCheckpoint(readFileSync(path, 'utf8'), public_pem);
  return there !== null && there.n === n && isSame(there.head, head) && there.restored === restored;
}

/** Whole or not there, and on disk before anybody counts on it. One that is there stays as it is: false. */
function writeDurably(place: string, name: string, text: string): boolean {
  const path = join(place, name);
  if (existsSync(path)) return false;
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
  return true;
}

/** The checkpoints that lie in a folder. */
export function checkpointsIn(name: string, expected: boolean): CheckpointPlace {
  const names = existsSync(name) ? readdirSync(name).filter((one) => checkpointSize(one) !== null) : [];
  const files = names.sort().map((one) => ({ name: one, text: readFileSync(join(name, one), 'utf8') }));
  return { name, expected, files };
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
