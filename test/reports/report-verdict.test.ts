import { expect, test } from 'vitest';
import type { ReportReceipt } from '../../reports/report-receipt.ts';
import { verdictOf } from '../../reports/report-verdict.ts';

const RETENTION = {
  masked_before: '2026-09-28',
  anonymous_before: '2026-05-28',
  gone_before: null,
  unfinished_before: null,
};

function receipt(from: string): ReportReceipt {
  return {
    ...{ report: 'department-costs', program: '0', generated_at: '2026-11-28T01:00:00.000Z' },
    ...{ viewer: 'role finance', parameters: {}, crosses_retention: true, rows: 1, sha256: 'then' },
    period: { from, to: '2026-11-27', time_zone: 'UTC' },
    versions: { configuration: 1, directory: 1, tariffs: [] },
    retention: RETENTION,
  };
}

const because = (from: string): readonly string[] => {
  const { versions } = receipt(from);
  const unchanged = { late_calls: 0, rated_again: null, erasures: 0, sha256: 'now' };
  const verdict = verdictOf(receipt(from), { ...unchanged, versions, retention: RETENTION });
  return verdict.verdict === 'different' ? verdict.because : [];
};

test('a report made when a step of the retention was due but not taken yet does not blame a replay alone', () => {
  expect(because('2026-03-01')).toEqual([
    expect.stringMatching(/^retention: calls .* took their step since, or replay:/),
  ]);
  expect(because('2026-10-01')).toEqual(['replay: lines were read again since']);
});
