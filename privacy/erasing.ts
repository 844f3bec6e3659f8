import type { AgeEdges } from '../record/age-edges.ts';
import { type Erasing, type Erasure, erasureHashes, subjectHashes } from '../record/erasure.ts';
import { subjectMac } from '../record/mac.ts';
import type { Subject } from '../record/subject.ts';
import type { RawCopyStore } from '../store/raw-copy-store.ts';
import type { SubjectCounts, SubjectStore } from '../store/subject-store.ts';
import type { Going } from './batches.ts';
import {
  type ErasingParts,
  type ErasureResult,
  type ErasureWish,
  eraseSubject,
  isOfAllDays,
} from './erase-subject.ts';
import { type ErasurePlan, planErasure } from './plan-erasure.ts';
import { partiesOf, recovered, together } from './recovered-subject.ts';
import { dayIn, type Retention } from './retention.ts';

/** One person, for a request of the store. */
export interface PersonToErase {
  readonly request: number;
  readonly subject: Subject;
  readonly how: Erasing;
}

/** What of the gateway forgets people. */
export interface ErasingGateway {
  /** Takes one person out of everything that is stored, but for what legal holds keep. Done again, it does the rest. */
  erase(wish: PersonToErase, retention: Retention | null, going: Going): Promise<ErasureResult>;
  /** What `erase` would take when the same is typed again, and what legal holds would keep from it. */
  planErasure(
    wish: Omit<PersonToErase, 'request'> & { readonly typed: string },
    retention: Retention | null,
    signal: AbortSignal,
  ): Promise<ErasurePlan>;
  /** Does erasures again, in their order, on a store that was restored from before them. */
  eraseAgain(erasures: readonly Erasure[], retention: Retention | null, going: Going): Promise<ErasureResult>;
}

export interface ErasingGatewayParts extends ErasingParts {
  readonly store: ErasingParts['store'] &
    Pick<SubjectStore, 'storedParties'> &
    Pick<RawCopyStore, 'settleEndedHolds'>;
  /** The installation's key. */
  readonly key: Uint8Array;
  readonly now: () => number;
  /** What the ladder demands now. */
  readonly edges: (retention: Retention | null) => Promise<AgeEdges>;
  /** Call memories have all that arrived: calls of which no entry was written yet would get none. */
  readonly settled: () => Promise<void>;
  /** Takes what stands beside records of the audit log that asked for somebody, or name them. */
  readonly eraseAudit: (subject: Subject) => Promise<number>;
  /** How many that would be when a text has been asked for once more. */
  readonly countAudit: (subject: Subject, typed: string) => Promise<number>;
}

export function erasing(parts: ErasingGatewayParts): ErasingGateway {
  const { store, key, now, inTurn, edges, settled, eraseAudit, countAudit } = parts;
  async function wishOf(person: PersonToErase, retention: Retention | null): Promise<ErasureWish> {
    await settled();
    const { mask, anonymity } = await edges(retention);
    const today = dayIn(retention?.time_zone ?? 'UTC', now());
    const hashes = subjectHashes(person.subject, subjectMac(key));
    return { ...person, hashes, at: now(), today, mask, anonymity, key };
  }
  /** A hold whose last day is over forgets whom it was about. */
  const settleEndedHolds = ({ today }: ErasureWish): Promise<void> =>
    inTurn(() => store.settleEndedHolds(now(), today));
  async function erased(wish: ErasureWish, going: Going): Promise<ErasureResult> {
    const result = await eraseSubject(parts, wish, going);
    return isOfAllDays(wish.subject) ? withAudit(result, await eraseAudit(wish.subject)) : result;
  }
  return {
    async erase(person, retention, going) {
      const wish = await wishOf(person, retention);
      await settleEndedHolds(wish);
      return await erased(wish, going);
    },
    async planErasure({ typed, ...person }, retention, signal) {
      const wish = await wishOf({ ...person, request: 0 }, retention);
      await settleEndedHolds(wish);
      const plan = await planErasure(parts, wish, signal);
      return isOfAllDays(wish.subject) ? withAudit(plan, await countAudit(wish.subject, typed)) : plan;
    },
    async eraseAgain(erasures, retention, going) {
      await settled();
      const mac = subjectMac(key);
      const stored = partiesOf(erasures, await store.storedParties(), mac);
      let result = NOTHING_ERASED;
      for (const one of together(erasures)) {
        const { subject, naming } = recovered(one, stored, mac);
        const wish = await wishOf({ request: 0, subject, how: one.how }, retention);
        // Archives hold whom the store does not: what is known of them goes by the hashes alone.
        const hashes = erasureHashes(one);
        result = sumOf(result, await eraseSubject(parts, { ...wish, naming, hashes }, going));
      }
      for (const erasure of erasures.filter(isOfAllDays))
        result = withAudit(result, await eraseAudit(recovered(erasure, stored, mac).subject));
      return result;
    },
  };
}

const NOTHING_ERASED: ErasureResult = { gone: {}, deferred: {}, damaged: [] };

function sumOf(one: ErasureResult, other: ErasureResult): ErasureResult {
  return {
    gone: added(one.gone, other.gone),
    deferred: added(one.deferred, other.deferred),
    damaged: [...new Set([...one.damaged, ...other.damaged])],
  };
}

function added(one: SubjectCounts, other: SubjectCounts): SubjectCounts {
  const sums: Record<string, number> = { ...one };
  for (const [what, count] of Object.entries(other)) sums[what] = (sums[what] ?? 0) + count;
  return sums;
}

function withAudit<Result extends ErasureResult>(result: Result, audit_entries: number): Result {
  return audit_entries === 0 ? result : { ...result, gone: added(result.gone, { audit_entries }) };
}
