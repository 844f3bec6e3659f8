import type { RefusedAttachment } from '../record/attachment.ts';
import { isOfSomeCalls, isOfSomePeople } from '../record/call-view.ts';
import { OperationError } from '../record/operation-error.ts';
import type { StoredAttachment } from '../store/attachment-store.ts';
import {
  type AttachmentFilter,
  isHeldAttachment,
  refusedAttachments,
  storedAttachments,
} from '../store/queries/attachments.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { seenAmong } from '../store/queries/calls.ts';
import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';

/** An attachment as a viewer is shown it: its name can hold a number, so only whoever sees numbers sees it. */
export type SeenAttachment = Omit<StoredAttachment, 'name' | 'file' | 'month' | 'day'> & {
  readonly name: string | null;
};

/** An attachment that a viewer may listen to, with what opens it. */
export type OpenedAttachment = SeenAttachment & Pick<StoredAttachment, 'file' | 'month'>;

/**
 * The one door to attachments: those of calls that the viewer may know of, and of no call only for who sees every extension.
 */
export async function readAttachments(
  store: CallStore,
  sight: Sight,
  filter: AttachmentFilter,
): Promise<SeenAttachment[]> {
  if (!sight.attachments) throw notShown(sight, 'Attachments of calls are');
  const opened = await seen(store, sight, filter);
  return opened.map(({ file: _file, month: _month, ...shown }) => shown);
}

/** Those of a call that was opened for this viewer; none for whoever is not shown attachments. */
export async function attachmentsOfCall(
  store: CallStore,
  sight: Sight,
  calls: readonly number[],
): Promise<SeenAttachment[]> {
  return sight.attachments ? await readAttachments(store, sight, { calls }) : [];
}

/** Null where there is none, and where there is one that the viewer may not know of. */
export async function openAttachment(
  store: CallStore,
  sight: Sight,
  id: number,
): Promise<OpenedAttachment | null> {
  if (!sight.attachments) throw notShown(sight, 'Attachments of calls are');
  const [opened] = await seen(store, sight, { id });
  return opened ?? null;
}

/** One of whoever asked what is stored of them; only who may listen to it is given what opens it. */
export type PersonsAttachment = Omit<StoredAttachment, 'file'> & { readonly file: string | null };

/** For the report that hands out all that is stored of one person, which only whoever sees every call whole can ask for. */
export function attachmentsOfPerson(
  store: CallStore,
  sight: Sight,
  ids: readonly number[],
): PersonsAttachment[] {
  return storedAttachments(store.connection, { ids }).map(({ file, ...row }) => ({
    ...row,
    file: sight.attachments ? file : null,
  }));
}

/** Before an attachment is deleted by somebody, who need not be allowed to listen to it; and whether a legal hold keeps it. */
export async function attachmentToDelete(
  store: CallStore,
  sight: Sight,
  { id, today }: { readonly id: number; readonly today: number },
): Promise<(OpenedAttachment & { readonly held: boolean }) | null> {
  if (!sight.deletes_attachments) throw mayNotDelete(sight);
  const [opened] = await seen(store, sight, { id });
  return opened === undefined ? null : { ...opened, held: isHeldAttachment(store.connection, id, today) };
}

function mayNotDelete({ viewer }: Sight): OperationError {
  return new OperationError('NOT_SHOWN', `Attachments of calls cannot be deleted by ${viewer}.`, {
    hint: 'docs/access.md says which role may, and how that is changed.',
  });
}

/** Files that could not be taken: of every source, and with their names. */
export function readRefused(store: CallStore, sight: Sight): RefusedAttachment[] {
  if (!sight.attachments || isOfSomeCalls(sight.view) || sight.view.mask.length > 0) return [];
  return refusedAttachments(store.connection);
}

async function seen(store: CallStore, sight: Sight, filter: AttachmentFilter): Promise<OpenedAttachment[]> {
  const { sources, mask } = sight.view;
  const all = storedAttachments(store.connection, filter);
  const calls = [...new Set(all.flatMap(({ call }) => (call === null ? [] : [call])))];
  const shown = isOfSomeCalls(sight.view)
    ? new Set((await seenAmong(store, calls, sight.view)).map(({ id }) => id))
    : null;
  return all
    .filter(({ call, source }) => {
      if (shown === null) return true;
      if (call !== null && shown.has(call)) return true;
      // Of no call, or of one that is gone, nobody can tell any more whose it was.
      return !isOfSomePeople(sight.view) && (sources?.includes(source) ?? true);
    })
    .map(({ name, day: _day, ...row }) => ({ ...row, name: mask.length === 0 ? name : null }));
}
