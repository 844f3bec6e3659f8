import type { RefusedAttachment } from '../../record/attachment.ts';
import type { StoredAttachment } from '../attachment-store.ts';
import { heldAttachment } from '../deletion/attachments.ts';
import type { Connection } from '../open-database.ts';

/** Which attachments are meant; all that is not said is any. */
export interface AttachmentFilter {
  readonly id?: number;
  readonly ids?: readonly number[];
  readonly calls?: readonly number[];
  /** Those whose call was not found yet. */
  readonly unmatched?: boolean;
}

/** Stored attachments, in the order in which they came. Who may know of them is decided in access/. */
export function storedAttachments(connection: Connection, filter: AttachmentFilter): StoredAttachment[] {
  const { id, ids, calls, unmatched = false } = filter;
  const conditions = [
    ...(id === undefined ? [] : ['attachment.id = @id']),
    ...(ids === undefined ? [] : ['attachment.id in (select value from json_each(@ids))']),
    ...(calls === undefined ? [] : ['call in (select value from json_each(@calls))']),
    ...(unmatched ? ['call is null'] : []),
  ];
  return connection
    .prepare<[Record<string, unknown>], StoredAttachment>(
      `select attachment.id, source.name as source, kind, file, month, attachment.name, bytes, received_at, day, call, fitting
       from attachment join source on source.id = attachment.source
       where ${['1', ...conditions].join(' and ')} order by attachment.id`,
    )
    .all({ id: id ?? null, ids: JSON.stringify(ids ?? []), calls: JSON.stringify(calls ?? []) });
}

/** Whether a legal hold keeps one, for who is about to note that it goes. */
export function isHeldAttachment(connection: Connection, id: number, today: number): boolean {
  const held = connection.prepare<[number], number>(
    `select 1 from attachment where id = ? and ${heldAttachment(connection, today)}`,
  );
  return held.get(id) !== undefined;
}

/** Files that could not be taken, and still lie where they came. */
export function refusedAttachments(connection: Connection): RefusedAttachment[] {
  return connection
    .prepare<[], RefusedAttachment>('select * from refused_attachment order by folder, path')
    .all();
}
