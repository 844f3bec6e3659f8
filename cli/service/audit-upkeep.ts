import { writeCheckpoint } from '../../access/audit-checkpoint.ts';
import { auditMac, type InstallationKey } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { signingKeyOf } from '../../settings/signing-key.ts';
import { AuditLog, hasAuditLog } from '../../store/audit/audit-log.ts';
import { lastOldAudit, namingPayloads, removeOldAudit } from '../../store/deletion/old-audit.ts';
import { AuditTrail } from '../audit-trail.ts';
import type { AskedSubject } from './asked-subject.ts';
import {
  type CheckpointRound,
  checkpointOf,
  placesToWrite,
  writeCheckpoints,
  writeToPlaces,
} from './audit-checkpoints.ts';
import { SERVICE_ACTOR } from './service-actor.ts';

/** What jobs do to the audit log of a folder. */
export function auditUpkeep(folder: string, now: () => number) {
  return {
    /** The chain stays whole; what stood beside it is not to be found by what was asked for any more, nor names anybody. */
    async erase(key: InstallationKey, { typed, isNamedIn }: AskedSubject): Promise<number> {
      if (!hasAuditLog(folder)) return 0;
      const hashes = typed.map((value) => auditMac(key, value));
      const erased = AuditTrail.once(folder, now, (trail) =>
        trail.erase(SERVICE_ACTOR, namedBy(hashes, isNamedIn)),
      );
      if (erased === null) return 0;
      if (AuditTrail.isDue(erased.record)) await writeCheckpoints(folder, now);
      return erased.gone;
    },
    /** How many that would be, with the record of a command that asks for a text once more. */
    asked(key: InstallationKey, { typed, isNamedIn }: AskedSubject, text: string): number {
      const hashes = typed.map((value) => auditMac(key, value));
      const once_more = hashes.includes(auditMac(key, text)) ? 1 : 0;
      if (!hasAuditLog(folder)) return once_more;
      const log = new AuditLog(folder, 'read');
      try {
        return namingPayloads(log.connection, namedBy(hashes, isNamedIn)).length + once_more;
      } finally {
        log.close();
      }
    },
    async checkpoint(): Promise<void> {
      requireEverywhere(await writeCheckpoints(folder, now));
    },
    /** The part that is old is closed by a checkpoint in every place before it goes. */
    async expire(before_ms: number): Promise<number> {
      const places = await placesToWrite(folder);
      const log = new AuditLog(folder, 'write');
      try {
        return log.told(() => {
          const n = lastOldAudit(log.connection, before_ms);
          const last = n === null ? null : log.at(n);
          if (last === null) return 0;
          const key = signingKeyOf(folder);
          const checkpoint = checkpointOf(log, last, now());
          requireEverywhere(writeToPlaces(places, { key, checkpoint }));
          const note = writeCheckpoint(checkpoint, key);
          const gone = removeOldAudit(log.connection, { ...last, note });
          // Nothing that went is left in its log, unless somebody reads it now: then the next to close it empties that.
          log.connection.pragma('wal_checkpoint(TRUNCATE)');
          return gone;
        });
      } finally {
        log.close();
      }
    },
  };
}

/** True of a payload that holds one of these keyed hashes, or names somebody. */
const namedBy =
  (hashes: readonly string[], isNamedIn: AskedSubject['isNamedIn']) =>
  (payload: string): boolean =>
    hashes.some((hash) => payload.includes(hash)) || isNamedIn(payload);

/** What the retention would take of it. */
export function dueAudit(folder: string, before_ms: number) {
  if (!hasAuditLog(folder)) return { rows: 0, deferred: 0, of: 0 };
  const log = new AuditLog(folder, 'read');
  try {
    const [after, end] = [log.segment().n, log.end().n];
    const last = lastOldAudit(log.connection, before_ms) ?? after;
    return { rows: Math.max(0, last - after), deferred: 0, of: end - after };
  } finally {
    log.close();
  }
}

function requireEverywhere({ missing }: CheckpointRound): void {
  if (missing.length === 0) return;
  throw new OperationError(
    'CHECKPOINT_UNWRITTEN',
    `A checkpoint of the audit log could not be written to ${missing.join(', ')}.`,
    {
      hint: 'Mount the share, or make the folder that audit.checkpoints names, writable for the service. The next run tries again.',
      retryable: true,
    },
  );
}
