import { heldInArchives } from '../privacy/archive-policy.ts';
import { goneByAge } from '../privacy/expire-attachments.ts';
import type { Gateway } from '../privacy/gateway.ts';
import type { Retention } from '../privacy/retention.ts';
import { showTime } from '../record/calendar.ts';
import type { Erasure } from '../record/erasure.ts';
import type {
  ErasureCertificate,
  HeldInBackups,
  NotedErasure,
  SearchEnd,
} from '../record/erasure-certificate.ts';
import { InOrder } from '../record/in-order.ts';
import type { Subject } from '../record/subject.ts';
import type { ArchiveRegister } from '../store/archive-store.ts';
import {
  type HoldKeeps,
  LEFT_IN_DIRECTORY,
  PLACES_IN,
  type StayingText,
  type SubjectCounts,
  type SubjectRequest,
  type SubjectStore,
  TABLE_OF_TEXT,
} from '../store/subject-store.ts';
import { emptyLog, type LogParts } from './log-emptying.ts';

interface ErasingRequestsParts extends LogParts {
  readonly gateway: Gateway;
  readonly store: LogParts['store'] &
    Pick<ArchiveRegister, 'archivePieces'> &
    Pick<
      SubjectStore,
      | 'subjectRequest'
      | 'openSubjectRequests'
      | 'noteErasedAudit'
      | 'settleSubjectRequest'
      | 'namingTexts'
      | 'unknownAttachments'
    >;
  readonly retention: () => Promise<Retention | null>;
  readonly program: string;
  /** Notes it for good, so that it is done again on whatever is restored; none comes to its end before. */
  readonly note: (erasure: Erasure) => Promise<NotedErasure>;
  /** Opens what an open request says of whom it is about. */
  readonly open: (sealed: string) => Subject;
  /** Resolves when a backup that is being made has no copy of the person left in the folder. */
  readonly copiesGone: (signal: AbortSignal) => Promise<void>;
  /** Searches every byte of the folder; texts that stay are counted beside it. */
  readonly search: (
    subject: Subject,
    staying: readonly StayingText[],
    signal: AbortSignal,
  ) => Promise<SearchEnd>;
  /** Where it would be noted, and which backups have everybody. */
  readonly backups: () => Promise<HeldInBackups>;
  /** Signs it; gives the text that is kept and handed out. */
  readonly certify: (certificate: ErasureCertificate) => string;
}

/** What names the person because of something that is in force, and does not keep a request open. */
const REMAINS: ReadonlySet<string> = new Set([
  ...['configuration_versions', 'settings', 'transfers', 'restrictions'],
]);

/** What an erasure would take, keep and leave, before anything is done. */
export interface PlannedRequest {
  readonly gone: SubjectCounts;
  /** What legal holds keep, which keeps the request open; by hold beside it. */
  readonly kept: SubjectCounts;
  readonly holds: readonly HoldKeeps[];
  /** Fields of people of the directory, which keep it open until somebody corrects them. */
  readonly left: SubjectCounts;
  readonly remains: SubjectCounts;
  readonly damaged_raw_copies: number;
  readonly backups: HeldInBackups;
  readonly archives: ErasureCertificate['archives'];
  readonly unknown_attachments: ErasureCertificate['unknown_attachments'];
}

/** How many requests are done behind it, and how many still wait for somebody. */
export interface RequestsGoneOn {
  readonly done: number;
  readonly waiting: number;
}

/** Only what is settled is searched for. */
const NOT_YET = { not_done: 'something of it is kept' };

/**
 * Requests to erase, carried out one at a time. One that was broken off, or of which a legal hold kept something, is gone on
 * with until nothing is left; then it is certified, and forgets whom it was about.
 */
export class ErasingRequests {
  private readonly parts: ErasingRequestsParts;
  private readonly turns = new InOrder();

  constructor(parts: ErasingRequestsParts) {
    this.parts = parts;
  }

  /** Gives the request as it stands then. */
  carryOut(
    id: number,
    signal: AbortSignal,
    told: (rows: number) => void = () => {},
  ): Promise<SubjectRequest> {
    return this.alone(() => this.carryOutNow(id, { signal, told }));
  }

  /** What carrying out such a request would do now. */
  plan(wish: Parameters<Gateway['planErasure']>[0], signal: AbortSignal): Promise<PlannedRequest> {
    return this.alone(async () => {
      const { gateway, store, backups } = this.parts;
      const retention = await this.parts.retention();
      const { gone, deferred, damaged, holds, unknown_attachments } = await gateway.planErasure(
        wish,
        retention,
        signal,
      );
      return {
        ...{ gone, ...sorted(deferred), holds, damaged_raw_copies: damaged.length },
        backups: await backups(),
        archives: heldInArchives(await store.archivePieces(), wish.subject, retention),
        unknown_attachments: goneByAge(unknown_attachments, retention),
      };
    });
  }

