import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type AuditVerification,
  type CheckpointPlace,
  verifyAudit,
} from '../../access/audit-verification.ts';
import { showTime } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { publicPemOf, readSigningKey } from '../../settings/signing-key.ts';
import { AuditLog, hasAuditLog } from '../../store/audit/audit-log.ts';
import type { Command, CommandCall } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { checkpointPlaces, checkpointsIn } from '../service/audit-checkpoints.ts';
import { isSet, optional, usageError } from '../usage.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  summary:
    'Computes the audit log again and compares it with every signed checkpoint: tells what was changed, taken out, cut off or made anew.',
  positionals: '',
  options: {
    checkpoints: {
      value: 'FOLDER',
      summary: 'checkpoints that were kept elsewhere, besides those of audit.checkpoints',
    },
    key: {
      value: 'PEM',
      summary: 'file with the public key, as it was noted elsewhere (default: that of the data folder)',
    },
    'public-key': { value: null, summary: 'only print the public key, to be noted elsewhere' },
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline audit verify --checkpoints /mnt/auditor --key auditor/ledgerline.pem',
  writes: false,
  audit: 'none',
  async run(call) {
    const public_pem = publicKey(call);
    if (isSet(call, 'public-key')) {
      await call.out(public_pem);
      return 0;
    }
    if (!hasAuditLog(call.folder)) throw notFound('There is no audit log.', 'The first command makes it.');
    const own = await checkpointPlaces(call.folder);
    const given = optional(call, 'checkpoints');
    const places = [
      ...own.map((name) => checkpointsIn(name, true)),
      ...(given === null ? [] : [checkpointsIn(resolve(call.cwd, given), false)]),
    ];
    const result = verified(call.folder, places, public_pem);
    const elsewhere = places.slice(1).some(({ files }) => files.length > 0);
    await call.out(
      isSet(call, 'json') ? json(result) : told(result, elsewhere, optional(call, 'key') !== null),
    );
    return result.problems.length === 0 ? 0 : 1;
  },
};

function verified(folder: string, places: readonly CheckpointPlace[], public_pem: string): AuditVerification {
  const log = new AuditLog(folder, 'read');
  try {
    const read = { damage: log.damage(), segment: log.segment(), records: log.records() };
    return verifyAudit(read, places, public_pem);
  } finally {
    log.close();
  }
}

function publicKey(call: CommandCall): string {
  const given = optional(call, 'key');
  if (given === null) {
    const own = readSigningKey(call.folder);
    if (own !== null) return own.public_pem;
    throw notFound(
      'This data folder has no signing key yet, so nothing of its audit log was signed.',
      'The job audit-checkpoints makes it: ./ledgerline jobs run audit-checkpoints',
    );
  }
  const path = resolve(call.cwd, given);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new OperationError('FILE_UNREADABLE', `The key ${path} cannot be read.`, {
      hint: 'Name the file that audit verify --public-key was written to.',
      cause,
    });
  }
  const key = publicPemOf(text);
  if (key === null)
    throw usageError(
      `${path} holds no public Ed25519 key.`,
      'Name the file that audit verify --public-key was written to.',
    );
  return key;
}

function json({ proven, restored, ...result }: AuditVerification): string {
  const shown = proven && { records: proven.n, at: showTime(proven.utc_ms, 0) };
  const from = restored.map(({ record, backup, utc_ms }) => ({ record, backup, at: showTime(utc_ms, 0) }));
  return `${JSON.stringify({ ...result, restored: from, proven: shown }, null, 1)}\n`;
}

function told(result: AuditVerification, elsewhere: boolean, keyGiven: boolean): string {
  const { first, last, erased, restored, compared, proven, problems } = result;
  const lines = [
    `Records ${grouped(first)} to ${grouped(last)}: ${problems.length === 0 ? 'each follows the one before it' : `${counted(problems.length, 'problem')}`}.`,
    ...problems.map((problem) => `! ${problem}`),
    ...restored.map(
      ({ record, backup, utc_ms }) =>
        `Restored from backup ${backup} at ${showTime(utc_ms, 0)}: the chain goes on from there with record ${grouped(record)}.`,
    ),
    `What stood beside ${counted(erased, 'record')} was erased, as it may be.`,
    ...compared.flatMap(({ place, checkpoints, left_behind }) => [
      `${counted(checkpoints, 'checkpoint')} of ${place} fit.`,
      ...(left_behind === 0
        ? []
        : [
            `${counted(left_behind, 'checkpoint')} of ${place}: of the log that went on behind that backup, whose further records are not in this one.`,
          ]),
    ]),
  ];
  if (proven === null)
    lines.push('No checkpoint proves anything: a log that was cut or made anew would look the same.');
  else {
    lines.push(`Proven up to record ${grouped(proven.n)}, as it was signed ${showTime(proven.utc_ms, 0)}.`);
    if (last > proven.n)
      lines.push(
        `Records ${grouped(proven.n + 1)} to ${grouped(last)} are only chained: that none behind them was cut is not proven.`,
      );
  }
  if (!elsewhere)
    lines.push(
      'No checkpoint from outside of the data folder was compared: who can write here could have made all of it anew.',
    );
  if (!keyGiven)
    lines.push('By the key of the data folder itself; --key compares with one that was noted elsewhere.');
  return `${lines.join('\n')}\n`;
}
