import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckpointPlace, verifyAudit } from '../../../access/audit-verification.ts';
import { AuditTrail } from '../../../cli/audit-trail.ts';
import { checkpointsIn, writeToPlaces } from '../../../cli/service/audit-checkpoints.ts';
import type { AuditSegment } from '../../../record/audit-record.ts';
import { signingKeyOf } from '../../../settings/signing-key.ts';
import { AuditLog, type KeptRecord } from '../../../store/audit/audit-log.ts';
import { PLACE } from '../../test-folder.ts';

/** A log as it is read, and the checkpoints that were kept elsewhere. */
export interface AuditWorld {
  readonly damage: readonly string[];
  readonly segment: AuditSegment;
  readonly records: readonly KeptRecord[];
  readonly places: readonly CheckpointPlace[];
  readonly public_pem: string;
}

const ACTOR = { account: 'os:anna (sudo by bert)', address: '192.0.2.7', computer: 'pbx-host' };
const AT_MS = Date.UTC(2026, 10, 28);

/** A real log in a real folder: `size` records, checkpoints of the half and of all, then the record that says so. */
function auditFolder(size: number): string {
  const folder = mkdtempSync(join(PLACE, 'audit-'));
  mkdirSync(elsewhere(folder));
  let at = AT_MS;
  const trail = new AuditTrail(folder, () => (at += 1_000));
  for (let n = 1; n <= size; n++) {
    const begun = n % 2 === 0 ? n - 1 : null;
    const result = begun === null ? 'begun' : 'done';
    const payload = { arguments: [`${n}`.repeat(8)], reason: 'über alles' };
    trail.append(ACTOR, { action: 'calls', object: 'calls', level: 'info', result, begun, payload });
    if (n === size >> 1 || n === size) sign(folder, at);
  }
  trail.append(ACTOR, {
    ...{ action: 'audit checkpoint', object: String(size), level: 'info', result: 'done' },
    ...{ begun: null, payload: {} },
  });
  trail.close();
  return folder;
}

function elsewhere(folder: string): string {
  return join(folder, 'elsewhere');
}

/** Signs how the log stands. */
function sign(folder: string, utc_ms: number): void {
  const log = new AuditLog(folder, 'read');
  const end = log.end();
  log.close();
  const key = signingKeyOf(folder);
  const round = { key, checkpoint: { ...end, utc_ms, restored: null } };
  const { missing } = writeToPlaces([elsewhere(folder)], round);
  if (missing.length > 0) throw new Error(missing.join(', '));
}

export function worldOf(folder: string): AuditWorld {
  const log = new AuditLog(folder, 'read');
  try {
    const places = [checkpointsIn(elsewhere(folder), true)];
    const { public_pem } = signingKeyOf(folder);
    return {
      ...{ damage: log.damage(), segment: log.segment(), records: [...log.records()] },
      ...{ places, public_pem },
    };
  } finally {
    log.close();
  }
}

/** What a verification says of it. */
export function problemsOf({ places, public_pem, ...log }: AuditWorld): readonly string[] {
  return verifyAudit(log, places, public_pem).problems;
}

/** As whoever asks for no checkpoint has it. */
export function withoutCheckpoints(world: AuditWorld): AuditWorld {
  return { ...world, places: [] };
}

export function inAuditFolder<Result>(size: number, work: (folder: string) => Result): Result {
  const folder = auditFolder(size);
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
