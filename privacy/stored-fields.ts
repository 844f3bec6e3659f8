/** What becomes of a field when its row takes a step. */
export type FieldAtStep =
  /** As it was. */
  | 'whole'
  /** Digits are hidden, as `masked_numbers` says. */
  | 'cut'
  /** Another keyed hash, made of nothing but what stays. */
  | 'hashed anew'
  /** The start of the hour. */
  | 'hour'
  /** The unit of the organisation that it was of on that day, or one above it. */
  | 'cost centre'
  /** Nothing stands there. */
  | 'gone';

/** The class of the ladder that a row ages by, or why its age does not matter. */
export type FieldClass =
  | 'calls'
  | 'raw_copies'
  | 'undefined_lines'
  | 'call_memory'
  | 'attachments'
  | 'exports'
  | 'directory'
  | 'contacts'
  | 'totals'
  | 'sessions'
  | 'job_runs'
  | 'configuration_versions'
  | 'audit'
  | 'ledger'
  | 'origins'
  | 'holds'
  | 'backups'
  | 'archives'
  | 'requests'
  | 'nobody';

/** One column of the store that can hold something of a person, or text at all. */
export interface StoredField {
  readonly class: FieldClass;
  readonly holds: string;
  /** Of classes with these steps; in every class the field is gone with its row. */
  readonly masked?: FieldAtStep;
  readonly anonymous?: FieldAtStep;
}

const ofCall = (holds: string, masked: FieldAtStep, anonymous: FieldAtStep): StoredField => ({
  class: 'calls',
  ...{ holds, masked, anonymous },
});
const of = (name: FieldClass, holds: string): StoredField => ({ class: name, holds });

/**
 * Every column with text, and every number that stands for a party, by `table.column`: its class, and what it holds at each step.
 * Of calls that a threshold holds, the steps are those of `held_calls`.
 */
