import type { IntakeId } from './intake.ts';

/** Which intakes are read again; what is left out is "every". */
export interface ReplayFilter {
  readonly source?: string;
  readonly intake?: IntakeId;
  /** UTC days of arrival, inclusive. */
  readonly from_day?: number;
  readonly to_day?: number;
  /** Only intakes with open undefined lines, of this reason where it is a text. */
  readonly undefined?: true | string;
}

/** Lines that another outcome, or other values, came of. */
export interface ReplayDifference {
  /** What the lines were: `call`, `held`, `duplicate`, `undefined.bad_time` …; `none` for bytes that were no line. */
  readonly before: string;
  readonly after: string;
  /** Of calls that stay what they are, the field that changed; null where the outcome did. */
  readonly field: string | null;
  readonly lines: number;
  /** Places only: a difference says nothing personal. */
  readonly examples: readonly { readonly intake: IntakeId; readonly offset: number }[];
}

export const EXAMPLES_KEPT = 3;

/** `recovered` became calls, `lost` are none any more; `moved` between calls and held calls. */
export type DifferenceKind = 'recovered' | 'lost' | 'moved' | 'changed' | 'other';

const isCall = (outcome: string): boolean => outcome === 'call' || outcome === 'held';
const isRecord = (outcome: string): boolean => isCall(outcome) || outcome === 'duplicate';

export function kindOf({ before, after, field }: ReplayDifference): DifferenceKind {
  if (field !== null) return 'changed';
  if (isCall(before) && isCall(after)) return 'moved';
  if (!isRecord(before) && isRecord(after)) return 'recovered';
  return isRecord(before) && !isRecord(after) ? 'lost' : 'other';
}

/** Differences of several pieces as one list, each kind of difference once. */
export function addDifferences(
  sum: readonly ReplayDifference[],
  more: readonly ReplayDifference[],
): ReplayDifference[] {
  const byKey = new Map<string, ReplayDifference>();
  for (const one of [...sum, ...more]) {
    const key = `${one.before} ${one.after} ${one.field ?? ''}`;
    const known = byKey.get(key);
    byKey.set(key, {
      ...one,
      lines: one.lines + (known?.lines ?? 0),
      examples: [...(known?.examples ?? []), ...one.examples].slice(0, EXAMPLES_KEPT),
    });
  }
  return [...byKey.values()];
}
