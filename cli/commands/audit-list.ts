import { requireAudit } from '../../access/audit-sight.ts';
import { AUDIT_LEVELS, AUDIT_RESULTS } from '../../record/audit-record.ts';
import { DAY_MS, showTime } from '../../record/calendar.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { AuditLog, hasAuditLog, type KeptRecord } from '../../store/audit/audit-log.ts';
import type { Command, CommandCall } from '../command.ts';
import { givenDay, isSet, oneOf, optional, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const auditList: Command = {
  name: 'audit list',
  summary: 'Who did what, when and from where, and how it ended; newest first.',
  positionals: '',
  options: {
    ...AS_OPTION,
    since: { value: 'YYYY-MM-DD', summary: 'first UTC day' },
    until: { value: 'YYYY-MM-DD', summary: 'last UTC day' },
    account: { value: 'NAME', summary: 'only of this account, such as os:anna' },
    action: { value: 'TEXT', summary: 'only this action, or those that begin with it: hold, job, calls' },
    level: { value: AUDIT_LEVELS.join('|'), summary: 'only of this level' },
    result: { value: AUDIT_RESULTS.join('|'), summary: 'only what ended so' },
    limit: { value: 'N', summary: 'how many (default: 50)' },
    json: { value: null, summary: 'as a JSON array, with what stands beside each record' },
  },
  example: './ledgerline audit list --since 2026-11-01 --account os:anna --level warning',
  writes: false,
  audit: { reads: 'audit' },
  async run(call) {
    requireAudit(await viewerOf(call));
    const records = found(call);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(records.map(shown), null, 1)}\n`);
      return 0;
    }
    if (records.length === 0) {
      await call.out('Nothing of this kind was recorded.\n');
      return 0;
    }
    await call.out(textTable(textColumns(TITLES, ['record']), records.map(cellsOf)));
    return 0;
  },
};

function found(call: CommandCall): KeptRecord[] {
  const filter = {
    since_ms: dayStart(givenDay(call, 'since'), 0),
    until_ms: dayStart(givenDay(call, 'until'), 1),
    account: optional(call, 'account'),
    action: optional(call, 'action'),
    level: oneOf(call, 'level', AUDIT_LEVELS),
    result: oneOf(call, 'result', AUDIT_RESULTS),
    limit: wholeNumber(optional(call, 'limit') ?? '50', '--limit'),
  };
  if (!hasAuditLog(call.folder)) return [];
  const log = new AuditLog(call.folder, 'read');
  try {
    return log.find(filter);
  } finally {
    log.close();
  }
}

function dayStart(day: number | null, more: number): number | null {
  return day === null ? null : (day + more) * DAY_MS;
}

function shown({ commitment: _, head, utc_ms, beside, ...record }: KeptRecord) {
  return {
    ...{ ...record, at: showTime(utc_ms, 0), head: Buffer.from(head).toString('hex') },
    details: beside === null ? null : (JSON.parse(beside.payload) as unknown),
  };
}

const TITLES = ['record', 'at', 'account', 'address', 'computer', 'action', 'object', 'level', 'result'];

function cellsOf({ n, utc_ms, account, address, computer, action, object, level, result }: KeptRecord) {
  return [String(n), showTime(utc_ms, 0), account, address, computer, action, object, level, result];
}
