import { once } from 'node:events';
import { mkdir, readdir, rmdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgeLock } from '../../backup/age-files.ts';
import { type BackupThread, startBackupThread } from '../../backup/backup-thread.ts';
import { nextErasure, writeErasures } from '../../backup/erasures-log.ts';
import { writeKeysAt } from '../../backup/installation-keys.ts';
import { backupName, backupsAt, checkTarget, clearParts, removeAt } from '../../backup/target-files.ts';
import type { BackupWritten } from '../../backup/write-backup.ts';
import { destroyRawCopy } from '../../collector/journal/blank-raw-copy.ts';
import type { BackupHands } from '../../maintenance/job.ts';
import { type BackupPolicy, surplusBackups } from '../../privacy/backup-policy.ts';
import { clockTrouble } from '../../privacy/clock-brake.ts';
import type { LoggedErasure } from '../../record/erasure.ts';
import type { NotedErasure } from '../../record/erasure-certificate.ts';
import { InOrder } from '../../record/in-order.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { ErasureLine } from '../../store/backup-store.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
import type { WritingStore } from '../../store/store.ts';
import { databaseBytes, type StoreCopy } from '../../store/store-copy.ts';
import { PROGRAM } from '../program.ts';
import { requireMounted } from './mounted-target.ts';
import { readSecret } from './secrets.ts';

/** Copies of databases on their way into a backup: in the clear, so overwritten before they are removed. */
const COPIES_FOLDER = 'backing-up';
const DATABASES = [DATABASE_FILE, 'audit.db'];
/** What a full disk would be noticed by first. */
const ROOM_LEFT_BYTES = 32 * 1024 * 1024;
/** Records pack to less than half. */
const PACKED_SHARE = 0.5;

/** A backup as somebody asked for it, beside what the document says. */
export interface BackupAsked {
  /** A folder in the place of the targets; null: the targets. */
  readonly to: string | null;
  /** A passphrase in the place of what the document says. */
  readonly passphrase: string | null;
  readonly signal: AbortSignal;
}

export interface BackupMade extends BackupWritten {
  readonly target: string;
  readonly name: string;
  readonly made_at: number;
}

export interface BackupParts {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly store: WritingStore;
  readonly now: () => number;
  readonly configuration: () => Promise<Configuration>;
}

/** Makes backups of a data folder and keeps the list of erasures beside them. */
export class Backups implements BackupHands {
  private readonly parts: BackupParts;
  private readonly appending = new InOrder();
  private making: Promise<unknown> = Promise.resolve();

  constructor(parts: BackupParts) {
    this.parts = parts;
  }

  /** Ends what a killed process has begun: no copy in the clear is left. */
  async clearCopies(): Promise<void> {
    const place = join(this.parts.folder, COPIES_FOLDER);
    const names = await readdir(place).catch(() => null);
    if (names === null) return;
    for (const name of names) await destroyRawCopy(this.parts.folder, join(COPIES_FOLDER, name));
    await rmdir(place);
  }

  async make(signal: AbortSignal): Promise<readonly BackupMade[]> {
    const { backup } = await this.parts.configuration();
    return backup === null ? [] : await this.create({ to: null, passphrase: null, signal });
  }

  /** Writes one to each target. One that cannot be written keeps the others from nothing, and is told at the end. */
  create(asked: BackupAsked): Promise<BackupMade[]> {
    const made = this.createNow(asked);
    this.making = made.catch(() => {});
    return made;
  }

  async copiesGone(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const stopped = new AbortController();
    const told = once(signal, 'abort', { signal: stopped.signal }).catch(() => {});
    await Promise.race([this.making, told]);
    stopped.abort();
    signal.throwIfAborted();
  }

  private async createNow(asked: BackupAsked): Promise<BackupMade[]> {
    const policy = (await this.parts.configuration()).backup;
    const targets = asked.to === null ? (policy?.targets ?? []) : [asked.to];
    if (targets.length === 0) throw noTargets();
    const locks = await this.locksOf(policy, asked.passphrase);
    await this.clearCopies();
    const thread = startBackupThread(asked.signal);
    try {
      const copied = await this.copyDatabases(thread);
      const keys = await thread.lockKeys(this.parts.folder, locks.recovery);
      const made: BackupMade[] = [];
      const troubles: unknown[] = [];
      for (const target of targets) {
        asked.signal.throwIfAborted();
        await this.writeTo(target, {
          thread,
          ...copied,
          keys,
          lock: locks.lock,
          targets: policy?.targets ?? [],
        }).then(
          (one) => made.push(one),
          (error: unknown) => troubles.push(error),
        );
      }
      asked.signal.throwIfAborted();
      if (troubles.length > 0) throw troubles[0];
      return made;
    } finally {
      await thread.close();
      await this.clearCopies();
    }
  }

  private async locksOf(policy: BackupPolicy | null, passphrase: string | null) {
    const reference = policy?.passphrase ?? null;
    const phrase =
      passphrase ??
      (reference === null ? null : await readSecret(reference, process.env.CREDENTIALS_DIRECTORY));
    const recovery = policy?.recovery ?? null;
    if (phrase === null && policy === null) throw noTargets();
    const lock: AgeLock = phrase === null ? { recipients: policy?.recipients ?? [] } : { passphrase: phrase };
    return { lock, recovery: recovery === null ? lock : ({ recipients: [recovery] } satisfies AgeLock) };
  }