export const STORED_FIELDS: Readonly<Record<string, StoredField>> = {
  'call.calling': ofCall('calling party', 'cut', 'gone'),
  'call.called': ofCall('called party', 'cut', 'gone'),
  'call.dialled': ofCall('digits as they were dialled', 'gone', 'gone'),
  'number_shelf.prints': ofCall('which numbers a day has: 16 bits of a hash of each', 'hashed anew', 'gone'),
  'called_day.sums': ofCall('which parties were called on a day, how often and how long', 'cut', 'gone'),
  'call.extension': ofCall('extension', 'whole', 'cost centre'),
  'call.started_at': ofCall('start', 'whole', 'hour'),
  'call.answered_at': ofCall('answer', 'whole', 'gone'),
  'call.ended_at': ofCall('end', 'whole', 'gone'),
  'call.identity': ofCall('keyed hash by which the record is known again', 'hashed anew', 'hashed anew'),
  'call.call_group': ofCall('keyed hash of the key that its legs share', 'whole', 'whole'),
  'call.call_key': ofCall('key that its legs share', 'gone', 'gone'),
  'call.calling_name': ofCall('name of the calling party', 'gone', 'gone'),
  'call.called_name': ofCall('name of the called party', 'gone', 'gone'),
  'call.account_code': ofCall('account code', 'gone', 'gone'),
  'call.odd_numbers': ofCall('parties that are no digits', 'gone', 'gone'),
  'call.extra': ofCall('what the driver keeps besides', 'gone', 'gone'),
  'quality.measures': ofCall(
    'figures of a leg; joined by the key of its call, so gone when that is',
    'gone',
    'gone',
  ),
  'quality.identity': ofCall('keyed hash by which its record is known again', 'gone', 'gone'),
  'quality.call_group': ofCall('keyed hash of the key of its call', 'gone', 'gone'),
  'gone_call.call_group': ofCall(
    'the same, of a call of which a leg is gone, as long as another may come',
    'whole',
    'whole',
  ),
  'duplicate.calling': ofCall('number that a repeated line brought of its call', 'gone', 'gone'),
  'duplicate.calling_text': ofCall('the same, where it is no digits', 'gone', 'gone'),
  'undefined_line.reason': of('undefined_lines', 'why a line could not be read'),
  'undefined_line.detail': of('undefined_lines', 'the field that failed, never its value'),
  'undefined_line.written_off_by': of('undefined_lines', 'account of who wrote it off'),
  'undefined_line.written_off_reason': of('undefined_lines', 'why'),
  'person.external_id': of('directory', 'number of a person in your own lists'),
  'person.name': of('directory', 'name'),
  'person.email': of('directory', 'address'),
  'person.login': of('directory', 'login'),
  'person.origin': of('directory', 'name of the LDAP connection they come from'),
  'extension_span.number': of('directory', 'extension; whose it was on which days goes with the person'),
  'extension.number': of('directory', 'the same; which person has it goes with the person'),
  'extension.name': of('directory', 'its digits'),
  'contact.number': of('contacts', 'number outside, gone with the last call that has it'),
  'contact.name': of('contacts', 'name'),
  'contact.organisation': of('contacts', 'organisation'),
  'directory_version.list': of('configuration_versions', 'which list was changed'),
  'directory_version.counts': of('configuration_versions', 'how many entries, in numbers'),
  'directory_version.by': of('configuration_versions', 'account of who changed it'),
  'unit.code': of('nobody', 'cost centre or department'),
  'unit.name': of('nobody', 'its name'),
  'unit.kind': of('nobody', 'cost centre or department'),
  'device.name': of('nobody', 'a device'),
  'account_code.code': of('nobody', 'account code; which person has it goes with the person'),
  'account_code.name': of('nobody', 'its name'),
  'assignment.kind': of('nobody', 'what is assigned to what'),
  'extension.site': of('nobody', 'name of a site'),
  'extension_span.site': of('nobody', 'name of a site'),
  'extension_span.path': of('nobody', 'numbers of cost centres'),
  'account_code_span.code': of('nobody', 'account code'),
  'account_code_span.path': of('nobody', 'numbers of cost centres'),
  'attachment.kind': of('attachments', 'recording or transcript'),
  'attachment.file': of('attachments', 'name of its encrypted file, which is chance'),
  'attachment.month': of('attachments', 'month of the key it is encrypted by'),
  'attachment.name': of('attachments', 'name of the file, which can hold a number or a name'),
  'attachment.numbers': of('attachments', 'number by which its call is found; gone when it is'),
  'past_attachment.identity': of('nobody', 'keyed hash of a file that was taken'),
  'attachment_to_destroy.file': of('attachments', 'name of an encrypted file that is being destroyed'),
  'attachment_to_destroy.month': of('attachments', 'month of its key'),
  'refused_attachment.folder': of('origins', 'folder in which it lies'),
  'refused_attachment.path': of('origins', 'name of a file at its origin'),
  'refused_attachment.reason': of('origins', 'why it was refused'),
  'refused_attachment.hint': of('origins', 'what to do about it'),
  'statement.schedule': of('exports', 'name of a schedule'),
  'statement.report': of('exports', 'name of a report'),
  'statement.asked_by': of('exports', 'account of who asked for it'),
  'statement.state': of('exports', 'made, waiting, failed or erased'),
  'statement.trouble': of('exports', 'why it could not be made'),
  'statement.receipt': of(
    'exports',
    'parameters, which can be a number, versions and hash; of one in which a person was erased no parameters',
  ),
  'statement_file.format': of('exports', 'csv, pdf …'),
  'statement_file.name': of('exports', 'name of the file: schedule, period and when it was made'),
  'statement_file.file': of('exports', 'name of its encrypted file, which is chance'),
  'statement_file.month': of('exports', 'month of the key it is encrypted by'),
  'statement_file.sha256': of('exports', 'hash of the file'),
  'dispatch.kind': of('exports', 'folder or mail'),
  'dispatch.address': of('exports', 'folder, or address of a mailbox'),
  'dispatch.message_id': of('exports', 'Message-ID of a mail, which is chance'),
  'statement_try.detail': of('exports', 'why it could not be made, at each try'),
  'dispatch.state': of('exports', 'waiting, delivered, failed or withheld'),
  'dispatch_try.result': of('exports', 'how a try ended'),
  'dispatch_try.detail': of('exports', 'what the server or disk said, without addresses'),
  'report_due.name': of('nobody', 'name of a schedule'),
  'report_due.timing': of('nobody', 'when it is due'),
  'memory_entry.number': of('call_memory', 'the other party'),
  'memory_entry.number_text': of('call_memory', 'the same, where it is no digits'),
  'memory_entry.extension': of('call_memory', 'extension of the profile'),
  'memory_entry.calling_name': of('call_memory', 'name of the calling party'),
  'memory_entry.called_name': of('call_memory', 'name of the called party'),
  'memory_entry.started_at': of('call_memory', 'start'),
  'kept_entry.profile': of('call_memory', 'profile that an entry was of, which a legal hold keeps'),
  'kept_entry.number': of('call_memory', 'the other party'),
  'kept_entry.number_text': of('call_memory', 'the same, where it is no digits'),
  'kept_entry.extension': of('call_memory', 'extension of the profile'),
  'kept_entry.calling_name': of('call_memory', 'name of the calling party'),
  'kept_entry.called_name': of('call_memory', 'name of the called party'),
  'kept_entry.started_at': of('call_memory', 'start'),
  'memory_profile.name': of('call_memory', 'name of a profile, which goes with it'),
  'memory_profile.password': of('call_memory', 'salted hash of its password'),
  'memory_access.profile': of('ledger', 'profile somebody was let into'),
  'memory_access.what': of('ledger', 'what was opened'),
  'memory_access.person': of('ledger', 'account of who opened it'),
  'memory_access.reason': of('ledger', 'why'),
  'intake.name': of('raw_copies', 'name of the file, which can hold a number or a name'),
  'intake.content_mac': of('raw_copies', 'keyed hash of the content'),
  'intake.path': of('raw_copies', 'where its raw copy stands'),
  'intake.state': of('raw_copies', 'what the driver carries to the next line'),
  'chunk.state_before': of('raw_copies', 'what the driver carried to its first line'),
  'raw_frame.sha256': of('raw_copies', 'hash of packed bytes'),
  'to_blank.code': of('raw_copies', 'a letter: why bytes are to be overwritten'),
  'blanked_copy.content_mac': of('raw_copies', 'keyed hash of the content after blanking'),
  'processing_settings.settings': of(
    'raw_copies',
    'by what lines were judged, numbers of `privacy` and `sites` among it; these go with the last raw copy judged by it, once its source is judged by others; extensions and trunks of its thresholds stay as long as a line can come of a call that was sorted by them and has gone',
  ),
  'processing_settings.program': of('nobody', 'version of the program'),
  'day_total.extension': {
    ...of('totals', 'extension'),
    anonymous: 'cost centre',
  },
  'session.peer': of('sessions', 'address and port, or folder'),
  'session.result': of('sessions', 'how it ended'),
  'session.detail': of('sessions', 'what happened, without numbers or names'),
  'job_run.job': of('job_runs', 'name of the job'),
  'job_run.result': of('job_runs', 'how it ended'),
  'job_run.counts': of('job_runs', 'what it did, in numbers'),
  'configuration_version.applied_by': of('configuration_versions', 'account of who applied it'),
  'configuration_version.reason': of('configuration_versions', 'why'),
  'configuration_version.text': of('configuration_versions', 'the document, numbers and extensions in it'),
  'free_seconds.carrier': of('nobody', 'name of a carrier'),
  'free_seconds.free_minutes': of('nobody', 'name of free minutes in the configuration'),
  'tariff.carrier': of('nobody', 'name of a carrier'),
  'tariff.currency': of('nobody', 'currency of its prices'),
  'tariff.sha256': of('nobody', 'hash of its rate sheet'),
  'rate.prefix': of('nobody', 'beginning of numbers that a price is for'),
  'rate.name': of('nobody', 'what the carrier calls it'),
  'rate.band': of('nobody', 'time of the week that the price is for'),
  'rate.steps': of('nobody', 'prices of later minutes'),
  'intake.kind': of('ledger', 'file, stream or resent'),
  'chunk.outcomes': of('ledger', 'what became of its lines'),
  'number_run.series': of('ledger', 'which series the numbers of records belong to'),
  'origin.path': of('origins', 'name of a file at its origin, which can hold a number or a name'),
  'origin.head_mac': of('origins', 'keyed hash of its first bytes'),
  'origin.tail_mac': of('origins', 'keyed hash of its last bytes'),
  'origin.content_chain': of('origins', 'keyed hash of its content'),
  'origin.state': of('origins', 'open, finished or refused'),
  'past_file.identity': of(
    'nobody',
    'keyed hash of name, size and time of a file whose intake has left the ledger',
  ),
  'refused_file.path': of('origins', 'name of a file at its origin'),
  'refused_file.reason': of('origins', 'why it was refused'),
  'refused_file.hint': of('origins', 'what to do about it'),
  'transfer.path': of('origins', 'name of a file at its origin'),
  'transfer.content_mac': of('origins', 'keyed hash of what came of it'),
  'legal_hold.placed_by': of('holds', 'account of who placed it'),
  'legal_hold.reason': of('holds', 'why'),
  'legal_hold.conditions': of(
    'holds',
    'numbers, names, extensions and period; of one that has ended, the period only',
  ),
  'legal_hold.released_by': of('holds', 'account of who released it'),
  'legal_hold.released_reason': of('holds', 'why'),
  'subject_request.asked_by': of('requests', 'account of who asked'),
  'subject_request.reason': of('requests', 'why'),
  'subject_request.state': of('requests', 'open, deferred or done'),
  'subject_request.subject': of(
    'requests',
    'whom it is about, sealed by the installation key, until it is done',
  ),
  'subject_request.erasure': of('requests', 'keyed hashes of whom it is about'),
  'subject_request.counts': of('requests', 'how much went, in numbers'),
  'subject_request.deferred': of('requests', 'how much legal holds keep, in numbers'),
  'subject_request.totals': of('requests', 'counts and minutes before and after'),
  'subject_request.certificate': of('requests', 'what was erased, by keyed hashes, signed'),
  'restriction.placed_by': of('requests', 'account of who placed it'),
  'restriction.reason': of('requests', 'why'),
  'restriction.subject': of('requests', 'whom it hides; of one that was released, nothing'),
  'restriction.released_by': of('requests', 'account of who released it'),
  'restriction.released_reason': of('requests', 'why'),
  'job_run.detail': of('job_runs', 'what went wrong, without numbers or names'),
  'job_run.started_by': of('job_runs', 'account of who asked for it'),
  'purge_alarm.subject': of('job_runs', 'what the alarm is about'),
  'purge_alarm.message': of('job_runs', 'what somebody must see'),
  'purge_alarm.hint': of('job_runs', 'what to do about it'),
  'audit_record.account': of('audit', 'account of who did it'),
  'audit_record.address': of('audit', 'address it was done from'),
  'audit_record.computer': of('audit', 'name of the machine'),
  'audit_record.action': of('audit', 'command or job'),
  'audit_record.object': of('audit', 'what it was about, never a number or name'),
  'audit_record.level': of('audit', 'how much somebody must look at it'),
  'audit_record.result': of('audit', 'how it ended'),
  'audit_record.commitment': of('audit', 'salted hash of what stands beside it'),
  'audit_record.head': of('audit', 'hash of it and all before'),
  'audit_payload.salt': of('audit', 'the salt of that hash; may be erased before'),
  'audit_payload.payload': of(
    'audit',
    'shape of what was asked for, keyed hashes of numbers and names, the reason; may be erased before',
  ),
  'audit_segment.head': of('nobody', 'hash of the records that have gone by age'),
  'audit_segment.note': of('nobody', 'signed checkpoint that closed them'),
  'backup.target': of('backups', 'folder in which it stands'),
  'backup.name': of('backups', 'its name, which is when it was made'),
  'backup.sha256': of('backups', 'hash of the encrypted file'),
  'erasure_log.line': of('backups', 'an erasure, of keyed hashes, to be done again on what is restored'),
  'archive_piece.name': of('archives', 'a day, and when its calls were archived'),
  'archive_piece.month': of('archives', 'month of that day'),
  'archive_piece.sha256': of('archives', 'hash of the encrypted piece'),
  'archive_piece.state': of('archives', 'being written or written'),
  'archived_call.identity': of('archives', 'keyed hash by which the record is known again'),
  'archived_party.print': of('archives', 'part of a keyed hash of a party; gone with the person, too'),
  'archive_file.target': of('archives', 'folder in which it stands'),
  'archive_file.month': of('archives', 'month whose calls are in it'),
  'archive_return.month': of('archives', 'month that was brought back'),
  'archive_return.returned_by': of('archives', 'account of who brought it back'),
  'label.text': of(
    'nobody',
    'causes, trunks, countries, currencies and names of thresholds, each once; it goes when neither a call nor a total has it any more',
  ),
  'source.name': of('nobody', 'name of a source'),
  'source.host_key': of('nobody', 'host key of an SFTP server'),
  'counter.name': of('nobody', 'what is counted'),
  'ladder_edge.class': of('nobody', 'class of the ladder'),
  'ladder_edge.step': of('nobody', 'step of the ladder'),
  'migration.name': of('nobody', 'change of the database'),
  'migration.checksum': of('nobody', 'hash of its statements'),
};
