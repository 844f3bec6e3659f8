import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AuditPayload,
  type AuditRecord,
  type AuditSegment,
  type ChainEnd,
  RESTORED_ACTION,
} from '../../record/audit-record.ts';
import { asOperationError, type Connection, openDatabase } from '../open-database.ts';
import { AUDIT_SCHEMA, AUDIT_SHAPE } from './audit-schema.ts';

export const AUDIT_FILE = 'audit.db';

/** Which records somebody looks for. */
export interface AuditFilter {
  readonly since_ms: number | null;
  readonly until_ms: number | null;
  readonly account: string | null;
  readonly action: string | null;
  readonly level: string | null;
  readonly result: string | null;
  readonly limit: number;
}

const COLUMNS =
  'n, utc_ms, account, address, computer, action, object, level, result, begun, commitment, head';

/** A record, and what stands beside it unless that was erased. */
export type KeptRecord = AuditRecord & { readonly beside: AuditPayload | null };

/** The audit log of a data folder: a database of its own, so that any process may append without being the writer. */
export class AuditLog {
  readonly connection: Connection;
  private readonly path: string;

  constructor(folder: string, mode: 'write' | 'read') {
    this.path = join(folder, AUDIT_FILE);
    this.connection = openDatabase(this.path, mode);
    if (mode === 'write' && this.shape() < AUDIT_SHAPE) this.make();
  }

  private shape(): number {
    return Number(this.connection.pragma('user_version', { simple: true }));
  }

  /** Another process may be making it, too. */
  private make(): void {
    const making = this.connection.transaction(() => {
      if (this.shape() < AUDIT_SHAPE) this.connection.exec(AUDIT_SCHEMA);
    });
    making.immediate();
  }

  /** One transaction: what is next is made of the last record there is. */
  append(next: (last: ChainEnd) => { record: AuditRecord; beside: AuditPayload }): AuditRecord {
    const append = this.connection.transaction(() => {
      const { record, beside } = next(this.end());
      const marks = COLUMNS.replaceAll(/\w+/g, '@$&');
      this.connection.prepare(`insert into audit_record (${COLUMNS}) values (${marks})`).run(record);
      this.connection
        .prepare('insert into audit_payload (n, salt, payload) values (?, ?, ?)')
        .run(record.n, beside.salt, beside.payload);
      return record;
    });
    return this.told(() => append.immediate());
  }

  /** Work on the log, with SQLite's errors in our words. */
  told<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asOperationError(error, this.path);
    }
  }

  /** The last record, or where the kept part begins. */
  end(): ChainEnd {
    const last = this.connection
      .prepare<[], ChainEnd>('select n, head from audit_record order by n desc limit 1')
      .get();
    return last ?? this.segment();
  }

  /** How the log stood when it had so many records; null where that is not kept. */
  at(n: number): ChainEnd | null {
    const found = this.connection
      .prepare<[number], ChainEnd>('select n, head from audit_record where n = ?')
      .get(n);
    return found ?? null;
  }

  /** The last record up to one with which the log goes on since a restore; null where none is kept. */
  restored(n: number): ChainEnd | null {
    const found = this.connection
      .prepare<[string, number], ChainEnd>(
        'select n, head from audit_record where action = ? and n <= ? order by n desc limit 1',
      )
      .get(RESTORED_ACTION, n);
    return found ?? null;
  }

  /** Whether somebody has put the folder into service since a record: started it there, or said how it is to be. */
  inServiceSince(n: number): boolean {
    const found = this.connection.prepare<[number], unknown>(
      `select 1 from audit_record where n > ?
       and (action = 'serve' or (action in ('config apply', 'config rollback') and result = 'done')) limit 1`,
    );
    return found.get(n) !== undefined;
  }

  segment(): AuditSegment {
    const newest = this.connection
      .prepare<[], AuditSegment>(
        'select after as n, head, note from audit_segment order by after desc limit 1',
      )
      .get();
    return newest ?? { n: 0, head: new Uint8Array(32), note: '' };
  }

  /** In their order, from the first that is kept. */
  *records(): IterableIterator<KeptRecord> {
    const rows = this.connection
      .prepare<
        [],
        Row
      >(`select ${named('r')}, salt, payload from audit_record r left join audit_payload p using (n)
        order by r.n`)
      .iterate();
    try {
      for (const row of rows) yield kept(row);
    } catch (error) {
      throw asOperationError(error, this.path);
    }
  }

  /** The newest that fit, newest first. */
  find({ since_ms, until_ms, account, action, level, result, limit }: AuditFilter): KeptRecord[] {
    const found = this.connection
      .prepare<unknown[], Row>(
        `select ${named('r')}, salt, payload from audit_record r left join audit_payload p using (n)
        where (@since_ms is null or utc_ms >= @since_ms) and (@until_ms is null or utc_ms < @until_ms)
          and (@account is null or account = @account or account like @account || ' (%')
          and (@action is null or action = @action or action like @action || ' %')
          and (@level is null or level = @level) and (@result is null or result = @result)
        order by r.n desc limit @limit`,
      )
      .all({ since_ms, until_ms, account, action, level, result, limit });
    return found.map(kept);
  }

  /** What SQLite finds wrong with the file itself: a value of another type than was written reads as the same bytes. */
  damage(): string[] {
    const found = this.told(() => this.connection.prepare<[], string>('pragma quick_check').pluck().all());
    return found.filter((line) => line !== 'ok').map((line) => `${AUDIT_FILE} is damaged: ${line}`);
  }

  close(): void {
    this.connection.close();
  }
}

type Row = AuditRecord & { readonly salt: Uint8Array | null; readonly payload: string | null };

function kept({ salt, payload, ...record }: Row): KeptRecord {
  return { ...record, beside: salt === null || payload === null ? null : { salt, payload } };
}

function named(table: string): string {
  return COLUMNS.replaceAll(/\w+/g, `${table}.$&`);
}

/** Whether anything was ever recorded in this folder. */
export function hasAuditLog(folder: string): boolean {
  return existsSync(join(folder, AUDIT_FILE));
}
