import type { AttachmentsToExpire } from '../attachment-store.ts';
import { dueAttachment, heldAttachment } from '../deletion/attachments.ts';
import type { DueRows } from '../job-store.ts';
import type { Connection } from '../open-database.ts';

/** Attachments that have reached their age, by the same conditions as those that go. */
export function dueAttachments(connection: Connection, wish: Omit<AttachmentsToExpire, 'limit'>): DueRows {
  const held = heldAttachment(connection, wish.today);
  const row = connection
    .prepare<[], { rows: number; deferred: number }>(
      `select coalesce(sum(not ${held}), 0) as rows, coalesce(sum(${held}), 0) as deferred
       from attachment where ${dueAttachment(wish)}`,
    )
    .get();
  const of = connection.prepare<[], number>('select count(*) from attachment').pluck().get();
  return { rows: 0, deferred: 0, ...row, of: of ?? 0 };
}

/** Of the attachments of a call, or of another of its legs, the days they age by. */
export function agesOfAttachments(connection: Connection, call: number): { id: number; day: number }[] {
  return connection
    .prepare<{ call: number }, { id: number; day: number }>(
      `select id, day from attachment where call = @call or call in
         (select leg.id from call mine cross join call leg on leg.day = mine.day and leg.call_group = mine.call_group and leg.head = 1
          where mine.id = @call)
       order by id`,
    )
    .all({ call });
}
