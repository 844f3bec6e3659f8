import { createHash } from 'node:crypto';
import type { AuditEntry, AuditPayload, AuditRecord, ChainEnd } from '../record/audit-record.ts';

/** Before the first record. */
export const CHAIN_START: ChainEnd = { n: 0, head: new Uint8Array(32) };

/** An entry as the next record of a chain, and what stands beside it. */
export function chainEntry(
  last: ChainEnd,
  { payload, ...entry }: AuditEntry,
  { utc_ms, salt }: { readonly utc_ms: number; readonly salt: Uint8Array },
): { readonly record: AuditRecord; readonly beside: AuditPayload } {
  const beside = { salt, payload: JSON.stringify(payload) };
  const fields = { ...wellFormed(entry), n: last.n + 1, utc_ms, commitment: commitmentOf(beside) };
  return { record: { ...fields, head: headAfter(last.head, fields) }, beside };
}

function commitmentOf({ salt, payload }: AuditPayload): Uint8Array {
  return createHash('sha256').update(salt).update(payload).digest();
}

/** Every field but the head, in an order that never changes; as JSON no text can be taken for two. */
function headAfter(before: Uint8Array, record: Omit<AuditRecord, 'head'>): Uint8Array {
  const { n, utc_ms, account, address, computer, action, object, level, result, begun } = record;
  const commitment = Buffer.from(record.commitment).toString('hex');
  const line = [n, utc_ms, account, address, computer, action, object, level, result, begun, commitment];
  return createHash('sha256').update(before).update(JSON.stringify(line)).digest();
}

/** A half of a surrogate pair would come back from the database as another sign. */
function wellFormed<Fields extends Omit<AuditEntry, 'payload'>>(fields: Fields): Fields {
  const { account, address, computer, action, object } = fields;
  const texts = { account, address, computer, action, object };
  const mended = Object.entries(texts).map(([name, text]) => [name, text.toWellFormed()]);
  return { ...fields, ...Object.fromEntries(mended) };
}

/** What is found out of a chain. */
export interface CheckedChain {
  /** Up to where every record follows the one before it. */
  readonly end: ChainEnd;
  /** The heads that were asked for. */
  readonly heads: ReadonlyMap<number, Uint8Array>;
  /** Records beside which nothing stands any more. */
  readonly bare: readonly number[];
  readonly problems: readonly string[];
}

/** Computes all of it again. Behind the first record that does not follow, nothing can be said. */
export function checkChain(
  start: ChainEnd,
  records: Iterable<AuditRecord & { readonly beside: AuditPayload | null }>,
  wanted: ReadonlySet<number>,
): CheckedChain {
  const problems: string[] = [];
  const heads = new Map<number, Uint8Array>([[start.n, start.head]]);
  const bare: number[] = [];
  let end = start;
  for (const { beside, ...record } of records) {
    if (record.n !== end.n + 1) {
      problems.push(`record ${end.n + 1} is missing: ${record.n} stands in its place`);
      break;
    }
    if (!isSame(headAfter(end.head, record), record.head)) {
      problems.push(`record ${record.n} is not as it was written, or does not follow record ${end.n}`);
      break;
    }
    if (beside === null) bare.push(record.n);
    else if (!isSame(commitmentOf(beside), record.commitment))
      problems.push(`what stands beside record ${record.n} is not as it was written`);
    end = { n: record.n, head: record.head };
    if (wanted.has(end.n)) heads.set(end.n, end.head);
  }
  return { end, heads, bare, problems };
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
