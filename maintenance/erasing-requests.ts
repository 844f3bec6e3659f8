import type { Gateway } from '../privacy/gateway.ts';
import type { Retention } from '../privacy/retention.ts';
import { showTime } from '../record/calendar.ts';
import type { Erasure } from '../record/erasure.ts';
import type { ErasureCertificate } from '../record/erasure-certificate.ts';
import type { SubjectCounts, SubjectRequest, SubjectStore } from '../store/subject-store.ts';
import { emptyLog, type LogParts } from './log-emptying.ts';

interface ErasingRequestsParts extends LogParts {
  readonly gateway: Gateway;
  readonly store: LogParts['store'] &
    Pick<SubjectStore, 'subjectRequest' | 'openSubjectRequests' | 'settleSubjectRequest'>;
  readonly retention: () => Promise<Retention | null>;
  readonly program: string;
  /** Notes it for good, so that it is done again on whatever is restored; none comes to its end before. */
  readonly note: (erasure: Erasure) => Promise<void>;
  /** Signs it; gives the text that is kept and handed out. */
  readonly certify: (certificate: ErasureCertificate) => string;
}

/** What names the person because of something that is in force, and does not keep a request open. */
const REMAINS: ReadonlySet<string> = new Set([
  ...['configuration_versions', 'settings', 'transfers', 'restrictions'],
]);

/**
 * Requests to erase, carried out one at a time. One that was broken off, or of which a legal hold kept something, is gone on
 * with until nothing is left; then it is certified, and forgets whom it was about.
 */
export class ErasingRequests {
  private readonly parts: ErasingRequestsParts;
  private last: Promise<unknown> = Promise.resolve();

  constructor(parts: ErasingRequestsParts) {
    this.parts = parts;
  }

  /** Gives the request as it stands then. */
  carryOut(
    id: number,
    signal: AbortSignal,
    told: (rows: number) => void = () => {},
  ): Promise<SubjectRequest> {
    const run = this.last.then(() => this.carryOutNow(id, { signal, told }));
    this.last = run.catch(() => {});
    return run;
  }

  /** All that are open; gives how many are done behind it. */
  async goOn(signal: AbortSignal): Promise<number> {
    let done = 0;
    for (const { id } of await this.parts.store.openSubjectRequests()) {
      const { state } = await this.carryOut(id, signal);
      if (state === 'done') done += 1;
    }
    return done;
  }

  private async carryOutNow(
    id: number,
    going: { signal: AbortSignal; told: (rows: number) => void },
  ): Promise<SubjectRequest> {
    const { store, gateway, retention, now } = this.parts;
    const request = await this.request(id);
    if (request.subject === null) return request;
    const { subject, erasure } = request;
    const wish = { request: id, subject, how: erasure.how };
    const { deferred, damaged } = await gateway.erase(wish, await retention(), going);
    const kept = Object.fromEntries(Object.entries(deferred).filter(([what]) => !REMAINS.has(what)));
    const remains = Object.fromEntries(Object.entries(deferred).filter(([what]) => REMAINS.has(what)));
    // A backup from before has everybody, whatever is kept here and for how long.
    await this.parts.note(erasure);
    // The request itself says whom it is about, so the log is emptied once more behind it.
    const emptied = await emptyLog(this.parts, going.signal);
    if (!emptied) kept.database_log = 1;
    const isDone = Object.keys(kept).length === 0 && damaged.length === 0;
    const at = now();
    const certificate = isDone ? this.certificateOf(await this.request(id), remains, at) : null;
    await store.settleSubjectRequest(id, { deferred: { ...kept, ...damagedOf(damaged) }, certificate, at });
    if (isDone) await emptyLog(this.parts, going.signal);
    return await this.request(id);
  }

  private certificateOf(
    { id, asked_at, asked_by, reason, erasure, counts, totals }: SubjectRequest,
    remains: SubjectCounts,
    at: number,
  ): string {
    const { certify, program } = this.parts;
    return certify({
      format: 'ledgerline erasure certificate 1',
      request: id,
      asked_at: showTime(asked_at, 0),
      asked_by,
      reason,
      done_at: showTime(at, 0),
      program,
      erasure,
      erased: counts,
      remains,
      totals,
      log_emptied: true,
    });
  }

  private async request(id: number): Promise<SubjectRequest> {
    const request = await this.parts.store.subjectRequest(id);
    if (request === null) throw new Error(`there is no request ${id}`);
    return request;
  }
}

function damagedOf(damaged: readonly number[]): SubjectCounts {
  return damaged.length === 0 ? {} : { damaged_raw_copies: damaged.length };
}
