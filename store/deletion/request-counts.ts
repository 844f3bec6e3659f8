import type { Connection } from '../open-database.ts';
import type { ErasedStep, SubjectCounts } from '../subject-store.ts';

/** What one step of an erasure takes, and what legal holds keep from it. */
export class StepCounts {
  private readonly went: Record<string, number> = {};
  private readonly stays: Record<string, number> = {};
  private readonly calls: number[] = [];

  gone(what: string, count = 1): void {
    if (count > 0) this.went[what] = (this.went[what] ?? 0) + count;
  }

  kept(what: string, count = 1): void {
    if (count > 0) this.stays[what] = (this.stays[what] ?? 0) + count;
  }

  keptCalls(ids: readonly number[]): void {
    this.calls.push(...ids);
  }

  step(): ErasedStep {
    return { gone: this.went, deferred: this.stays, kept_calls: this.calls };
  }
}

/** Adds to what a request has taken, in the transaction that takes it: killed anywhere, the sum is that of what went. */
export function requestCounts(connection: Connection): (request: number, counts: StepCounts) => void {
  const known = connection
    .prepare<[number], string>('select counts from subject_request where id = ?')
    .pluck();
  const set = connection.prepare<[string, number], unknown>(
    'update subject_request set counts = ? where id = ?',
  );
  return (request, counts) => {
    const text = known.get(request);
    if (text === undefined) return;
    const sum = { ...(JSON.parse(text) as SubjectCounts) } as Record<string, number>;
    for (const [what, count] of Object.entries(counts.step().gone)) sum[what] = (sum[what] ?? 0) + count;
    set.run(JSON.stringify(sum), request);
  };
}