  /** Runs a piece of work while nobody is erased. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.turns.run(work);
  }

  /** All that are open. */
  async goOn(signal: AbortSignal): Promise<RequestsGoneOn> {
    let [done, waiting] = [0, 0];
    for (const { id } of await this.parts.store.openSubjectRequests()) {
      const { state } = await this.carryOut(id, signal);
      if (state === 'done') done += 1;
      else waiting += 1;
    }
    return { done, waiting };
  }

  private async carryOutNow(
    id: number,
    going: { signal: AbortSignal; told: (rows: number) => void },
  ): Promise<SubjectRequest> {
    const { store, gateway, retention, now } = this.parts;
    const request = await this.request(id);
    if (request.subject === null) return request;
    const { erasure } = request;
    const subject = this.parts.open(request.subject);
    const wish = { request: id, subject, how: erasure.how };
    const { gone, deferred, damaged } = await gateway.erase(wish, await retention(), going);
    await store.noteErasedAudit(id, gone.audit_entries ?? 0);
    const { kept: held, left, remains } = sorted(deferred);
    const kept: Record<string, number> = { ...held, ...left };
    if (!(await emptyLog(this.parts, going.signal))) kept.database_log = 1;
    if (damaged.length > 0) kept.damaged_raw_copies = damaged.length;
    const search = Object.keys(kept).length > 0 ? NOT_YET : await this.searched(subject, going.signal);
    Object.assign(kept, unexplained(search));
    const at = now();
    const isDone = Object.keys(kept).length === 0;
    // Backups and archives from before its end have everybody, whatever was kept here and for how long.
    const ended = isDone ? { ...erasure, at_ms: at } : erasure;
    const backup_targets = await this.parts.note(ended);
    const archives = heldInArchives(await store.archivePieces(), ended, await retention());
    const unknown_attachments = goneByAge(await store.unknownAttachments(subject), await retention());
    const found = { remains, search, backup_targets, archives, unknown_attachments };
    const certificate = isDone ? this.certificateOf(await this.request(id), found, at) : null;
    await store.settleSubjectRequest(id, { deferred: kept, certificate, at });
    if (isDone) await emptyLog(this.parts, going.signal);
    return await this.request(id);
  }

  private async searched(subject: Subject, signal: AbortSignal): Promise<SearchEnd> {
    await this.parts.copiesGone(signal);
    const texts = await this.parts.store.namingTexts();
    const staying = texts
      // What keeps it open explains no place: it may stand there since a moment ago.
      .filter(({ kind, stays }) => stays && REMAINS.has(kind))
      .map(({ kind, text }) => ({ table: TABLE_OF_TEXT[kind] ?? '', text }));
    return await this.parts.search(subject, staying, signal);
  }

  private certificateOf(
    { id, asked_at, asked_by, reason, erasure, counts, totals }: SubjectRequest,
    found: Pick<
      ErasureCertificate,
      'remains' | 'search' | 'backup_targets' | 'archives' | 'unknown_attachments'
    >,
    at: number,
  ): string {
    const { certify, program } = this.parts;
    const { at_ms: _, ...hashed } = erasure;
    return certify({
      format: 'ledgerline erasure certificate 1',
      request: id,
      asked_at: showTime(asked_at, 0),
      asked_by,
      reason,
      done_at: showTime(at, 0),
      program,
      erasure: hashed,
      erased: counts,
      ...found,
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

/** What legal holds keep, apart from what is in force and from what is left in the directory. */
function sorted(deferred: SubjectCounts): Pick<PlannedRequest, 'kept' | 'left' | 'remains'> {
  const those = (are: (what: string) => boolean): SubjectCounts =>
    Object.fromEntries(Object.entries(deferred).filter(([what]) => are(what)));
  const isLeft = (what: string): boolean => what.startsWith(LEFT_IN_DIRECTORY);
  return {
    kept: those((what) => !REMAINS.has(what) && !isLeft(what)),
    left: those(isLeft),
    remains: those((what) => REMAINS.has(what)),
  };
}

/** Places in files, as what keeps the request open. */
function unexplained(search: SearchEnd): SubjectCounts {
  if ('not_done' in search) return {};
  return Object.fromEntries(
    Object.entries(search.found).map(([file, places]) => [`${PLACES_IN}${file}`, places]),
  );
}
