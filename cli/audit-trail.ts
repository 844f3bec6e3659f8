import { randomBytes } from 'node:crypto';
import { chainEntry } from '../access/audit-chain.ts';
import { CHECKPOINT_ACTION } from '../access/audit-verification.ts';
import {
  type AuditEntry,
  type AuditOrigin,
  type AuditRecord,
  ERASED_ACTION,
} from '../record/audit-record.ts';
import { OperationError } from '../record/operation-error.ts';
import { AuditLog } from '../store/audit/audit-log.ts';
import { eraseAuditPayloads } from '../store/deletion/old-audit.ts';

/** So many records come between two checkpoints at most. */
const RECORDS_A_CHECKPOINT = 1_000;
const SALT_BYTES = 32;

/** Whose doing is recorded. */
export interface AuditActor extends AuditOrigin {
  readonly account: string;
}

/** What one process appends to the audit log of a folder. */
export class AuditTrail {
  private readonly folder: string;
  private readonly now: () => number;
  private opened: AuditLog | null = null;

  constructor(folder: string, now: () => number) {
    this.folder = folder;
    this.now = now;
  }

  /** For one piece of work, and closed behind it. */
  static once<Result>(folder: string, now: () => number, work: (trail: AuditTrail) => Result): Result {
    const trail = new AuditTrail(folder, now);
    try {
      return work(trail);
    } finally {
      trail.close();
    }
  }

  /** Durable when it returns; an OperationError where it cannot be. */
  append(actor: AuditActor, entry: Omit<AuditEntry, keyof AuditActor>): AuditRecord {
    return this.writing((log) => this.added(log, actor, entry));
  }

  /** What stands beside records and is to go; a record says of which ones, and without it nothing goes. Null where there is none. */
  erase(
    actor: AuditActor,
    isToGo: (payload: string) => boolean,
  ): { readonly gone: number; readonly record: AuditRecord } | null {
    return this.writing((log) => {
      const { connection } = log;
      const erase = connection.transaction(() => {
        const gone = eraseAuditPayloads(connection, isToGo);
        if (gone.length === 0) return null;
        const entry = { action: ERASED_ACTION, object: gone.join(', '), begun: null, payload: {} };
        const record = this.added(log, actor, { ...entry, level: 'notice', result: 'done' });
        return { gone: gone.length, record };
      });
      const erased = erase.immediate();
      // A reason is no hash: its bytes are to be nowhere. Whoever reads the log now is waited for by the next attempt.
      if (erased !== null) connection.pragma('wal_checkpoint(TRUNCATE)');
      return erased;
    });
  }

  private added(log: AuditLog, actor: AuditActor, entry: Omit<AuditEntry, keyof AuditActor>): AuditRecord {
    const { account, address, computer } = actor;
    const whole = { ...entry, account, address, computer };
    const salted = { utc_ms: this.now(), salt: randomBytes(SALT_BYTES) };
    return log.append((last) => chainEntry(last, whole, salted));
  }

  private writing<Result>(work: (log: AuditLog) => Result): Result {
    try {
      const log = this.opened ?? new AuditLog(this.folder, 'write');
      this.opened = log;
      return log.told(() => work(log));
    } catch (error) {
      throw unwritten(error);
    }
  }

  /** Whether a record is the one behind which a checkpoint is due. */
  static isDue({ n, action }: AuditRecord): boolean {
    return n % RECORDS_A_CHECKPOINT === 0 && action !== CHECKPOINT_ACTION;
  }

  close(): void {
    this.opened?.close();
    this.opened = null;
  }
}

/** What keeps a record from being written; what was to be recorded is not done then. */
function unwritten(error: unknown): unknown {
  const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
  if (!busy && !(error instanceof OperationError)) return error;
  const known = error instanceof OperationError ? error : null;
  if (known?.code === 'DATA_FOLDER_RIGHTS') return known;
  return new OperationError(
    // Whoever has a ballast gives it up for a full disk.
    known?.code === 'DISK_FULL' ? 'DISK_FULL' : 'AUDIT_UNWRITTEN',
    `The audit log cannot be written: ${known?.message ?? 'another process has it.'}`,
    {
      hint: `What cannot be recorded is not done. ${known?.hint ?? 'Run the command again.'}`,
      retryable: busy || known?.retryable === true,
      cause: error,
    },
  );
}
