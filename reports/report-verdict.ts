import type { ReportReceipt, RetentionEdges } from './report-receipt.ts';

/** What changed since a report was made, of what it was made from. */
export interface SinceThen {
  readonly versions: ReportReceipt['versions'];
  readonly retention: RetentionEdges;
  /** Calls of its period that were received after it was made. */
  readonly late_calls: number;
  /** ISO 8601; null where calls of its period were not rated again since it was made. */
  readonly rated_again: string | null;
  /** Requests by which somebody was erased after it was made, also those that are not done yet. */
  readonly erasures: number;
  readonly sha256: string;
}

export type ReportVerdict =
  | { readonly verdict: 'same' }
  | { readonly verdict: 'different'; readonly because: readonly string[] }
  | { readonly verdict: 'no longer possible'; readonly because: readonly string[] };

/**
 * What a report says that was made again. Calls of its period that have become less clear, or gone, since cannot be told any more, whatever
 * else changed.
 */
export function verdictOf(then: ReportReceipt, now: SinceThen): ReportVerdict {
  if (then.sha256 === now.sha256) return { verdict: 'same' };
  const from = then.period?.from ?? null;
  const aged = (['gone_before', 'anonymous_before', 'masked_before'] as const).flatMap((edge) => {
    const [was, is] = [then.retention[edge], now.retention[edge]];
    const moved = from !== null && is !== null && from < is && is !== was;
    return moved ? [`calls before ${is} are ${edge.replace('_before', '')} by their age`] : [];
  });
  const unfinished = now.retention.unfinished_before;
  if (
    from !== null &&
    unfinished !== null &&
    from < unfinished &&
    unfinished !== then.retention.unfinished_before
  )
    aged.push(
      `some calls before ${unfinished} have taken a step of the retention, by a run that was stopped`,
    );
  if (aged.length > 0) return { verdict: 'no longer possible', because: aged };
  const { configuration, directory, tariffs } = then.versions;
  const because = [
    ...(directory === now.versions.directory
      ? []
      : [`directory: version ${directory} then, ${now.versions.directory} now`]),
    ...(tariffs.join() === now.versions.tariffs.join()
      ? []
      : [`tariff: ${listed(tariffs)} then, ${listed(now.versions.tariffs)} now`]),
    ...(now.rated_again === null
      ? []
      : [`tariff: calls of its period were rated again, last ${now.rated_again}`]),
    ...(configuration === now.versions.configuration
      ? []
      : [`policy: configuration ${configuration} then, ${now.versions.configuration} now`]),
    ...(now.late_calls === 0 ? [] : [`late records: ${now.late_calls} of its period came after it was made`]),
    ...(now.erasures === 0 ? [] : [`erasure: ${now.erasures} of people since`]),
  ];
  if (because.length > 0) return { verdict: 'different', because };
  // Nothing else changes calls that are there: a replay, or a step that a legal hold, or a run that was stopped, had left.
  const replay = 'replay: lines were read again since';
  const due = Object.values(now.retention).some((edge) => from !== null && edge !== null && from < edge);
  const step =
    'retention: calls of its period that a legal hold or a stopped run had left took their step since';
  return { verdict: 'different', because: [due ? `${step}, or ${replay}` : replay] };
}

function listed(ids: readonly number[]): string {
  return ids.length === 0 ? 'none' : ids.join(' and ');
}
