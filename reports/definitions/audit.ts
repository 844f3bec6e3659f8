import type { Report } from '../report.ts';
import { LocalHours } from '../traffic/local-hours.ts';

/** Who did what, as the audit log has it. */
export const audit: Report = {
  name: 'audit',
  title: 'Audit log',
  summary:
    'Who did what, when and from where, and how it ended; newest first. For who may see the audit log.',
  parameters: ['limit'],
  columns: [
    { name: 'record', title: 'Record', type: 'number' },
    { name: 'at', title: 'At', type: 'time' },
    { name: 'account', title: 'Account', type: 'text' },
    { name: 'address', title: 'Address', type: 'text' },
    { name: 'computer', title: 'Computer', type: 'text' },
    { name: 'action', title: 'Action', type: 'text' },
    { name: 'object', title: 'Object', type: 'text' },
    { name: 'level', title: 'Level', type: 'text' },
    { name: 'result', title: 'Result', type: 'text' },
  ],
  async *rows(sources, { period, limit = Number.MAX_SAFE_INTEGER }) {
    const hours = new LocalHours(sources.time_zone);
    const { from, to } = hours.edges(period);
    for (const { n, utc_ms, ...record } of await sources.auditRecords(from, to, limit))
      yield { record: n, at: hours.show(utc_ms), ...record };
  },
};
