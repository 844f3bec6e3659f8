import type { RawCopiesExpired } from '../../privacy/expire-raw-copies.ts';
import { dayIn } from '../../privacy/retention.ts';
import type { Job, JobPlan } from '../job.ts';

const NOTHING: JobPlan = { counts: {}, deferred: 0, taking: null };

/** Raw copies go, and lines of older calls in younger ones; what legal holds name stays. */
export const rawCopies: Job = {
  name: 'raw-copies',
  summary: 'Removes raw copies that have reached their age, and blanks lines of older calls in the others.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    if (retention === null) return NOTHING;
    const expired = await reads.rawCopies({ retention, now: now() });
    const counts = Object.fromEntries(countsOf(expired).filter(([, rows]) => rows > 0));
    return {
      counts,
      deferred: expired.deferred,
      taking: { takes: expired.copy_lines + expired.lines, of: expired.of },
    };
  },
  async run({ gateway, retention, now, signal, count }) {
    if (retention === null) return;
    const today = dayIn(retention.time_zone, now());
    await gateway.begin(retention, 'raw_copies', today);
    const expired = await gateway.expireRawCopies(retention, { today, signal, told: () => {} });
    for (const [name, rows] of countsOf(expired)) if (rows > 0) count(name, rows);
  },
};

function countsOf({
  copies,
  copy_lines,
  bytes,
  lines,
  damaged,
  strays,
}: RawCopiesExpired): [string, number][] {
  return [
    ['raw_copies_gone', copies],
    ['lines_gone', copy_lines],
    ['bytes_gone', bytes],
    ['lines_blanked', lines],
    ['raw_copies_damaged', damaged],
    ['stray_copies_gone', strays],
  ];
}
