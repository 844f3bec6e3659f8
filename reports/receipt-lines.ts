import type { ReportReceipt } from './report-receipt.ts';
import { grouped } from './text-table.ts';

/** A receipt as people read it: what and what of it. Nothing is said of what is not there. */
export function receiptLines(receipt: ReportReceipt): [string, string][] {
  const { period, versions, retention, parameters } = receipt;
  const lines: [string, string | null][] = [
    ['Report', receipt.report],
    ['Period', period === null ? null : `${period.from} to ${period.to}, ${period.time_zone}`],
    ...Object.entries(parameters).map(([name, value]): [string, string] => [`Parameter ${name}`, value]),
    ['Shown to', receipt.viewer],
    ['Made', receipt.generated_at],
    ['Program', receipt.program],
    ['Configuration', `version ${versions.configuration}`],
    ['Directory', `version ${versions.directory}`],
    ['Tariffs', versions.tariffs.length === 0 ? null : versions.tariffs.join(', ')],
    ['Masked before', retention.masked_before],
    ['Anonymous before', retention.anonymous_before],
    ['Gone before', retention.gone_before],
    ['Some taken before', retention.unfinished_before],
    ['Rows', grouped(receipt.rows)],
    ['SHA-256', receipt.sha256],
  ];
  return lines.filter((line): line is [string, string] => line[1] !== null);
}
