import type { Erasing, Erasure } from '../record/erasure.ts';
import { UNIT_NUMBERS } from '../record/number.ts';
import type { Subject } from '../record/subject.ts';
import { createErasedCalls } from './deletion/erased-calls.ts';
import { createErasedCopies } from './deletion/erased-copies.ts';
import { createErasedLines } from './deletion/erased-lines.ts';
import { erasingHands } from './deletion/erasing-hands.ts';
import { requestCounts, StepCounts } from './deletion/request-counts.ts';
import { forgettingSuppressed } from './deletion/suppressed.ts';
import type { Connection } from './open-database.ts';
import { namingTexts } from './queries/naming-texts.ts';
import { STORED_NAMES } from './queries/stored-names.ts';
import { unknownAttachments } from './queries/subject-attachments.ts';
import { asRequest, type RequestRow } from './queries/subject-requests.ts';
import type {
  ErasingWish,
  LinesToErase,
  NamedCallsToErase,
  SubjectCounts,
  SubjectRequest,
} from './subject-store.ts';

/** Requests of people, and what carries them out. */
export function createSubjectRequests(connection: Connection) {
  const statements = prepare(connection);
  const count = connection.transaction(requestCounts(connection));
  const hands = erasingHands(connection);
  const calls = createErasedCalls(connection, hands);
  const eraseCalls = connection.transaction(calls.eraseCalls);
  const eraseLines = connection.transaction(
    createErasedLines(connection, { hands, eraseIds: calls.eraseIds }),
  );
  const eraseNamedCalls = connection.transaction(calls.eraseNamedCalls);
  const add = connection.transaction(
    (
      request: Pick<SubjectRequest, 'asked_at' | 'asked_by' | 'reason'> & { subject: string; how: Erasing },
      hashed: Omit<Erasure, 'id'>,
    ): number => {
      const { asked_at, asked_by, reason, subject } = request;
      const values = { asked_at, asked_by, reason, subject };
      const id = Number(statements.add.run(values).lastInsertRowid);
      statements.setErasure.run(JSON.stringify({ id, ...hashed }), id);
      return id;
    },
  );
  return {
    eraseCalls: (wish: ErasingWish & { after: number }) => eraseCalls.immediate(wish),
    eraseLines: (wish: LinesToErase) => eraseLines.immediate(wish),
    eraseNamedCalls: (wish: NamedCallsToErase) => eraseNamedCalls.immediate(wish),
    ...createErasedCopies(connection),
    ...forgettingSuppressed(connection),
    addSubjectRequest: (...given: Parameters<typeof add>): number => add.immediate(...given),
    subjectRequest: (id: number): SubjectRequest | null => {
      const row = statements.one.get(id);
      return row === undefined ? null : asRequest(row);
    },
    openSubjectRequests: () => statements.open.all().map(asRequest),
    noteErasedAudit: (id: number, entries: number): void => {
      const counts = new StepCounts();
      counts.gone('audit_entries', entries);
      count.immediate(id, counts);
    },
    settleSubjectRequest: (
      id: number,
      end: { deferred: SubjectCounts; certificate: string | null; at: number },
    ): void => {
      const deferred = JSON.stringify(end.deferred);
      if (end.certificate === null) statements.defer.run(deferred, id);
      else statements.done.run({ id, deferred, certificate: end.certificate, at: end.at });
    },
    namingTexts: () => namingTexts(connection),
    unknownAttachments: (period: Pick<Subject, 'from_day' | 'to_day'>) =>
      unknownAttachments(connection, period),
    storedParties: () => ({ numbers: statements.numbers.all(), names: statements.names.all() }),
  };
}

function prepare(connection: Connection) {
  return {
    add: connection.prepare(
      `insert into subject_request (asked_at, asked_by, reason, state, subject, erasure)
       values (@asked_at, @asked_by, @reason, 'open', @subject, '{}')`,
    ),
    setErasure: connection.prepare<[string, number], unknown>(
      'update subject_request set erasure = ? where id = ?',
    ),
    one: connection.prepare<[number], RequestRow>('select * from subject_request where id = ?'),
    open: connection.prepare<[], RequestRow>(
      'select * from subject_request where subject is not null order by id',
    ),
    defer: connection.prepare<[string, number], unknown>(
      "update subject_request set state = 'deferred', deferred = ? where id = ?",
    ),
    done: connection.prepare(
      `update subject_request set subject = null, state = 'done', deferred = @deferred, certificate = @certificate,
       done_at = @at where id = @id`,
    ),
    numbers: connection
      .prepare<[], number>(
        `select calling from call where calling is not null union select called from call where called is not null
         union select dialled from call where dialled is not null union select extension from call where extension < ${UNIT_NUMBERS}
         union select number from memory_entry where number is not null union select extension from memory_entry
         union select number from kept_entry where number is not null union select extension from kept_entry
         union select number from contact
         union select extension from day_total where gone > 0 and extension > 0 and extension < ${UNIT_NUMBERS}`,
      )
      .pluck(),
    names: connection.prepare<[], string>(STORED_NAMES).pluck(),
  };
}
