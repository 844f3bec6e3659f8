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

/** Payloads that are to go, by the records that they stand beside. */
export function namingPayloads(connection: Connection, isToGo: (payload: string) => boolean): number[] {
  const all = connection.prepare<[], { n: number; payload: string }>(
    'select n, payload from audit_payload order by n',
  );
  const found: number[] = [];
  for (const { n, payload } of all.iterate()) if (isToGo(payload)) found.push(n);
  return found;
}

/** They go; the chain stays whole. Which records they stood beside. */
export function eraseAuditPayloads(
  connection: Connection,
  isToGo: (payload: string) => boolean,
): readonly number[] {
  const remove = connection.prepare<[number], unknown>('delete from audit_payload where n = ?');
  const erase = connection.transaction(() => {
    const found = namingPayloads(connection, isToGo);
    for (const n of found) remove.run(n);
    return found;
  });
  return erase.immediate();
}
