import type { Blanker } from '../../collector/journal/blanker.ts';
import type { Log } from '../../collector/source.ts';
import type { IntakeId } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';

/** Tells of a raw copy that holds what it must not hold any more. */
export function notBlanked(log: Log): ConstructorParameters<typeof Blanker>[2]['failed'] {
  return (intake, { message, hint }) =>
    log('error', 'a raw copy could not be blanked; it stays on the list', { intake, error: message, hint });
}

/** Tells of a day whose lines are judged without those that went before. */
export function judgedAlone(log: Log) {
  return (intake: IntakeId, earlier: IntakeId): void => {
    const hint = `Put the raw copy of intake ${earlier} back (./ledgerline verify says what is wrong), start the service again, and let replay read intake ${intake} again.`;
    const message = 'lines of a connection are judged without those of the day before, which cannot be read';
    log('warn', message, { intake, earlier, hint });
  };
}

/** Tells of an intake that could not be accounted for. */
export function notAccounted({
  log,
  failed,
  lasting,
}: {
  readonly log: Log;
  readonly failed: (error: unknown) => void;
  readonly lasting: boolean;
}) {
  return (intake: IntakeId, error: unknown): void => {
    const retried = error instanceof OperationError && error.retryable;
    const again = !lasting
      ? 'what of it waits is taken up by the same command, or by the service when it starts'
      : retried
        ? 'it is tried again by itself'
        : 'it is tried again when more arrives or at the next start';
    const text = error instanceof Error ? error.message : String(error);
    log('error', `an intake could not be accounted for; ${again}`, { intake, error: text });
    failed(error);
  };
}