  private async copyDatabases(thread: BackupThread) {
    const { folder } = this.parts;
    const needed = databaseBytes(folder, [...DATABASES, `${DATABASE_FILE}-wal`]) + ROOM_LEFT_BYTES;
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < needed) throw noRoomFor(needed, bavail * bsize);
    await mkdir(join(folder, COPIES_FOLDER), { mode: 0o700 });
    const databases: Record<string, string> = {};
    const into = (name: string): string => {
      databases[name] = join(folder, COPIES_FOLDER, name);
      return databases[name];
    };
    const copy = await thread.copyStore(folder, into(DATABASE_FILE));
    for (const name of DATABASES) {
      const there = name !== DATABASE_FILE && (await stat(join(folder, name)).catch(() => null)) !== null;
      if (there) await thread.copyDatabase(join(folder, name), into(name));
    }
    return { copy, databases };
  }

  private async writeTo(
    target: string,
    given: {
      readonly thread: BackupThread;
      readonly copy: StoreCopy;
      readonly databases: Readonly<Record<string, string>>;
      readonly keys: Uint8Array;
      readonly lock: AgeLock;
      readonly targets: readonly string[];
    },
  ): Promise<BackupMade> {
    const { folder, store, key, now } = this.parts;
    const { thread, copy, ...rest } = given;
    const raw = copy.raw.reduce((sum, { length }) => sum + (length ?? 0), 0);
    await clearParts(target);
    await checkTarget(target, Math.ceil((copy.bytes + raw) * PACKED_SHARE));
    await requireMounted(this.parts.folder, target);
    // One list, written by one at a time.
    await this.appending.run(async () => await writeErasures(target, key, await store.erasureLines()));
    await writeKeysAt(target, given.keys);
    const made_at = Math.floor(now() / 1000) * 1000;
    const name = backupName(made_at);
    const written = await thread.write({ folder, copy, target, name, program: PROGRAM, made_at, ...rest });
    const { bytes, sha256 } = written;
    await store.registerBackup({ target, name, made_at, bytes, sha256 });
    return { target, name, made_at, ...written };
  }

  /** By a clock that is not believed none is too old. */
  async removeSurplus(): Promise<number> {
    const { store, now, configuration } = this.parts;
    const { backup, retention } = await configuration();
    if (backup === null || clockTrouble(await store.clockSeen(), now()) !== null) return 0;
    const at = { now: now(), time_zone: retention?.time_zone ?? 'UTC' };
    let removed = 0;
    for (const target of backup.targets) {
      for (const { name } of surplusBackups(await backupsAt(target), backup.keep, at)) {
        await removeAt(target, name);
        await store.forgetBackup({ target, name });
        removed += 1;
      }
    }
    return removed;
  }

  /**
   * Notes an erasure for good, so that it is done again on whatever is restored: in the store, and durable at every target that is
   * there. Asked again, one that is known is only brought to the targets that lack it.
   */
  appendErasure(erasure: LoggedErasure): Promise<NotedErasure> {
    return this.appending.run(() => this.append(erasure));
  }

  /** Targets that were away when something was noted get what they lack. */
  bringErasures(): Promise<NotedErasure> {
    return this.appending.run(async () => await this.bring(await this.parts.store.erasureLines()));
  }

  private async append(erasure: LoggedErasure): Promise<NotedErasure> {
    const { store, key } = this.parts;
    const known = await store.erasureLines();
    // By all it says: a number of a store that was restored from before is given out again.
    const text = JSON.stringify(erasure);
    const there = known.some(
      ({ line }) => JSON.stringify((JSON.parse(line) as { erasure: LoggedErasure }).erasure) === text,
    );
    const lines = there ? known : [...known, nextErasure(key, known, erasure)];
    await store.addErasureLines(lines.slice(known.length));
    return await this.bring(lines);
  }

  /** An alarm stands until no target lacks anything: with what a target has now, a backup there would bring people back. */
  private async bring(lines: readonly ErasureLine[]): Promise<NotedErasure> {
    const { store, key, configuration, now } = this.parts;
    const noted: string[] = [];
    const troubles = new Map<string, OperationError>();
    for (const target of lines.length === 0 ? [] : ((await configuration()).backup?.targets ?? [])) {
      try {
        await checkTarget(target, 0);
        await requireMounted(this.parts.folder, target);
        await writeErasures(target, key, lines);
        noted.push(target);
      } catch (error) {
        if (!(error instanceof OperationError)) throw error;
        troubles.set(target, error);
      }
    }
    const [first] = troubles.values();
    if (first === undefined) await store.clearAlarm('erasures');
    else await store.raiseAlarm({ ...lacking(first), raised_at: now(), planned: null, total: null });
    return { noted, missing: [...troubles.keys()] };
  }
}

const lacking = ({ message, hint }: OperationError) => ({
  subject: 'erasures',
  message: `a backup target lacks the last erasures, and a restore from it would bring people back: ${message}`,
  hint: `${hint} The job subject-requests brings them there every night.`,
});

/** Those of a folder that was just locked: what a killed process left in the clear is gone. */
export async function startedBackups(parts: BackupParts): Promise<Backups> {
  const backups = new Backups(parts);
  await backups.clearCopies();
  return backups;
}

function noTargets(): OperationError {
  return new OperationError('CONFIGURATION_INVALID', 'The configuration does not say where backups go.', {
    hint: 'Write a section backup (docs/configuration.md), or give --to FOLDER and --ask-passphrase.',
  });
}

function noRoomFor(needed: number, free: number): OperationError {
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  return new OperationError(
    'BACKUP_NO_ROOM',
    `A backup needs ${megabytes(needed)} in the data folder for a copy of the database; ${megabytes(free)} are free.`,
    { hint: 'Nothing was begun. Make room on the disk that holds the data folder, then run it again.' },
  );
}
