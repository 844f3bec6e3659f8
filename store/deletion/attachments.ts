import type { Subject } from '../../record/subject.ts';
import type {
  AttachmentFile,
  AttachmentsToExpire,
  AttachmentsToRemove,
  RemovedAttachments,
} from '../attachment-store.ts';
import { holdSql, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { knownByName, remembered, waitingFor } from '../queries/subject-attachments.ts';

/** What takes attachments out of the store; their files are destroyed behind it, and what a killed process left is found again. */
export function createAttachmentRemoval(connection: Connection) {
  const giveUp = connection.transaction(attachmentsGivenUp(connection));
  const givenUp = connection.prepare<[], AttachmentFile>('select file, month from attachment_to_destroy');
  const destroyed = connection.prepare<[string], unknown>('delete from attachment_to_destroy where file = ?');
  const used = connection
    .prepare<{ month: string }, number>(
      `select 1 from attachment where month = @month union all select 1 from attachment_to_destroy where month = @month
       union all select 1 from statement_file where month = @month`,
    )
    .pluck();
  return {
    giveUpOldAttachments: (wish: AttachmentsToExpire): number => {
      const due = `${dueAttachment(wish)} and not ${heldAttachment(connection, wish.today)}`;
      const ids = connection
        .prepare<[number], number>(`select id from attachment where ${due} order by id limit ?`)
        .pluck()
        .all(wish.limit);
      giveUp(ids);
      return ids.length;
    },
    giveUpAttachments: ({ attachments, calls, files, today }: AttachmentsToRemove): RemovedAttachments => {
      const rows = connection
        .prepare<[string, string, string], { id: number; held: number }>(
          `select id, ${heldAttachment(connection, today)} as held from attachment
           where id in (select value from json_each(?)) or call in (select value from json_each(?))
           union all select id, 0 from attachment where file in (select value from json_each(?))`,
        )
        .all(JSON.stringify(attachments), JSON.stringify(calls), JSON.stringify(files));
      const free = rows.filter(({ held }) => held === 0).map(({ id }) => id);
      giveUp(free);
      return { removed: free.length, kept: rows.length - free.length };
    },
    attachmentsGivenUp: () => givenUp.all(),
    attachmentDestroyed: (file: string): void => void destroyed.run(file),
    emptyAttachmentMonths: (months: readonly string[]): string[] =>
      months.filter((month) => used.get({ month }) === undefined),
  };
}

/** Takes attachments out of the store; what their files are called is known until these are destroyed. */
function attachmentsGivenUp(connection: Connection): (ids: readonly number[]) => void {
  const chosen = 'id in (select value from json_each(?))';
  const note = connection.prepare<[string], unknown>(
    `insert into attachment_to_destroy (file, month) select file, month from attachment where ${chosen}`,
  );
  const remove = connection.prepare<[string], unknown>(`delete from attachment where ${chosen}`);
  return (ids) => {
    const list = JSON.stringify(ids);
    note.run(list);
    remove.run(list);
  };
}

/**
 * Attachments that go with a person, in the transaction that takes the rest of them; each gives how many. A plan says what it does in
 * the place of giving them up, and which are not there any more because of that.
 */
export function createErasedAttachments(
  connection: Connection,
  { giveUp, isThere }: { giveUp: (ids: readonly number[]) => void; isThere: (id: number) => boolean } = {
    giveUp: attachmentsGivenUp(connection),
    isThere: () => true,
  },
) {
  const ofCall = connection.prepare<[number], number>('select id from attachment where call = ?').pluck();
  const ofKey = connection
    .prepare<{ source: number; call_group: number }, number>(
      'select id from attachment where call is null and source = @source and call_group = @call_group',
    )
    .pluck();
  function free(found: readonly number[], today: number): RemovedAttachments {
    const ids = found.filter(isThere);
    if (ids.length === 0) return { removed: 0, kept: 0 };
    const rows = connection
      .prepare<[string], { id: number; held: number }>(
        `select id, ${heldAttachment(connection, today)} as held from attachment
         where id in (select value from json_each(?))`,
      )
      .all(JSON.stringify(ids));
    const gone = rows.filter(({ held }) => held === 0).map(({ id }) => id);
    giveUp(gone);
    return { removed: gone.length, kept: rows.length - gone.length };
  }
  return {
    ofCall: (call: number): number => {
      const ids = ofCall.all(call).filter(isThere);
      if (ids.length > 0) giveUp(ids);
      return ids.length;
    },
    /** Without a call yet, because several have their key; this one goes, so that nobody finds out which it was. */
    ofKey: (source: number, call_group: number | null, today: number): RemovedAttachments =>
      free(call_group === null ? [] : ofKey.all({ source, call_group }), today),
    /** Of no leg that says whose it is: those that wait for a number, and those of calls that a memory has with them. */
    ofSubject: (subject: Subject, today: number): RemovedAttachments =>
      free([...new Set([...waitingFor(connection, subject), ...remembered(connection, subject)])], today),
    /** Whose name is all that says whose they are. */
    namedAfter: (ids: readonly number[], today: number): RemovedAttachments =>
      free(knownByName(connection, ids), today),
  };
}

/** True of an attachment that has reached its age; the same in plan and run. */
export function dueAttachment({
  edge,
  unmatched_before,
}: Pick<AttachmentsToExpire, 'edge' | 'unmatched_before'>): string {
  const old = edge === null ? '0' : `day < ${Number(edge)}`;
  const waited =
    unmatched_before === null ? '0' : `(call is null and received_at < ${Number(unmatched_before)})`;
  return `(${old} or ${waited})`;
}

/**
 * True of an attachment that a legal hold keeps: one of a call of which the hold keeps a leg. One without a call may be of any, so
 * a hold keeps it whose period has its day, unless it names numbers and none of them is that of the attachment.
 */
export function heldAttachment(connection: Connection, today: number): string {
  const holds = legalHolds(connection, today).map(({ conditions }) => {
    const kept = holdSql(conditions);
    const own = `exists (select 1 from call where call.id = attachment.call and ${kept})`;
    const legs = `exists (select 1 from call where call.day in
        (select value from call mine, json_each(json_array(mine.day - 1, mine.day, mine.day + 1)) where mine.id = attachment.call)
      and call.call_group = (select mine.call_group from call mine where mine.id = attachment.call) and ${kept})`;
    const { from_day, to_day, numbers } = conditions;
    const from = from_day === null ? '1' : `attachment.day >= ${Number(from_day)}`;
    const to = to_day === null ? '1' : `attachment.day <= ${Number(to_day)}`;
    const party =
      numbers.length === 0
        ? '1'
        : `(attachment.numbers is null or exists (select 1 from json_each(attachment.numbers) where value in (${numbers.map(Number).join(', ')})))`;
    return `(${own} or ${legs} or (attachment.call is null and ${from} and ${to} and ${party}))`;
  });
  return holds.length === 0 ? '0' : `(${holds.join(' or ')})`;
}
