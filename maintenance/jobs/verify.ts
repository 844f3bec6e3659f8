import { OperationError } from '../../record/operation-error.ts';
import type { Job } from '../job.ts';

/** Intakes compared before others have their turn. */
const BATCH = 20;

/** Compares the ledger with what is stored. The command verify compares the raw copies as well. */
export const verify: Job = {
  name: 'verify',
  summary:
    'Compares the ledger of every intake with what is stored, and raises an alarm where they do not agree.',
  schedule: { hour: 2, minute: 0 },
  ladder: false,
  async plan({ reads }) {
    const { length } = await reads.intakes();
    return { counts: length > 0 ? { intakes_verified: length } : {}, deferred: 0, taking: null };
  },
  async run({ reads, signal, count }) {
    const intakes = await reads.intakes();
    let broken = 0;
    for (let at = 0; at < intakes.length; at += BATCH) {
      signal.throwIfAborted();
      const batch = intakes.slice(at, at + BATCH);
      const wrong = await reads.mismatches(batch);
      count('intakes_verified', batch.length);
      if (wrong > 0) count('mismatches', wrong);
      broken += wrong;
    }
    if (broken === 0) return;
    throw new OperationError('LEDGER_BROKEN', `The ledger and the store do not agree in ${broken} places.`, {
      hint: 'Keep the folder as it is; ./ledgerline verify names the places, docs/operating.md says what to do.',
    });
  },
};
