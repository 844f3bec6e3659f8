import type { AuditSegment } from '../../record/audit-record.ts';
import type { Connection } from '../open-database.ts';

/** The last record of the first ones that are all older; null where the first is not. */
export function lastOldAudit(connection: Connection, before_ms: number): number | null {
  return (
    connection
      .prepare<[number], number | null>(
        `select coalesce((select min(n) from audit_record where utc_ms >= ?), (select max(n) from audit_record)) - 1`,
      )
      .pluck()
      .get(before_ms) ?? null
  );
}

/** Closes the part up to a record with its checkpoint, and takes it away: what is left begins with that. */
export function removeOldAudit(connection: Connection, { n, head, note }: AuditSegment): number {
  const remove = connection.transaction(() => {
    connection.prepare('insert into audit_segment (after, head, note) values (?, ?, ?)').run(n, head, note);
    connection.prepare('delete from audit_payload where n <= ?').run(n);
    return connection.prepare('delete from audit_record where n <= ?').run(n).changes;
  });
  return remove.immediate();
}

/** Payloads that hold one of these keyed hashes go; the chain stays whole. */
export function eraseAuditPayloads(connection: Connection, hashes: readonly string[]): number {
  const erase = connection.prepare('delete from audit_payload where instr(payload, ?) > 0');
  const all = connection.transaction(() => hashes.reduce((sum, hash) => sum + erase.run(hash).changes, 0));
  return all.immediate();
}
