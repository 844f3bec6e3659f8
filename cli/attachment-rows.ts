import { attachmentsOfPerson, type PersonsAttachment } from '../access/attachments.ts';
import { showTime } from '../record/calendar.ts';
import { goneOn } from '../record/period.ts';
import { EMPTY_ROW, type SubjectRow } from '../record/subject-row.ts';
import { counted, grouped } from '../reports/text-table.ts';
import { attachmentsOfSubject } from '../store/queries/subject-attachments.ts';
import type { RowsOf } from './subject-rows.ts';
import type { WantedSubject } from './wanted-subject.ts';
import { withoutOthers } from './without-others.ts';

/** Attachments of a person, and what is there of which nothing says whose it is. */
export function* attachmentRows(
  { store, sight, retention }: RowsOf,
  wanted: WantedSubject,
): Generator<SubjectRow> {
  const { found, places } = wanted;
  for (const attachment of attachmentsHandedOut({ store, sight }, wanted)) {
    const { id, source, kind, name, month, day, bytes, received_at, call } = attachment;
    const details = [
      `attachment ${id} of ${call === null ? 'a call that was not found' : `call ${call}`}`,
      `${grouped(bytes)} bytes, kept encrypted under ${month}`,
      attachment.file === null ? 'its file is not handed out here' : `in this archive: ${pathOf(attachment)}`,
    ];
    yield {
      ...{ ...EMPTY_ROW, class: 'attachments', what: kind, source, at: showTime(received_at, 0) },
      file: withoutOthers(name, places(name)),
      details: details.join('; '),
      gone_on: goneOn(retention?.attachments, day),
    };
  }
  const { count, last_day } = found.unknown_attachments;
  if (count === 0) return;
  yield {
    ...{ ...EMPTY_ROW, class: 'attachments', what: 'of unknown people' },
    details: `${counted(count, 'recording or transcript')} whose call is masked, archived, gone or not there yet: nothing that is stored says whose they are, so they can be of the same person`,
    gone_on: last_day === null ? null : goneOn(retention?.attachments, last_day),
  };
}

/** All that are of a person, with files where these may be handed out: not of what others said to each other. */
export function attachmentsHandedOut(
  { store, sight }: Pick<RowsOf, 'store' | 'sight'>,
  { subject, found }: Pick<WantedSubject, 'subject' | 'found'>,
): PersonsAttachment[] {
  const { attachments, calls, others } = found;
  const own = calls.filter((call) => !others.has(call));
  const nobody = { ...subject, numbers: [], extensions: [], names: [] };
  const [theirs, ofOthers] = [
    new Set(attachmentsOfSubject(store.connection, subject, own)),
    new Set(attachmentsOfSubject(store.connection, nobody, [...others.keys()])),
  ];
  return attachmentsOfPerson(store, sight, attachments).map((attachment) => {
    const { id, call } = attachment;
    // One that waits may be of any call that has its key.
    const isOthers = call === null ? ofOthers.has(id) && !theirs.has(id) : others.has(call);
    return isOthers ? { ...attachment, file: null } : attachment;
  });
}

/** Where a file stands in the archive that is handed out: what it was called can name somebody else. */
export function pathOf({ id, name }: Pick<PersonsAttachment, 'id' | 'name'>): string {
  return `attachments/${id}${/\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0] ?? ''}`;
}
