import { z } from 'zod';
import type { OperationError } from '../../record/operation-error.ts';

/** What keeps a source from its work at this moment; `source` is null for what holds up all of them. */
export const sourceTroubleSchema = z.strictObject({
  source: z.string().nullable(),
  since: z.number(),
  reason: z.string(),
  hint: z.string(),
});
export type SourceTrouble = z.output<typeof sourceTroubleSchema>;

/** The troubles of a running service. Kept in memory alone: a full disk could not be written down. */
export class PresentTroubles {
  private readonly bySource = new Map<string | null, SourceTrouble>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** The same trouble, found again and again, is there since it was found first. */
  note(source: string | null, error: Pick<OperationError, 'message' | 'hint'> | null): void {
    if (error === null) return void this.bySource.delete(source);
    const { message: reason, hint } = error;
    if (this.bySource.get(source)?.reason === reason) return;
    this.bySource.set(source, { source, since: this.now(), reason, hint });
  }

  list(): SourceTrouble[] {
    return [...this.bySource.values()];
  }
}
