import { dayIn, edge, startOf } from '../../privacy/retention.ts';
import type { Job, JobPlan } from '../job.ts';

const NOTHING: JobPlan = { counts: {}, deferred: 0, taking: null };

/** Lines that could not be read go, here and in their raw copy, written off or not. */
export const undefinedLines: Job = {
  name: 'undefined-lines',
  summary: 'Removes lines that could not be read by their age, and blanks them in their raw copy.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    if (retention === null) return NOTHING;
    const today = dayIn(retention.time_zone, now());
    const before = startOf(edge(retention.undefined_lines, today), retention.time_zone);
    if (before === null) return NOTHING;
    const { rows, deferred, of } = await reads.dueLines({ before, today });
    const counts = rows > 0 ? { undefined_lines_gone: rows } : {};
    return { counts, deferred, taking: { takes: rows, of } };
  },
  async run({ gateway, rawCopies, retention, signal, count }) {
    if (retention === null) return;
    const told = (rows: number): void => count('undefined_lines_gone', rows);
    try {
      await gateway.expireLines(retention, { signal, told });
    } finally {
      await rawCopies.blank();
    }
  },
};
