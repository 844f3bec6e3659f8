import type { Erasure } from '../../record/erasure.ts';
import type { Connection } from '../open-database.ts';
import type { SubjectCounts, SubjectRequest } from '../subject-store.ts';

export interface RequestRow {
  readonly id: number;
  readonly asked_at: number;
  readonly asked_by: string;
  readonly reason: string;
  readonly state: string;
  readonly subject: string | null;
  readonly erasure: string;
  readonly counts: string;
  readonly deferred: string;
  readonly totals: string;
  readonly certificate: string | null;
  readonly done_at: number | null;
}

export function asRequest(found: RequestRow): SubjectRequest {
  const { state, erasure, counts, deferred, totals, ...row } = found;
  return {
    ...row,
    state: state as SubjectRequest['state'],
    erasure: JSON.parse(erasure) as Erasure,
    counts: JSON.parse(counts) as SubjectCounts,
    deferred: JSON.parse(deferred) as SubjectCounts,
    totals: JSON.parse(totals) as SubjectRequest['totals'],
  };
}

/** Every request there was, the newest first. */
export function subjectRequests(connection: Connection): SubjectRequest[] {
  return connection
    .prepare<[], RequestRow>('select * from subject_request order by id desc')
    .all()
    .map(asRequest);
}

/** How many are not done. */
export function openRequests(connection: Connection): number {
  const count = connection.prepare<[], number>(
    'select count(*) from subject_request where subject is not null',
  );
  return count.pluck().get() ?? 0;
}
